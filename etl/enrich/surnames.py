"""A surname alone that the recogniser missed: « Blinken est attendu à Kyiv », where other articles name him in full.

What counts as a surname is known from the night's other articles and from the archive. A word that also means something
else (a common word, a place, a given name, a company) names nobody by itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from etl.article import Article, Entity, EntityType, Mention
from etl.enrich import sketch
from etl.enrich.document import comparable
from etl.enrich.gazetteer import place_key, places
from etl.enrich.known import KnownEntities
from etl.enrich.lone import alone, folded, means_else
from etl.enrich.quotes import find_quotes
from etl.enrich.romanise import key
from etl.normalise import fold, stable_id

_OF = re.compile(r"\s(?:de\s+|du\s+|d['’])(?:la\s+)?$")
"""« {Marc Aubert} de {Lacombe} »: a place behind a person may be the rest of the name."""
_REACH = 32
_AT_ONCE = 50
"""Words looked up in the archive together: the key of each finds everybody whose surname sounds like it."""
_SHORTEST = 4
_CLEARLY = 3
"""A word that so many times more articles use for a person was mistaken where it was found as a company or a work."""


class Surnames:
    """The surnames alone of a night, as far as they are somebody's who is named in full elsewhere.

    Args:
        known: What the archive and the desk know.
    """

    def __init__(self, known: KnownEntities) -> None:
        self._known = known
        self._full: Counter[str] = Counter()
        self._alone: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._other: Counter[str] = Counter()
        self._asked: set[str] = set()
        others = {n for kind, n in known.registry.owners() if kind != EntityType.PER}
        self._desk = others | {n for _, n in known.registry.refused()}
        self._surnames: frozenset[str] = frozenset()

    def add(self, article: Article) -> None:
        """Count who is named in full in an article, and what may be a surname alone. The order does not matter."""
        for entity in article.entities:
            self._count(entity.type, [entity.name], 1)
        self._asked.update(folded(m.text) for m in alone(article))

    def close(self) -> None:
        """Look up in the archive what may be a surname; to be called once every article is counted."""
        for entry in self._known.registry.entries():
            if entry.type == EntityType.PER:
                self._count(entry.type, [entry.name, *entry.aliases], 1)
        asked = sorted(self._asked)
        for i in range(0, len(asked), _AT_ONCE):
            self._look_up(asked[i : i + _AT_ONCE])
        self._surnames = frozenset(w for w in self._asked if self._is_surname(w))

    def _look_up(self, words: Sequence[str]) -> None:
        keys = {f"{k}:{w}" for w in words for k in (EntityType.ORG, EntityType.LOC, EntityType.MISC)}
        keys |= {f"{EntityType.PER}:{key(w)}" for w in words}
        for entity in self._known.by_keys(keys):
            self._count(entity.type, entity.spellings, sketch.size(entity.articles), frozenset(words))

    def _count(self, kind: EntityType, names: Iterable[str], articles: int, only: frozenset[str] | None = None) -> None:
        found: list[tuple[Counter[str], set[str]]]
        if kind == EntityType.PER:
            split = [fold(n).split() for n in names]
            full = [words for words in split if len(words) > 1]
            found = [(self._full, {w[-1] for w in full}), (self._given, {w[0] for w in full})]
            found.append((self._alone, {w[0] for w in split if len(w) == 1} - found[0][1]))
        else:
            plain = {comparable(n) for n in names}
            if kind == EntityType.LOC:  # what no gazetteer knows was taken for a place
                plain = {n for n in plain if place_key(n) in places()}
            found = [(self._other, plain)]
        for counter, counted in found:
            for word in counted if only is None else counted & only:
                counter[word] += articles

    def _is_surname(self, word: str) -> bool:
        """Somebody is named in full by it, and more articles mean a person by it than anything else."""
        full = self._full[word]
        return word not in self._desk and full > self._given[word] and full + self._alone[word] > self._other[word]

    def _is_somebody(self, article: Article, entity: Entity) -> bool:
        """True for a surname that was taken for a place that nobody knows, or for what the word hardly ever is."""
        name, word = entity.name, fold(entity.name)
        if entity.type == EntityType.PER or len(name) < _SHORTEST or " " in name or means_else(name):
            return False
        people_say = self._full[word] + self._alone[word]
        if entity.type != EntityType.LOC and people_say <= _CLEARLY * self._other[word]:
            return False
        people = {m.end for e in article.entities if e.type == EntityType.PER for m in e.mentions}
        torn = (_OF.search(article.text, max(0, m.start - _REACH), m.start) for m in entity.mentions)
        return self._is_surname(word) and not any(t is not None and t.start() in people for t in torn)

    def completed(self, article: Article) -> Article:
        """The article with the surnames alone that were missed in it as people, and its quotes read again with them."""
        found: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in alone(article, self._surnames) if self._surnames else ():
            found[comparable(mention.text)].append(mention)
        mistaken = [e for e in article.entities if self._is_somebody(article, e)]
        if not found and not mistaken:
            return article
        for entity in mistaken:
            found[comparable(entity.name)] += entity.mentions
        entities = []
        for entity in (e for e in article.entities if e not in mistaken):
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
