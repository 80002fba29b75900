"""The index definitions that ship in `mappings/`: read once, fingerprinted, compared with what an index really has."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import xxhash

Definition = dict[str, Any]


def folder() -> Path:
    """Where the definitions lie: inside an installed package, or beside the sources in a checkout."""
    packaged = Path(__file__).parents[1] / "mappings"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "mappings"


@functools.cache
def _bytes(name: str) -> bytes:
    return (folder() / f"{name}.json").read_bytes()


def definition(name: str) -> Definition:
    """Settings and mappings of one kind of index (`articles`, `runs`, …); the caller may change what it gets."""
    return msgspec.json.decode(_bytes(name), type=dict[str, Any])


def fingerprint(definition: Definition) -> str:
    """Eight bytes in hexadecimal that change whenever the analysis or the fields do, and with nothing else."""
    index = definition.get("settings", {}).get("index", {})
    compared = {"analysis": index.get("analysis", {}), "mappings": _without_meta(definition.get("mappings", {}))}
    return xxhash.xxh3_64_hexdigest(msgspec.json.encode(compared, order="deterministic"))


def _without_meta(mappings: Definition) -> Definition:
    return {name: value for name, value in mappings.items() if name != "_meta"}


def fields(properties: Definition, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every field and sub-field with its type, by its full name: `title`, `title.exact`, `removed.rule`."""
    for name, field in properties.items():
        path = f"{prefix}{name}"
        yield path, field.get("type", "object")
        yield from fields(field.get("properties", {}), f"{path}.")
        yield from fields(field.get("fields", {}), f"{path}.")


def drift(live: Definition, shipped: Definition) -> list[str]:
    """What keeps an index from taking the documents that this release writes, one sentence a field."""
    there = dict(fields(live.get("properties", {})))
    wanted = fields(shipped.get("properties", {}))
    return [
        f"field {name} is {there[name]}, not {kind}" if name in there else f"field {name} ({kind}) is missing"
        for name, kind in wanted
        if there.get(name) != kind
    ]
