"""The archive's entities as the desk has decided on them: under its ids and names, merged, kept apart, refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from etl.article import EntityType, Record
from etl.enrich import sketch
from etl.enrich.document import comparable
from etl.enrich.keys import entity_keys
from etl.enrich.known import KnownEntity
from etl.enrich.registry import Entry, Registry, entry_id, pair
from etl.normalise import stable_id


class Decided(NamedTuple):
    """What became of entities.

    Attributes:
        entities: Those that there are now, in the order of the first of their parts.
        moved: Each id that another entity continues, to the desk's entry for it.
        refused: The ids of what is never an entity.
    """

    entities: list[KnownEntity]
    moved: dict[str, Entry]
    refused: list[str]

    def records(self) -> Iterator[Record]:
        """The records for the archive: an id that another entity continues stays, and says which."""
        yield from (e.record() for e in self.entities)
        for old, entry in sorted(self.moved.items()):
            yield KnownEntity(id=old, name=entry.name, type=entry.type, became=entry_id(entry)).record()


def decide(entities: Iterable[KnownEntity], registry: Registry) -> Decided:
    """Entities under the desk's names and ids; those of one id become one. Deciding again changes nothing.

    What the machine put together with a name that the desk owns goes with it, unless the desk keeps the two apart.
    """
    owners, refused, forbidden = registry.owners(), registry.refused(), registry.forbidden()
    found: dict[str, KnownEntity] = {}
    moved: dict[str, Entry] = {}
    never: list[str] = []
    for entity in entities:
        if entity.became and not entity.keys:
            target = next((e for e in owners.values() if entry_id(e) == entity.became), None)
            moved |= {entity.id: target} if target else {}
            continue
        if (entity.type, comparable(entity.name)) in refused:
            never.append(entity.id)
            continue
        for part in _apart(entity, forbidden):
            owner = owner_of(part, owners)
            if owner is not None:
                if part.id != entry_id(owner) and part.id == entity.id:
                    moved[entity.id] = owner
                part = _under(part, owner)
            known = found.get(part.id)
            found[part.id] = part if known is None else _together(known, part)
    return Decided([_without_doubts_on_itself(e, moved) for e in found.values()], moved, never)


def settle(records: Iterable[Record], registry: Registry) -> Decided:
    """What the desk changes in the archive's collection `entities`; of all others nothing is held in memory."""
    owners, refused, forbidden = registry.owners(), registry.refused(), registry.forbidden()
    touched: dict[str, KnownEntity] = {}
    for record in records:
        entity = msgspec.convert(record, KnownEntity)
        if (
            entity.became
            or (entity.type, comparable(entity.name)) in refused
            or any(pair(entity.type, entity.name, s) in forbidden for s in entity.spellings)
            or owner_of(entity, owners) is not None
        ):
            touched[entity.id] = entity
    made = decide(touched.values(), registry)
    return made._replace(entities=[e for e in made.entities if touched.get(e.id) != e])


def owner_of(entity: KnownEntity, owners: dict[tuple[EntityType, str], Entry]) -> Entry | None:
    """The desk's entry that an entity belongs to: by its name, else by a spelling; a surname alone proves nothing."""
    full = [s for s in entity.spellings if entity.type != EntityType.PER or " " in s]
    return next((o for n in (entity.name, *full) if (o := owners.get((entity.type, comparable(n))))), None)


def _apart(entity: KnownEntity, forbidden: frozenset[tuple[EntityType, frozenset[str]]]) -> Iterator[KnownEntity]:
    """The entity without the spellings that the desk keeps apart from its name, and one for each of these."""
    away = [s for s in entity.spellings if pair(entity.type, entity.name, s) in forbidden]
    if not away:
        yield entity
        return
    left = [s for s in entity.spellings if s not in away]
    keys = {*entity_keys(entity.type, [entity.name, *left]), *(k for k in entity.keys if ":geonames:" in k)}
    yield msgspec.structs.replace(
        entity,
        spellings=left,
        keys=sorted(keys),
        evidence=[e for e in entity.evidence if e.get("spelling") not in away and e.get("with") not in away],
    )
    for name in sorted({comparable(s) for s in away}):
        written = [s for s in away if comparable(s) == name]
        yield KnownEntity(
            id=stable_id(entity.type, name),
            name=written[0],
            type=entity.type,
            spellings=written,
            keys=entity_keys(entity.type, written),
        )


def _under(entity: KnownEntity, owner: Entry) -> KnownEntity:
    names = [owner.name, *owner.aliases]
    return msgspec.structs.replace(
        entity,
        id=entry_id(owner),
        name=owner.name,
        spellings=sorted({*entity.spellings, *names}),
        keys=sorted({*entity.keys, *entity_keys(entity.type, names)}),
    )


def _together(a: KnownEntity, b: KnownEntity) -> KnownEntity:
    return msgspec.structs.replace(
        a,
        spellings=sorted({*a.spellings, *b.spellings}),
        keys=sorted({*a.keys, *b.keys}),
        articles=sketch.merge(a.articles, b.articles),
        first_day=min(filter(None, (a.first_day, b.first_day)), default=None),
        last_day=max(filter(None, (a.last_day, b.last_day)), default=None),
        roles=sorted({*a.roles, *b.roles}),
        companions=sorted({*a.companions, *b.companions}),
        evidence=[*a.evidence, *(e for e in b.evidence if e not in a.evidence)],
        doubts=[*a.doubts, *(d for d in b.doubts if d not in a.doubts)],
        geoname=a.geoname or b.geoname,
    )


def _without_doubts_on_itself(entity: KnownEntity, moved: dict[str, Entry]) -> KnownEntity:
    doubts = [
        {**d, "id": entry_id(moved[d["id"]]), "name": moved[d["id"]].name} if d["id"] in moved else d
        for d in entity.doubts
    ]
    left = [d for d in doubts if d["id"] != entity.id]
    return entity if left == entity.doubts else msgspec.structs.replace(entity, doubts=left)
