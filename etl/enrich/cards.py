"""What a person asks of an entity: who is it, under which spellings, since when, beside whom, and why is it one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from etl.archive import ArticleIndex, Query
from etl.article import Article, EntityType
from etl.enrich.decided import decide
from etl.enrich.document import comparable
from etl.enrich.keys import name_keys
from etl.enrich.known import KnownEntities, KnownEntity
from etl.enrich.names import parse
from etl.enrich.people import surname_keys
from etl.enrich.registry import Registry

_READ = 1000
"""Articles read for the counts of spellings and companions; the newest ones, where there are more."""
_PAGE = 100
_SHOWN = 10


class Card(msgspec.Struct, kw_only=True):
    """An entity as `revue entity NAME` shows it.

    Attributes:
        articles: How many articles name it, copies included.
        read: How many of them the counts below come from.
        spellings: Each spelling, with the number of articles that use it.
        companions: Whom and what the articles name beside it, with the number of articles; the ten most frequent.
        roles: What articles call it.
        evidence: Why spellings were put together: `{"spelling", "with", "why"}`.
        doubts: Who it might also be: `{"id", "name", "why"}`.
    """

    id: str
    name: str
    type: EntityType
    articles: int
    read: int
    first_day: str | None
    last_day: str | None
    spellings: dict[str, int]
    companions: dict[str, int]
    roles: list[str]
    evidence: list[dict[str, str]]
    doubts: list[dict[str, str]]
    geoname: str | None = None


def cards(index: ArticleIndex, name: str, registry: Registry | None = None) -> list[Card]:
    """The entities of that name in any of their spellings, those of most articles first; none if nobody is.

    With the registry that was applied to the archive, they bear the desk's names and ids, and what it merged is one.
    """
    desk = registry or Registry()
    owned = [e for e in desk.entries() if comparable(name) in {comparable(n) for n in (e.name, *e.aliases)}]
    names = dict.fromkeys((name, *(n for e in owned for n in (e.name, *e.aliases))))
    entities = {entity.id: entity for one in names for entity in named(index, one)}
    found = [_card(index, entity) for entity in decide(entities.values(), desk).entities]
    return sorted(found, key=lambda c: (-c.articles, c.id))


def named(index: ArticleIndex, name: str) -> list[KnownEntity]:
    """What the archive keeps of the entities that are written so; a surname alone finds all who have it."""
    known = KnownEntities(index.collection("entities"))
    wanted = comparable(name)
    keys = {k for kind in EntityType for k in name_keys(kind, name)} | surname_keys(parse(name))
    entities = known.by_keys(keys)
    exact = [e for e in entities if wanted in {comparable(s) for s in e.spellings}]
    if exact:
        return exact
    word = parse(name).words[-1]
    return [e for e in entities if e.type == EntityType.PER and any(word in parse(s).words for s in e.spellings)]


def _card(index: ArticleIndex, entity: KnownEntity) -> Card:
    spellings: Counter[str] = Counter()
    companions: Counter[str] = Counter()
    read = 0
    for article in _articles(index, entity):
        read += 1
        for other in article.entities:
            if other.id == entity.id:
                spellings.update({m.text for m in other.mentions})
            elif other.type != EntityType.MISC:
                companions[other.name] += 1
    return Card(
        id=entity.id,
        name=entity.name,
        type=entity.type,
        articles=index.search(_query(entity, size=0, offset=0)).total,
        read=read,
        first_day=entity.first_day,
        last_day=entity.last_day,
        spellings=dict(sorted(spellings.items(), key=lambda kv: (-kv[1], kv[0]))) or dict.fromkeys(entity.spellings, 0),
        companions=dict(sorted(companions.items(), key=lambda kv: (-kv[1], kv[0]))[:_SHOWN]),
        roles=entity.roles,
        evidence=entity.evidence,
        doubts=entity.doubts,
        geoname=entity.geoname,
    )


def _articles(index: ArticleIndex, entity: KnownEntity) -> Iterator[Article]:
    for offset in range(0, _READ, _PAGE):
        hits = index.search(_query(entity, size=_PAGE, offset=offset)).hits
        yield from (h.article for h in hits)
        if len(hits) < _PAGE:
            return


def _query(entity: KnownEntity, *, size: int, offset: int) -> Query:
    field = {EntityType.PER: "person", EntityType.ORG: "organization", EntityType.LOC: "place"}.get(entity.type)
    query = Query(text="" if field else f'"{entity.name}"', copies=True, size=size, offset=offset)
    if field is not None:
        setattr(query, field, entity.name)
    return query
