"""The health of a cluster (see `etl.load.health.Health`)."""

from __future__ import annotations

import datetime
import email.utils
from importlib.metadata import version
from typing import Any, get_args

import elastic_transport

from etl.archive import CollectionName, IndexFailure
from etl.load.elastic import watermarks
from etl.load.elastic.client import Patience, client, reason, translated
from etl.load.elastic.collections import OF_THEIR_OWN, alias_of
from etl.load.elastic.versions import Versions
from etl.load.health import Access, Disk, Drift, Grant, Server, drift_of
from etl.settings import IndexSettings

NEEDED: dict[str, str] = {
    "read": "search, and look for copies in the archive",
    "write": "load articles, runs and rejects",
    "create_index": "make the first version, and a new one for each reindex",
    "manage": "move the alias, refresh, and set replicas after a reindex",
    "delete_index": "drop an old version",
    "view_index_metadata": "see which version is live and whether its mapping fits",
    "monitor": "count documents and bytes",
}
"""Privileges on the archive's indices, and what for; `docker/roles.json` grants them."""
_ADMINISTRATOR = "manage_security"
_ANY = {"accept": "*/*"}
"""Any release answers this; one of another major version refuses what the client asks for by itself."""


class ElasticHealth:
    """A cluster, asked with the settings of the pipeline; nothing is created."""

    def __init__(self, address: str, settings: IndexSettings) -> None:
        # No second tries: what fails now is what a person wants to hear of.
        self._settings = settings.model_copy(update={"retries": 0, "timeout": min(settings.timeout, 10.0)})
        self._addresses = [host.strip() for host in address.split(",") if host.strip()]
        self._client = client(address, self._settings)
        self._patience = Patience(self._settings)
        self._versions = Versions(self._client, self._patience, settings.alias)

    def reach(self) -> dict[str, IndexFailure | None]:
        return {address: self._answers(address) for address in self._addresses}

    def _answers(self, address: str) -> IndexFailure | None:
        node = client(address, self._settings)
        try:
            with translated():
                node.perform_request("GET", "/", headers=_ANY)
        except IndexFailure as error:
            refused = error.__cause__
            if isinstance(refused, elastic_transport.ApiError) and refused.meta.status in (401, 403):
                return None
            return error
        finally:
            node.close()
        return None

    def server(self) -> Server:
        with translated():
            told = self._client.perform_request("GET", "/", headers=_ANY).body
        return Server(
            product="Elasticsearch",
            version=str(told.get("version", {}).get("number", "unknown")),
            client=version("elasticsearch"),
        )

    def clock(self) -> datetime.datetime | None:
        with translated():
            answer = self._client.options(ignore_status=403).cat.health(format="json", h="epoch")
        rows: Any = answer.body
        if answer.meta.status == 200 and rows and str(rows[0].get("epoch", "")).isdigit():
            return datetime.datetime.fromtimestamp(int(rows[0]["epoch"]), datetime.UTC)
        stamp = answer.meta.headers.get("date")
        return email.utils.parsedate_to_datetime(stamp) if stamp else None

    def _patterns(self) -> list[str]:
        alias = self._settings.alias
        named = [alias, *(alias_of(name, alias) for name in OF_THEIR_OWN)]
        return [pattern for name in named for pattern in (name, f"{name}-*")]

    def access(self) -> Access | None:
        patterns = self._patterns()
        try:
            answer = self._client.security.has_privileges(
                cluster=["monitor", _ADMINISTRATOR], index=[{"names": patterns, "privileges": list(NEEDED)}]
            ).body
        except elastic_transport.ApiError as error:
            # A cluster without security has no such address.
            if error.meta.status in (404, 405) or "no handler found" in reason(error.body):
                return Access(secured=False)
            with translated():
                raise
        except elastic_transport.TransportError:
            with translated():
                raise
        cluster, index = answer.get("cluster", {}), answer.get("index", {})
        denied = [
            Grant(privilege=privilege, on=pattern, purpose=purpose)
            for privilege, purpose in NEEDED.items()
            for pattern in patterns
            if not index.get(pattern, {}).get(privilege)
        ]
        if not cluster.get("monitor"):
            denied.append(
                Grant(privilege="monitor", on="the cluster", purpose="watch disks and clock", essential=False)
            )
        return Access(
            secured=True,
            user=answer.get("username"),
            denied=denied,
            excessive=bool(cluster.get(_ADMINISTRATOR)),
            expires=self._key_expires(),
        )

    def _key_expires(self) -> datetime.datetime | None:
        """An API key may look at itself; a user who is no key has none."""
        try:
            me = self._client.security.authenticate().body.get("api_key")
            keys = self._client.security.get_api_key(id=me["id"]).body.get("api_keys", []) if me else []
        except (elastic_transport.ApiError, elastic_transport.TransportError):
            return None
        ends = keys[0].get("expiration") if keys else None
        return datetime.datetime.fromtimestamp(ends / 1000, datetime.UTC) if ends else None

    def disks(self) -> list[Disk]:
        with translated():
            settings = self._client.cluster.get_settings(include_defaults=True).body
            rows: Any = self._client.cat.allocation(format="json", bytes="b", h="node,disk.avail,disk.total").body
        marks = watermarks.read(settings)
        return [
            Disk(where=f"node {row['node']}", free=free, total=total, **watermarks.free_bytes(marks, total))
            for row in rows
            if (total := _number(row.get("disk.total"))) and (free := _number(row.get("disk.avail"))) is not None
        ]

    def live(self) -> str | None:
        name = self._versions.live_name()
        if name is None and self._versions.names():
            return self._versions.live()
        return name

    def blocked(self) -> list[str]:
        alias = self._settings.alias
        wanted = [alias, f"{alias}-*", *(alias_of(name, alias) for name in get_args(CollectionName))]
        with translated():
            answer = self._client.indices.get_settings(index=wanted, ignore_unavailable=True, flat_settings=True).body
        closed = ("index.blocks.read_only_allow_delete", "index.blocks.read_only", "index.blocks.write")
        return sorted(
            name for name, index in answer.items() if any(index["settings"].get(block) == "true" for block in closed)
        )

    def drift(self, name: str) -> Drift:
        with translated():
            (index,) = self._client.indices.get_mapping(index=name).body.values()
        made_with = index["mappings"].get("_meta", {}).get("mapping", "unknown")
        return drift_of(name, index["mappings"], made_with)

    def close(self) -> None:
        self._client.close()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
