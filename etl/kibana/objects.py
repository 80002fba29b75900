"""The saved objects that ship in `mappings/kibana/`, read as Kibana reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from etl.load import mappings

DEFAULT_ALIAS = "articles"


class Reference(msgspec.Struct, kw_only=True, frozen=True):
    """What an object needs: another object, and the name by which it calls it."""

    type: str
    id: str
    name: str


class SavedObject(msgspec.Struct, kw_only=True):
    """A saved object; what is JSON inside a string in `attributes` stays a string here."""

    type: str
    id: str
    attributes: dict[str, Any]
    references: list[Reference] = []
    coreMigrationVersion: str | None = None  # noqa: N815 - Kibana's names
    typeMigrationVersion: str | None = None  # noqa: N815
    managed: bool = False


def folder() -> Path:
    """Where the files lie: inside an installed package, or beside the sources in a checkout."""
    return mappings.folder() / "kibana"


def shipped(alias: str = DEFAULT_ALIAS) -> list[SavedObject]:
    """Every saved object that ships, asking the alias `alias` where the files ask `articles`.

    Raises:
        FileNotFoundError: No file is there: the installation is not whole.
    """
    paths = sorted(folder().glob("*.ndjson"))
    if not paths:
        raise FileNotFoundError(f"no saved objects in {folder()}: the installation is not whole")
    objects = [
        msgspec.json.decode(line, type=SavedObject) for path in paths for line in path.read_bytes().splitlines() if line
    ]
    if alias != DEFAULT_ALIAS:
        for each in objects:
            _ask(each, alias)
    return objects


def _ask(each: SavedObject, alias: str) -> None:
    if each.type == "index-pattern" and each.attributes["title"] == DEFAULT_ALIAS:
        each.attributes["title"] = alias
    if each.type == "visualization":
        state = msgspec.json.decode(each.attributes["visState"])
        specification = msgspec.json.decode(state["params"]["spec"])
        if specification["data"]["url"]["index"] == DEFAULT_ALIAS:
            specification["data"]["url"]["index"] = alias
        state["params"]["spec"] = msgspec.json.encode(specification).decode()
        each.attributes["visState"] = msgspec.json.encode(state).decode()
