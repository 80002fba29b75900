"""What the archive knows of entities already, and what the desk has decided about them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from etl.archive import Collection
from etl.article import EntityType, Record
from etl.enrich.registry import Registry

_CHUNK = 200


class KnownEntity(msgspec.Struct, kw_only=True):
    """An entity of the archive, as its collection `entities` keeps it.

    Attributes:
        id: For ever.
        name: Canonical, for ever, unless the desk's registry changes it.
        spellings: Every spelling met so far, the canonical one among them.
        keys: Blocking keys to find it by (`etl.enrich.clusters.stored_keys`).
        articles: KMV sketch of the articles that name it (see `etl.enrich.sketch`).
        roles: What articles call it.
        companions: Comparable names of whom articles name beside it.
        evidence: Why spellings were put together: `{"spelling", "with", "why"}`.
        geoname: GeoNames id of a place.
        doubts: Merges that were not made although something speaks for them: `{"id", "name", "why"}`.
        became: The id under which the desk continues it; nothing but this is kept of it then.
    """

    id: str
    name: str
    type: EntityType
    spellings: list[str] = []
    keys: list[str] = []
    articles: list[int] = []
    first_day: str | None = None
    last_day: str | None = None
    roles: list[str] = []
    companions: list[str] = []
    evidence: list[dict[str, str]] = []
    doubts: list[dict[str, str]] = []
    geoname: str | None = None
    became: str | None = None

    def record(self) -> Record:
        """The record for the collection."""
        built: Record = msgspec.to_builtins(self)
        return built


class KnownEntities:
    """The archive's entities, looked up by key so that there may be millions of them."""

    def __init__(self, collection: Collection | None = None, registry: Registry | None = None) -> None:
        self._collection = collection
        self.registry = registry or Registry()

    @classmethod
    def from_collection(cls, collection: Collection | None, registry: Path | None = None) -> KnownEntities:
        """From the archive's collection `entities` (none: nothing is known yet) and the desk's `entities.toml`.

        Raises `RegistryError` where the registry can't be read.
        """
        return cls(collection, Registry.read(registry) if registry is not None else Registry())

    def by_keys(self, keys: Iterable[str]) -> list[KnownEntity]:
        """The known entities that share any of the blocking keys, in the order of their ids."""
        if self._collection is None:
            return []
        wanted = sorted(set(keys))
        found: dict[str, KnownEntity] = {}
        for i in range(0, len(wanted), _CHUNK):
            for record in self._collection.find("keys", wanted[i : i + _CHUNK]):
                entity = msgspec.convert(record, KnownEntity)
                found[entity.id] = entity
        return [found[i] for i in sorted(found)]
