"""Long names of organizations read to their end: « Organisation pour la sécurité et la coopération en Europe »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from etl.article import EntityType
from etl.enrich.spans import Span, alternatives, table

_WORD = r"[a-zà-öø-ÿœ][\w-]*"
_NOUN = rf"(?P<noun>{_WORD})\b(?!['’])"
_OF = r"(?:de\s+la\s+|de\s+l['’]\s?|du\s+|des\s+|d['’]|de\s+)"
_FOR = r"(?:pour|contre)\s+(?:la\s+|le\s+|les\s+|l['’]\s?)"
_COMPLEMENT = re.compile(rf"\s+(?:{_OF}|{_FOR}){_NOUN}")
_AND_COMPLEMENT = re.compile(rf"\s+et\s+(?:{_OF}|{_FOR}){_NOUN}")
_AND = re.compile(rf"\s+et\s+(?:la\s+|le\s+|les\s+|l['’]\s?){_NOUN}")
_ENDS_WITH_COMPLEMENT = re.compile(rf"\s(?:{_OF}|{_FOR}){_WORD}(?:\s{_WORD})?$")
"""What a name has to end with for « et de la … » to belong to it: « la Banque centrale et des … » is two things."""
_ENDS_WITH_PURPOSE = re.compile(rf"\s{_FOR}{_WORD}$")
"""« pour la sécurité »: another purpose may follow it without its preposition, « et la coopération »."""
_ADJECTIVE = re.compile(rf"\s+(?P<word>{_WORD})\b(?!['’])")
_PLACE = re.compile(r"\s+(?:en|au|aux|à)\s+[A-ZÀ-ÖØ-Þ][\w-]*")
_NEXT = re.compile(r"\s+(\w+)")
_SHORTEST = 3
_LISTED_WORDS = 4
"""Names of so many words mean one thing wherever they stand; « Conseil de sécurité » may begin a longer one."""


@cache
def _words(group: str, kind: str = "words") -> frozenset[str]:
    return frozenset(table("complements")[group][kind])


@cache
def _endings(group: str) -> tuple[str, ...]:
    return tuple(table("complements")[group]["endings"])


def with_whole_organizations(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, organizations among them to their ends, and the long names of well-known ones wherever they stand."""
    found = []
    for i, span in enumerate(spans):
        span = _by_last_word(text, span)
        longer = whole(text, span)
        cuts = any(s.start < longer.end < s.end for s in spans[i + 1 : i + 2])
        found.append(span if cuts else longer)
    listed = list(_listed(text))
    apart = [s for s in found if not any(n.start <= s.start < n.end for n in listed)] if listed else found
    return apart + listed


def _by_last_word(text: str, span: Span) -> Span:
    """What ends like a company's name is one, whatever else it was taken for; towns may end in any word."""
    words = text[span.start : span.end].split()
    company = len(words) > 1 and span.type in (EntityType.PER, EntityType.MISC) and words[-1] in _words("last_words")
    return span._replace(type=EntityType.ORG) if company else span


def _listed(text: str) -> Iterator[Span]:
    for match in _long_names().finditer(text):
        yield Span(match.start(), match.end(), EntityType.ORG)


@cache
def _long_names() -> re.Pattern[str]:
    """The well-known organizations' long names, grouped by their first words so that few have to be tried."""
    by_first: dict[str, list[str]] = {}
    for name in (n for names in table("organizations")["names"] for n in names):
        first, _, rest = name.partition(" ")
        if name[0].isupper() and len(re.findall(r"\w+", name)) >= _LISTED_WORDS and rest:
            by_first.setdefault(re.escape(first), []).append(rest)
    parts = "|".join(f"{first}\\s(?:{alternatives(rests)})" for first, rests in sorted(by_first.items()))
    return re.compile(rf"(?<![\w-])(?:{parts})(?![\w-])".replace("'", "['’]"))


def whole(text: str, span: Span) -> Span:
    """The organization with the complements behind it that belong to its name; any other span as it is."""
    first = text[span.start : span.end].partition(" ")[0].lower()
    if span.type != EntityType.ORG or first not in _words("heads"):
        return span
    end: int | None = span.end
    while end is not None:
        span = span._replace(end=end)
        end = _further(text, span)
    return span


def _further(text: str, span: Span) -> int | None:
    """Where the name ends that goes one complement further; None where it is whole."""
    found = _COMPLEMENT.match(text, span.end)
    if found is None and _ENDS_WITH_COMPLEMENT.search(text, span.start, span.end):
        found = _AND_COMPLEMENT.match(text, span.end)
    if found is not None:
        return _with_adjective(text, found.end()) if _is_noun(found["noun"]) else None
    added = _AND.match(text, span.end) if _ENDS_WITH_PURPOSE.search(text, span.start, span.end) else None
    if added is None or not _is_noun(added["noun"]):
        return None
    last = _with_adjective(text, added.end())
    place = _PLACE.match(text, last)
    last = place.end() if place else last
    return None if _two_subjects(text, last) else last


def _is_noun(word: str) -> bool:
    if word in _words("not_complements") or len(word) < _SHORTEST:
        return False
    return not word.endswith(_endings("verbs")) or word in _words("verbs", "nouns")


def _with_adjective(text: str, end: int) -> int:
    found = _ADJECTIVE.match(text, end)
    known = found is not None and found["word"] not in _words("adjectives", "except")
    return found.end() if found and known and found["word"].endswith(_endings("adjectives")) else end


def _two_subjects(text: str, end: int) -> bool:
    """« la Ligue pour le climat et la mairie ont signé »."""
    found = _NEXT.match(text, end)
    return found is not None and (found[1] in _words("plural") or re.fullmatch(r"\w{3,}ent", found[1]) is not None)
