"""The desk's last word on entities: `entities.toml`, read and applied.

[[entity]]
name = "Antony Blinken"          # the canonical name
type = "PER"
aliases = ["Tony Blinken"]       # further spellings that are this entity
id = "…"                         # optional: keep this id (as `revue entity` shows it)

[[merge]]
names = ["Kiev", "Kyiv"]         # one entity; the first is the canonical name
type = "LOC"

[[apart]]
names = ["Paul Martin", "Paul-Henri Martin"]   # never one entity
type = "PER"

[[never]]
name = "Lire aussi"              # never an entity, of whatever type
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from etl.article import Article, Entity, EntityType, Mention, Record
from etl.enrich.document import comparable
from etl.normalise import stable_id

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class RegistryError(ValueError):
    """`entities.toml` can't be read, or contradicts itself; the message says where."""


class Entry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An entity that the desk names."""

    name: _Name
    type: EntityType
    aliases: list[_Name] = []
    id: str | None = None


class Together(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Names that are one entity (`merge`), or never are (`apart`)."""

    names: Annotated[list[_Name], msgspec.Meta(min_length=2)]
    type: EntityType


class Never(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A name that is never an entity (of that type; of any, where none is given)."""

    name: _Name
    type: EntityType | None = None


class Registry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`entities.toml`, checked."""

    entity: list[Entry] = []
    merge: list[Together] = []
    apart: list[Together] = []
    never: list[Never] = []

    @classmethod
    def read(cls, path: Path) -> Registry:
        """Read and check a registry. Raises `RegistryError`."""
        try:
            registry = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), cls)
        except OSError as error:
            raise RegistryError(f"{path}: can't be read ({error.strerror})") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
            raise RegistryError(f"{path}: {error}") from error
        registry._check(path)
        return registry

    def _check(self, path: Path) -> None:
        owner: dict[tuple[EntityType, str], str] = {}
        for entry in self.entries():
            for name in (entry.name, *entry.aliases):
                before = owner.setdefault((entry.type, comparable(name)), entry.name)
                if before != entry.name:
                    raise RegistryError(f"{path}: {name!r} is given to both {before!r} and {entry.name!r}")
        for apart in self.apart:
            owners = [owner.get((apart.type, comparable(n)), n) for n in apart.names]
            if len(set(owners)) < len(owners):
                raise RegistryError(f"{path}: {' and '.join(map(repr, apart.names))} are both merged and kept apart")

    def entries(self) -> list[Entry]:
        """The named entities, and the merges as entities of their first name."""
        return [*self.entity, *(Entry(name=m.names[0], type=m.type, aliases=m.names[1:]) for m in self.merge)]

    def owners(self) -> dict[tuple[EntityType, str], Entry]:
        """For each (type, comparable name) that the desk has decided on: its entity."""
        return {(e.type, comparable(n)): e for e in self.entries() for n in (e.name, *e.aliases)}

    def refused(self) -> frozenset[tuple[EntityType, str]]:
        """(type, comparable name) of what is never an entity."""
        return frozenset(
            (kind, comparable(n.name)) for n in self.never for kind in ([n.type] if n.type else list(EntityType))
        )

    def forbidden(self) -> frozenset[tuple[EntityType, frozenset[str]]]:
        """Pairs of comparable names that are never one entity."""
        return frozenset(
            pair(a.type, x, y) for a in self.apart for i, x in enumerate(a.names) for y in a.names[i + 1 :]
        )


def pair(kind: EntityType, a: str, b: str) -> tuple[EntityType, frozenset[str]]:
    """Two names of one type, whichever comes first."""
    return kind, frozenset((comparable(a), comparable(b)))


def entry_id(entry: Entry) -> str:
    """The id of an entity that the desk names: the one it states, else made of its name."""
    return entry.id or stable_id(entry.type, comparable(entry.name))


def apply(
    articles: Iterable[Article], registry: Registry, moved: Mapping[str, Entry] | None = None
) -> Iterator[Article]:
    """Apply the desk's names, merges, separations and refusals to enriched articles; nothing is recognised anew.

    An article that nothing changes comes out as it was.

    Args:
        articles: Enriched articles.
        registry: The desk's decisions.
        moved: Ids of the archive that an entry of the registry continues (`etl.enrich.decided`).
    """
    owners, refused, forbidden = registry.owners(), registry.refused(), registry.forbidden()
    for article in articles:
        apart = separated(article.entities, forbidden)
        pairs = [(old.id, e) for old in apart if (e := decided(old, owners, refused, moved)) is not None]
        entities = merged(e for _, e in pairs)
        if entities == article.entities:
            yield article
            continue
        aliases = {a for e in entities if (o := owners.get((e.type, comparable(e.name)))) for a in (o.name, *o.aliases)}
        gone = {m.text for e in article.entities for m in e.mentions} - {m.text for e in entities for m in e.mentions}
        became = {old: e.id for old, e in pairs}
        quotes = [
            msgspec.structs.replace(q, speaker=became.get(q.speaker) if q.speaker else None) for q in article.quotes
        ]
        new = with_entities(article, entities, (set(article.spellings) - gone) | aliases)
        yield msgspec.structs.replace(new, quotes=quotes)


def changes(
    articles: Iterable[Article], registry: Registry, moved: Mapping[str, Entry] | None = None
) -> Iterator[tuple[str, Record]]:
    """For each article that the registry changes: its id, and the fields to update in the index."""
    for article in articles:
        (new,) = apply([article], registry, moved)
        if new is not article:
            fields: Record = msgspec.to_builtins(new)
            yield article.id, {name: fields[name] for name in _FIELDS}


_FIELDS = ("entities", "people", "organizations", "places", "spellings", "quotes")


def separated(entities: Iterable[Entity], forbidden: frozenset[tuple[EntityType, frozenset[str]]]) -> list[Entity]:
    """Entities whose mentions the desk keeps apart, taken apart: what is not the entity's name is one of its own."""
    found: list[Entity] = []
    for entity in entities:
        own = comparable(entity.name)
        away: dict[str, list[Mention]] = {}
        for mention in entity.mentions:
            name = comparable(mention.text)
            if (entity.type, frozenset((own, name))) in forbidden:
                away.setdefault(name, []).append(mention)
        if not away:
            found.append(entity)
            continue
        left = [m for m in entity.mentions if comparable(m.text) not in away]
        if left:
            found.append(Entity(id=entity.id, name=entity.name, type=entity.type, mentions=left))
        for name, mentions in away.items():
            new = stable_id(entity.type, name)
            found.append(Entity(id=new, name=mentions[0].text, type=entity.type, mentions=mentions))
    return found


def decided(
    entity: Entity,
    owners: Mapping[tuple[EntityType, str], Entry],
    refused: frozenset[tuple[EntityType, str]],
    moved: Mapping[str, Entry] | None = None,
) -> Entity | None:
    """An article's entity under the desk's name and id, without refused mentions; None where nothing is left."""
    mentions = [m for m in entity.mentions if (entity.type, comparable(m.text)) not in refused]
    if (entity.type, comparable(entity.name)) in refused or (entity.mentions and not mentions):
        return None
    full = [m.text for m in mentions if entity.type != EntityType.PER or " " in m.text]
    names = (entity.name, *full)
    owner = next((o for n in names if (o := owners.get((entity.type, comparable(n))))), None)
    owner = owner or (moved or {}).get(entity.id)
    if owner is None:
        return Entity(id=entity.id, name=entity.name, type=entity.type, mentions=mentions)
    return Entity(id=entry_id(owner), name=owner.name, type=entity.type, mentions=mentions)


def merged(entities: Iterable[Entity]) -> list[Entity]:
    """Entities of one id become one, with all their mentions; in the order of their first mention."""
    by_id: dict[str, Entity] = {}
    for entity in entities:
        if (known := by_id.get(entity.id)) is None:
            by_id[entity.id] = Entity(id=entity.id, name=entity.name, type=entity.type, mentions=list(entity.mentions))
        else:
            known.mentions = sorted({*known.mentions, *entity.mentions}, key=lambda m: (m.start, m.end))
    return sorted(by_id.values(), key=lambda e: (e.mentions[0].start if e.mentions else 0, e.type, e.id))


def with_entities(article: Article, entities: list[Entity], spellings: Iterable[str]) -> Article:
    """The article with these entities and the flat fields that follow from them."""
    names = {
        kind: list(dict.fromkeys(e.name for e in entities if e.type == kind))
        for kind in (EntityType.PER, EntityType.ORG, EntityType.LOC)
    }
    written = {m.text for e in entities for m in e.mentions} | {e.name for e in entities}
    return msgspec.structs.replace(
        article,
        entities=entities,
        people=names[EntityType.PER],
        organizations=names[EntityType.ORG],
        places=names[EntityType.LOC],
        spellings=sorted(written | set(spellings)),
    )
