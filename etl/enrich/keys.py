"""The keys under which an entity is looked up and kept in the archive, whatever its spelling."""

from __future__ import annotations

from collections.abc import Iterable

from etl.article import EntityType
from etl.enrich.document import comparable
from etl.enrich.names import parse
from etl.enrich.organizations import canonical
from etl.enrich.people import full_keys, surname_keys


def name_keys(kind: EntityType, name: str) -> list[str]:
    """The keys under which an entity of that name may stand in the archive."""
    if kind == EntityType.PER:
        parsed = parse(name)
        return sorted(full_keys(parsed) or surname_keys(parsed))
    known = canonical(name) if kind == EntityType.ORG else None
    return [f"{kind}:{comparable(known or name)}"]


def entity_keys(kind: EntityType, names: Iterable[str]) -> list[str]:
    """The keys under which an entity is kept: its canonical name first, then its spellings."""
    written = list(names)
    if kind == EntityType.PER:
        parsed = [parse(n) for n in written]
        counted = [p for i, p in enumerate(parsed) if i == 0 or not p.bare]
        return sorted({k for p in counted for k in (*full_keys(p), *surname_keys(p))})
    return sorted({f"{kind}:{comparable(n)}" for n in written})
