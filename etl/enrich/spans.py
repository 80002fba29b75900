"""Recognised spans made fit to be names: trimmed of what sticks to them, and dropped where they are no name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from etl.article import EntityType


class Span(NamedTuple):
    """A recognised name: offsets in code points, end exclusive."""

    start: int
    end: int
    type: EntityType


@cache
def table(name: str) -> dict[str, Any]:
    """One of the word lists in `etl/enrich/data`, each entry with its reason beside it in the file."""
    return tomllib.loads(files("etl.enrich").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


def alternatives(words: Iterable[str]) -> str:
    """The part of a pattern that matches any of the words, the longest that is there."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_EDGE = " \t\n\r\u00a0\u202f\u2009.,;:!?\"'’‘ʼ′“”„«»‹›()[]{}<>|/\\*_–—-‑‐…•·@#=~^°"
_KEEP_LAST = re.compile(r"(?:[^\W\d_]\.){2,}$|\b(?:Jr|Sr|Inc|Corp|Ltd|Co|Cie|St)\.$")
_ABBREVIATED = re.compile(r"[ \u00a0][A-ZÀ-ÖØ-Þ]$")
"""« Kévin R. », as courts are reported: the dot belongs to the name."""
_ELISION = re.compile(
    r"(?:[ld]|[jmtsnc](?=['’‘ʼ′][^b-df-gj-np-tv-xz])|qu|jusqu|lorsqu|puisqu)['’‘ʼ′](?=\w)", re.IGNORECASE
)
_OPENING = re.compile(
    r"(?:À|Aussi|Ainsi|Alors|Après|Avant|Avec|Car|Chez|Comme|Contre|Dans|Depuis|Donc|Et|Entre|Lorsque|Mais|Malgré|Ou|Par"
    r"|Parmi|Pendant|Pour|Pourquoi|Puis|Quand|Que|Sans|Selon|Sous|Sur|Vers)\s+(?=[A-ZÀ-ÖØ-Þ])"
)
"""« Pour Blinken, c'est non »: what opens a sentence before a name is no given name."""
_STATE = re.compile(
    r"(?:secrétaire|département|chef|coup|homme|femme|ministre|affaire|raison)s?(?:-| )d['’]$", re.IGNORECASE
)
"""« le secrétaire d'État américain » is a function: the State in it is no organization."""
_MINISTER = re.compile(r"\b(?:vice-)?ministres?\s+(?:[^\W\d_-]+\s+)?(?:des|aux)\s+$", re.IGNORECASE)
"""« la ministre (norvégienne) des … »: the portfolio behind it is no organization."""
_MINISTRY = re.compile(
    r"\b(?:sous-)?ministère\s+(?:[^\W\d_-]+\s+)?(?:(?:des|du|de\s+la|de|aux)\s+|de\s+l['’‘ʼ′]\s?)$",
    re.IGNORECASE,
)
"""« le ministère (russe) des … »: its portfolio alone is not its name. WiNER marks the whole three times in four."""
_PAIRS = {"(": ")", "[": "]", "«": "»", "“": "”"}


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(table('titles')['words'])})(?:\s+|$)", re.IGNORECASE)


def trim(text: str, span: Span) -> Span | None:
    """The name without the quotes, brackets, elided articles and titles at its edges; None if nothing is left."""
    start, end, kind = span
    while True:
        before = (start, end)
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in _EDGE and not _kept_sign(text, start, end):
            end -= 1
        for opening, closing in _PAIRS.items():  # a bracket that opens or closes inside, its other half outside
            cut = text.find(opening, start, end)
            if cut >= 0 and text.find(closing, cut, end) < 0:
                end = cut
            cut = text.rfind(closing, start, end)
            if cut >= 0 and text.rfind(opening, start, cut) < 0:
                start = cut + 1
        elided = _ELISION.match(text, start, end)
        if elided and (text[elided.end()].isupper() or text[start].islower()):
            start = elided.end()
        if kind == EntityType.PER:
            start = _after_titles(text, start, end)
        if text[max(start, end - 2) : end] in ("'s", "’s") and end - start > 3:  # an English genitive
            end -= 2
        if (start, end) == before:
            break
    end += kind == EntityType.PER and text[end : end + 1] == "." and _ABBREVIATED.search(text, start, end) is not None
    return Span(start, end, kind) if start < end else None


def _after_titles(text: str, start: int, end: int) -> int:
    """Where a person's name begins behind a title and behind what opens the sentence."""
    for prefix in (_OPENING, _titles()):
        if (found := prefix.match(text, start, end)) is not None:
            start = found.end()
    return start


def _whole(text: str, span: Span) -> Span:
    """The ministry where only its portfolio was found."""
    found = _MINISTRY.search(text, max(0, span.start - 48), span.start) if span.type == EntityType.ORG else None
    return span._replace(start=found.start()) if found else span


def _kept_sign(text: str, start: int, end: int) -> bool:
    """A closing sign that belongs to the name: the dot of an acronym, a bracket that opens inside."""
    last = text[end - 1]
    if last == ".":
        return _KEEP_LAST.search(text[start:end]) is not None
    if last in ")]":
        opening = text.rfind("(" if last == ")" else "[", start, end)
        return opening > start and text[end - 2].isalnum() and text[opening + 1].isalnum()
    return False


@cache
def _never() -> frozenset[str]:
    return frozenset(w for group in table("never").values() for w in group["words"])


@cache
def _peoples() -> frozenset[str]:
    """Peoples and their adjectives in both genders and numbers."""
    words = set(table("demonyms")["words"])
    feminine = {w + ("ne" if w.endswith(("ien", "éen", "on")) else "e") for w in words if not w.endswith("e")}
    both = {form for w in words | feminine for form in (w, w if w.endswith("s") else w + "s")}
    return frozenset(both | set(table("demonyms")["plurals"]))


@cache
def function_words() -> frozenset[str]:
    """Articles, prepositions, pronouns and other words that open a sentence and name nothing, lower case."""
    lists = table("never")
    return frozenset((*lists["pronouns"]["words"], *lists["function_words"]["words"]))


def is_name(text: str, span: Span) -> bool:
    """False for what is no name whatever the recogniser says: no letter, no capital or digit, a pronoun, an address."""
    name = text[span.start : span.end]
    if len(name) > 120 or "\n" in name or "://" in name or "@" in name:
        return False
    marked = any(c.isupper() or c.isdigit() for c in name)
    common = span.type in (EntityType.ORG, EntityType.LOC) and len(name.split()) > 1  # « agence spatiale européenne »
    if not any(c.isalpha() for c in name) or not (marked or common):
        return False
    if len(name) == 1 or (span.start and text[span.start - 1] in "@#/\\"):
        return False
    if name.startswith(("État", "Etat")) and _STATE.search(text, max(0, span.start - 16), span.start):
        return False
    lower = name.lower().replace("’", "'")
    if lower in table("portfolios")["words"] and _MINISTER.search(text, max(0, span.start - 48), span.start):
        return False
    people = lower in _peoples() and not (span.type == EntityType.LOC and not lower.endswith("s"))  # « la Suisse »
    return lower not in _never() and not people


def usable(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans trimmed or made whole, without rubbish, in order, none overlapping another (the longer one stays)."""
    trimmed = (_whole(text, t) for s in spans if (t := trim(text, s)) is not None)
    kept: list[Span] = []
    for span in sorted((s for s in trimmed if is_name(text, s)), key=lambda s: (s.start, -s.end)):
        if kept and span.start < kept[-1].end:
            if span.end - span.start > kept[-1].end - kept[-1].start:
                kept[-1] = span
            continue
        kept.append(span)
    return kept
