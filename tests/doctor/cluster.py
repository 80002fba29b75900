"""A cluster of which only what `revue doctor` asks for exists, so that anything can be wrong with it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from etl.load import mappings
from tests.integration.proxy import Answer, Forward, Request, proxy

GIGABYTE = 2**30
NAME = "articles-000001"


@dataclass
class Cluster:
    """Healthy unless told otherwise.

    Attributes:
        status: HTTP status of every answer; an error where it is not 200.
        error: What it then says.
        denied: (privilege, index pattern) that the credentials lack; (privilege, "") of the cluster's own.
        secured: Whether there is an address that tells of privileges.
        expires: End of the API key in seconds since 1970; none: it never ends.
        skew: Seconds that its clock is ahead.
        free, total: Of its one disk, in bytes.
        product: The header by which Elasticsearch is known is always sent by the proxy; this is the version it tells.
    """

    version: str = "9.2.4"
    status: int = 200
    error: str = ""
    denied: set[tuple[str, str]] = field(default_factory=lambda: {("manage_security", "")})
    secured: bool = True
    expires: float | None = None
    skew: float = 0.0
    free: int = 600 * GIGABYTE
    total: int = 1000 * GIGABYTE
    watermarks: dict[str, str] = field(default_factory=lambda: {"low": "85%", "high": "90%", "flood_stage": "95%"})
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: Request, _forward: Forward) -> Answer | None:
        path = unquote(urlsplit(request.path).path)
        self.asked.append(f"{request.method} {path}")
        if self.status != 200:
            return Answer.error(self.status, "security_exception", self.error)
        told = self._told(path, request)
        if told is None:
            return Answer(400, json.dumps({"error": f"no handler found for uri [{path}]"}).encode(), "application/json")
        return Answer(200, json.dumps(told).encode())

    def _told(self, path: str, request: Request) -> Any:
        if path == "/_security/user/_has_privileges" and self.secured:
            return self._privileges(json.loads(request.body))
        if self.secured and path == "/_security/_authenticate":
            return {"username": "revue", "api_key": {"id": "k1", "name": "revue-pipeline"}}
        if self.secured and path == "/_security/api_key":
            ends = {} if self.expires is None else {"expiration": int(self.expires * 1000)}
            return {"api_keys": [{"id": "k1", "name": "revue-pipeline", **ends}]}
        definition = mappings.definition("articles")
        meta = {"mapping": mappings.fingerprint(definition)}
        mapping = {**definition["mappings"], "_meta": meta}
        index = {"settings": {"index": {"creation_date": "0"}}, "mappings": mapping, "aliases": {"articles": {}}}
        disk = {"threshold_enabled": "true", "watermark": self.watermarks}
        told: dict[str, Any] = {
            "/": {"version": {"number": self.version}, "tagline": "You Know, for Search"},
            "/_cat/health": [{"epoch": str(int(time.time() + self.skew))}],
            "/_cat/allocation": [{"node": "n1", "disk.avail": str(self.free), "disk.total": str(self.total)}],
            "/_cluster/settings": {"defaults": {"cluster": {"routing": {"allocation": {"disk": disk}}}}},
            "/articles": {NAME: index},
            f"/{NAME}/_mapping": {NAME: {"mappings": mapping}},
        }
        return {} if path.endswith("/_settings") and not path.startswith("/_") else told.get(path)

    def _privileges(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {
            "username": "revue",
            "cluster": {name: (name, "") not in self.denied for name in asked["cluster"]},
            "index": {
                pattern: {name: (name, pattern) not in self.denied for name in one["privileges"]}
                for one in asked["index"]
                for pattern in one["names"]
            },
        }

    @contextmanager
    def listening(self, certificate: Path | None = None) -> Iterator[str]:
        """Its address on loopback; over TLS where a certificate is given."""
        with proxy("http://127.0.0.1:1", self, certificate) as url:
            yield url
