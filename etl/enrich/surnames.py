"""A surname alone that the recogniser missed: « Blinken est attendu à Kyiv », where other articles name him in full.

What counts as a surname is known from the night's other articles and from the archive. A word that also means something
else (a common word, a place, a given name, a company) names nobody by itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import cache, lru_cache

import msgspec

from etl.article import Article, Entity, EntityType, Mention
from etl.enrich import sketch
from etl.enrich.document import comparable
from etl.enrich.gazetteer import place_key, places
from etl.enrich.given import given_names
from etl.enrich.known import KnownEntities
from etl.enrich.quotes import find_quotes
from etl.enrich.romanise import key
from etl.enrich.spans import table
from etl.enrich.words import common_words
from etl.normalise import fold, stable_id

_CAPITALISED = re.compile(
    r"(?<![\w’'.&@#/-])(?:(?:[Dd]|[Qq]u)['’])?(?P<word>[A-ZÀ-ÖØ-Þ]\w{3,}(?:-[A-ZÀ-ÖØ-Þ]\w+)*)(?![\w&@/-])"
)
"""Words of four letters and more: shorter ones are acronyms and words of other languages more often than surnames."""
_BEFORE = re.compile(r"([^\W\d_][\w’'-]*)\s+(?:[dD]['’])?$")
_AFTER = re.compile(r"\s+([^\W\d_][\w’'-]*)")
_OF = re.compile(r"\s(?:de\s+|du\s+|d['’])(?:la\s+)?$")
"""« {Marc Aubert} de {Lacombe} »: a place behind a person may be the rest of the name."""
_SENTENCE_END = re.compile(r"(?:^|[.!?…:«“\n–—-])[\s«“]*$")
_REACH = 32
_SHORTEST = 4


class Surnames:
    """The surnames alone of a night, as far as they are somebody's who is named in full elsewhere.

    Args:
        known: What the archive and the desk know.
    """

    def __init__(self, known: KnownEntities) -> None:
        self._known = known
        self._full: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._other: Counter[str] = Counter()
        self._asked: set[str] = set()
        self._surnames: frozenset[str] = frozenset()

    def add(self, article: Article) -> None:
        """Count who is named in full in an article, and what may be a surname alone. The order does not matter."""
        for entity in article.entities:
            self._count(entity.type, [entity.name], 1)
        self._asked.update(_folded(m.text) for m in _alone(article))

    def close(self) -> None:
        """Look up in the archive what may be a surname; to be called once every article is counted."""
        for entry in self._known.registry.entries():
            self._count(entry.type, [entry.name, *entry.aliases], 1)
        asked = sorted(self._asked)
        keys = {f"{k}:{w}" for w in asked for k in (EntityType.ORG, EntityType.LOC, EntityType.MISC)}
        keys |= {f"{EntityType.PER}:{key(w)}" for w in asked}
        for entity in self._known.by_keys(keys):
            self._count(entity.type, entity.spellings, sketch.size(entity.articles))
        self._surnames = frozenset(w for w in self._asked if self._is_surname(w))

    def _count(self, kind: EntityType, names: Iterable[str], articles: int) -> None:
        for name in {comparable(n) for n in names} if kind != EntityType.PER else ():
            if kind != EntityType.LOC or place_key(name) in places():  # no gazetteer knows such a place
                self._other[name] += articles
        full = {tuple(w) for n in names if len(w := fold(n).split()) > 1} if kind == EntityType.PER else set()
        for surname in {w[-1] for w in full}:
            self._full[surname] += articles
        for given in {w[0] for w in full}:
            self._given[given] += articles

    def _is_surname(self, word: str) -> bool:
        return self._full[word] > max(self._other[word], self._given[word])

    def _is_somebody(self, article: Article, place: Entity) -> bool:
        """True for what was taken for a place although nobody knows it as one, and is somebody's surname."""
        name = place.name
        if place.type != EntityType.LOC or len(name) < _SHORTEST or " " in name or _means_else(name):
            return False
        people = {m.end for e in article.entities if e.type == EntityType.PER for m in e.mentions}
        torn = (_OF.search(article.text, max(0, m.start - _REACH), m.start) for m in place.mentions)
        return self._is_surname(fold(name)) and not any(t is not None and t.start() in people for t in torn)

    def completed(self, article: Article) -> Article:
        """The article with the surnames alone that were missed in it as people, and its quotes read again with them."""
        found: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in _alone(article, self._surnames) if self._surnames else ():
            found[comparable(mention.text)].append(mention)
        towns = [e for e in article.entities if self._is_somebody(article, e)]
        if not found and not towns:
            return article
        for town in towns:
            found[comparable(town.name)] += town.mentions
        entities = []
        for entity in (e for e in article.entities if e not in towns):
            more = found.pop(comparable(entity.name), [])
            mentions = sorted([*entity.mentions, *more], key=_place)
            entities.append(msgspec.structs.replace(entity, mentions=mentions))
        for name, mentions in found.items():
            identity = stable_id(EntityType.PER, name)
            mentions.sort(key=_place)
            entities.append(Entity(id=identity, name=mentions[0].text, type=EntityType.PER, mentions=mentions))
        entities.sort(key=lambda e: (e.mentions[0].start, e.type))
        return msgspec.structs.replace(article, entities=entities, quotes=find_quotes(article.text, entities))


def _place(mention: Mention) -> int:
    return mention.start


def _alone(article: Article, wanted: Container[str] | None = None) -> Iterator[Mention]:
    """The words of an article that stand as surnames alone do, outside of all names that were found in it.

    Args:
        article: The article.
        wanted: Folded words to look for; none: any.
    """
    text = article.text
    spans = sorted((m.start, m.end) for e in article.entities for m in e.mentions)
    taken = {fold(w) for e in article.entities for w in e.name.split() if e.type != EntityType.PER or " " in e.name}
    starts, ends = {s for s, _ in spans}, {e for _, e in spans}
    at = 0
    for match in _CAPITALISED.finditer(text):
        start, end = match.span("word")
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if at < len(spans) and spans[at][0] < end:
            continue
        word = match["word"]
        if wanted is not None and _folded(word) not in wanted:
            continue
        if _means_else(word) or _folded(word) in taken or _in_a_name(text, start, end, starts, ends):
            continue
        yield Mention(text=word, start=start, end=end)


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=65536)
def _means_else(word: str) -> bool:
    """True for a word that has another meaning, whoever is called so."""
    lower = word.lower()
    return (
        lower in common_words()
        or lower in _function_words()
        or fold(word) in given_names()
        or place_key(word) in places()
    )


@cache
def _function_words() -> frozenset[str]:
    return frozenset(w for group in table("never").values() for w in group["words"])


@cache
def _named_after() -> frozenset[str]:
    return frozenset(table("surnames")["named_after"]["words"])


@cache
def _titles() -> frozenset[str]:
    return frozenset(w.lower() for w in table("titles")["words"])


def _in_a_name(text: str, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    """True where the word is a part of something longer, or is what something is named after."""
    before = _BEFORE.search(text, max(0, start - _REACH), start)
    after = _AFTER.match(text, end, end + _REACH)
    if before and (before.end(1) in ends or before[1].lower() in _named_after()):
        return True
    opens = before is not None and _SENTENCE_END.search(text, max(0, start - _REACH), before.start(1)) is not None
    if before and _is_part(before[1], opens=opens):
        return True
    return after is not None and (after.start(1) in starts or _is_part(after[1], opens=False))


def _is_part(neighbour: str, *, opens: bool) -> bool:
    """True for a neighbour with a capital that it does not have for another reason: « Golden » beside « Globes »."""
    lower = neighbour.lower()
    if not neighbour[0].isupper() or lower in _function_words() or lower in _titles():
        return False
    return not ((opens or neighbour.isupper()) and lower in common_words())
