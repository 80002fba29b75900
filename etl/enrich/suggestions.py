"""Doubtful merges as a file that a person answers, and their answers as entries of the registry."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from etl.article import EntityType, Record
from etl.enrich.document import comparable
from etl.enrich.known import KnownEntity
from etl.enrich.registry import Registry, RegistryError, pair

_HEAD = """# Pairs of names that may be one entity. Answer "merge" (one: the first name stays) or "apart" (never one);
# leave "" to be asked again.
"""


class Suggestion(msgspec.Struct, kw_only=True, frozen=True):
    """Two entities that something speaks for merging, and what."""

    type: EntityType
    names: list[str]
    ids: list[str]
    why: str
    answer: Literal["", "merge", "apart"] = ""


def suggestions(entities: Iterable[Record], registry: Registry) -> list[Suggestion]:
    """The doubts of the archive's entities that the registry has not decided, each pair once.

    Args:
        entities: The records of the collection `entities`.
        registry: The desk's decisions so far.
    """
    apart, owners = registry.forbidden(), registry.owners()
    found: dict[frozenset[str], Suggestion] = {}
    for record in entities:
        entity = msgspec.convert(record, KnownEntity)
        for doubt in entity.doubts:
            names = [entity.name, doubt["name"]]
            first, second = (owners.get((entity.type, comparable(n))) for n in names)
            if pair(entity.type, *names) in apart or (first is not None and first == second):
                continue
            found.setdefault(
                frozenset((entity.id, doubt["id"])),
                Suggestion(type=entity.type, names=names, ids=[entity.id, doubt["id"]], why=doubt["why"]),
            )
    return sorted(found.values(), key=lambda s: (s.type, s.names))


def write(path: Path, found: Iterable[Suggestion]) -> int:
    """Write the file to answer; returns the number of questions."""
    blocks = [
        "\n".join(
            (
                "[[suggestion]]",
                f"type = {_toml(s.type)}",
                f"names = {_toml(s.names)}",
                f"ids = {_toml(s.ids)}",
                f"why = {_toml(s.why)}",
                f"answer = {_toml(s.answer)}",
                "",
            )
        )
        for s in found
    ]
    path.write_text("\n".join([_HEAD, *blocks]), encoding="utf-8")
    return len(blocks)


def read(path: Path) -> list[Suggestion]:
    """Read an answered file. Raises `RegistryError` where it can't be read."""
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(loaded.get("suggestion", []), list[Suggestion])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RegistryError(f"{path}: {error}") from error


def answer(answered: Iterable[Suggestion], registry: Path) -> int:
    """Append the answers to the registry; returns how many. The registry is checked and stays as it was on error.

    Raises:
        RegistryError: The registry would contradict itself.
    """
    decided = [s for s in answered if s.answer]
    if not decided:
        return 0
    before = registry.read_text(encoding="utf-8") if registry.exists() else ""
    added = [f"[[{s.answer}]]\nnames = {_toml(s.names)}\ntype = {_toml(s.type)}\n" for s in decided]
    registry.write_text("\n".join([before.rstrip("\n"), *added]).lstrip("\n"), encoding="utf-8")
    try:
        Registry.read(registry)
    except RegistryError:
        registry.write_text(before, encoding="utf-8")
        raise
    return len(decided)


def _toml(value: str | list[str]) -> str:
    """JSON's strings and lists of strings are TOML's too."""
    return json.dumps(value, ensure_ascii=False)
