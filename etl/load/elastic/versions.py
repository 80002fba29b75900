"""The versions of the index and the alias over them; the alias moves in one atomic request.

Each version has a second alias, `<version>-writes`: writers of a version name that one and require an alias, so that
no write can bring an index into being under a version's name.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

import elasticsearch

from etl.archive import IndexMisconfigured, Version
from etl.load import mappings
from etl.load.elastic.client import Patience


def writes(version: str) -> str:
    """The alias by which a version is written to."""
    return f"{version}-writes"


class Versions:
    """`<alias>-000001`, `<alias>-000002`, … and the alias."""

    def __init__(self, client: elasticsearch.Elasticsearch, patience: Patience, alias: str) -> None:
        self._client = client
        self._patience = patience
        self._alias = alias
        self._pattern = re.compile(rf"{re.escape(alias)}-\d{{6}}")

    def _indices(self) -> dict[str, dict[str, Any]]:
        answer = self._patience.call(
            lambda: self._client.indices.get(index=f"{self._alias}-*", allow_no_indices=True, expand_wildcards="open")
        )
        return {name: index for name, index in sorted(answer.items()) if self._pattern.fullmatch(name)}

    def names(self) -> list[str]:
        return list(self._indices())

    def live_name(self) -> str | None:
        """The version that the alias points at.

        Raises:
            IndexMisconfigured: An index has the alias's name, or the alias points at several.
        """
        answer = self._patience.call(lambda: self._client.options(ignore_status=404).indices.get(index=self._alias))
        if "error" in answer:
            return None
        names = list(answer)
        if names == [self._alias]:
            raise IndexMisconfigured(
                f"{self._alias} is an index, not an alias: something wrote to it while the alias was gone. "
                "Look at what it holds, delete it, and point the alias with `revue rollback`"
            )
        if len(names) > 1:
            raise IndexMisconfigured(f"the alias {self._alias} points at several indices: {', '.join(sorted(names))}")
        return names[0]

    def live(self) -> str:
        """The live version's name.

        Raises:
            IndexMisconfigured: There is no archive yet, or no alias.
        """
        name = self.live_name()
        if name is None:
            there = ", ".join(self.names())
            raise IndexMisconfigured(
                f"the alias {self._alias} is gone; point it with `revue rollback` at one of {there}"
                if there
                else "there is no archive in this cluster yet; `revue ingest` makes one"
            )
        return name

    def ensure(self) -> None:
        """Create the first version and the alias, where there is none."""
        if self.live_name() is not None:
            return
        names = self.names()
        if len(names) > 1:
            self.live()
        if names:
            self.point(names[0], expected=None)
            return
        name = f"{self._alias}-000001"
        self._create(name, mappings.definition("articles"), {self._alias: {}})

    def create(self) -> str:
        """A new empty version beside the live one, without refresh and replicas until it is filled."""
        number = max((int(name[-6:]) for name in self.names()), default=0) + 1
        definition = mappings.definition("articles")
        definition["settings"]["index"] |= {
            "refresh_interval": "-1",
            "auto_expand_replicas": "false",
            "number_of_replicas": 0,
        }
        name = f"{self._alias}-{number:06d}"
        self._create(name, definition, {})
        return name

    def _create(self, name: str, definition: mappings.Definition, aliases: dict[str, Any]) -> None:
        shipped = mappings.fingerprint(mappings.definition("articles"))
        create(
            self._client,
            self._patience,
            name,
            definition["settings"],
            {**definition["mappings"], "_meta": {"mapping": shipped}},
            {writes(name): {}, **aliases},
        )

    def finish(self, name: str) -> None:
        """Refresh and replicas as the definition has them, and everything visible."""
        self.check(name)
        index = mappings.definition("articles")["settings"]["index"]
        kept = {setting: index[setting] for setting in ("refresh_interval", "auto_expand_replicas")}
        self._patience.call(lambda: self._client.indices.put_settings(index=name, settings={"index": kept}))
        self._patience.call(lambda: self._client.indices.refresh(index=name))

    def check(self, name: str) -> None:
        """Raises `IndexMisconfigured` if there is no such version."""
        if not self._pattern.fullmatch(name) or not self._patience.call(
            lambda: self._client.indices.exists(index=name)
        ):
            there = ", ".join(self.names()) or "none"
            raise IndexMisconfigured(f"there is no version {name}; there are {there}")

    def point(self, name: str, *, expected: str | None) -> None:
        """Move the alias; if it moved in the meantime, nothing is changed."""
        self.check(name)
        live = self.live_name()
        if expected is not None and live != expected:
            raise IndexMisconfigured(f"the alias points at {live}, not at {expected} any more; nothing was changed")
        actions: list[dict[str, Any]] = []
        if live == name:
            return
        if live is not None:
            actions.append({"remove": {"index": live, "alias": self._alias, "must_exist": True}})
        actions.append({"add": {"index": name, "alias": self._alias}})
        self._patience.call(lambda: self._client.indices.update_aliases(actions=actions))

    def drop(self, name: str) -> None:
        self.check(name)
        if name == self.live_name():
            raise IndexMisconfigured(f"{name} is the live version; point the alias elsewhere before dropping it")
        self._patience.call(lambda: self._client.options(ignore_status=404).indices.delete(index=name))

    def describe(self) -> list[Version]:
        indices = self._indices()
        if not indices:
            return []
        live = self.live_name()
        stats = self._patience.call(
            lambda: self._client.indices.stats(index=list(indices), metric=["docs", "store"], level="indices")
        )["indices"]
        described = []
        for name, index in indices.items():
            total = stats.get(name, {}).get("primaries", {})
            created = int(index["settings"]["index"]["creation_date"]) / 1000
            described.append(
                Version(
                    name=name,
                    live=name == live,
                    documents=total.get("docs", {}).get("count", 0),
                    created_at=datetime.datetime.fromtimestamp(created, datetime.UTC).isoformat(timespec="seconds"),
                    mapping=index["mappings"].get("_meta", {}).get("mapping", "unknown"),
                    bytes=total.get("store", {}).get("size_in_bytes"),
                )
            )
        return described

    def drift(self, name: str) -> list[str]:
        """What keeps a version from taking the documents of this release (see `etl.load.mappings.drift`)."""
        answer = self._patience.call(lambda: self._client.indices.get_mapping(index=name))
        (live,) = answer.values()
        return mappings.drift(live["mappings"], mappings.definition("articles")["mappings"])


def create(
    client: elasticsearch.Elasticsearch,
    patience: Patience,
    name: str,
    settings: dict[str, Any],
    mapping: dict[str, Any],
    aliases: dict[str, Any],
) -> None:
    """Create an index with its aliases in one step; one that is there already (two starters at once) is left alone."""

    def request() -> None:
        try:
            client.indices.create(index=name, settings=settings, mappings=mapping, aliases=aliases)
        except elasticsearch.BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    patience.call(request)
