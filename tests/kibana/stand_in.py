"""Kibana's import API on loopback, as far as its public source says what it takes and what it refuses.

It checks what Kibana 9.2 checks before it stores an object: the CSRF header, the file's name, the types and versions,
the attributes of each type against its `create` schema, and the references. What it took is in `stored`.
"""

from __future__ import annotations

import contextlib
import email.parser
import email.policy
import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]

TEXT, NUMBER, FLAG, LIST, OBJECT = str, (int, float), bool, list, dict
# Attribute name to (type, required), as the `create` schemas of Kibana's newest model version of each type have it;
# what they do not name is refused.
SCHEMAS: dict[str, dict[str, tuple[Any, bool]]] = {
    "search": {
        "title": (TEXT, True), "description": (TEXT, False), "columns": (LIST, False), "sort": (LIST, False),
        "grid": (OBJECT, False), "rowHeight": (NUMBER, False), "rowsPerPage": (NUMBER, False),
        "hideChart": (FLAG, False), "breakdownField": (TEXT, False), "kibanaSavedObjectMeta": (OBJECT, True),
        "isTextBasedQuery": (FLAG, False), "usesAdHocDataView": (FLAG, False), "timeRestore": (FLAG, False),
        "timeRange": (OBJECT, False), "refreshInterval": (OBJECT, False), "viewMode": (TEXT, False),
        "hideAggregatedPreview": (FLAG, False), "hits": (NUMBER, False), "version": (NUMBER, False),
        "sampleSize": (NUMBER, False), "headerRowHeight": (NUMBER, False), "visContext": (OBJECT, False),
        "density": (TEXT, False), "tabs": (LIST, False),
    },
    "dashboard": {
        "title": (TEXT, True), "description": (TEXT, False), "kibanaSavedObjectMeta": (OBJECT, False),
        "timeRestore": (FLAG, False), "timeFrom": (TEXT, False), "timeTo": (TEXT, False),
        "refreshInterval": (OBJECT, False), "controlGroupInput": (OBJECT, False), "panelsJSON": (TEXT, False),
        "optionsJSON": (TEXT, False), "hits": (NUMBER, False), "version": (NUMBER, False), "sections": (LIST, False),
    },
    "visualization": {
        "title": (TEXT, True), "description": (TEXT, False), "version": (NUMBER, False), "visState": (TEXT, False),
        "uiStateJSON": (TEXT, False), "savedSearchId": (TEXT, False), "savedSearchRefName": (TEXT, False),
        "kibanaSavedObjectMeta": (OBJECT, False),
    },
    "index-pattern": {
        "title": (TEXT, True), "name": (TEXT, False), "timeFieldName": (TEXT, False), "fields": (TEXT, False),
        "sourceFilters": (TEXT, False), "fieldAttrs": (TEXT, False), "fieldFormatMap": (TEXT, False),
        "runtimeFieldMap": (TEXT, False), "typeMeta": (TEXT, False), "type": (TEXT, False),
        "allowNoIndex": (FLAG, False), "allowHidden": (FLAG, False), "intervalName": (TEXT, False),
    },
}  # fmt: skip
NEWEST = {"search": (10, 6, 0), "dashboard": (10, 3, 0), "visualization": (8, 5, 0), "index-pattern": (8, 0, 0)}
CHECKED_REFERENCES = ("index-pattern", "search")


class StandIn:
    """A Kibana of which only the status and the import exist."""

    def __init__(self, *, not_ready: int = 0, version: str = "9.2.4", key: str | None = None) -> None:
        self.stored: dict[tuple[str, str, str], Json] = {}
        self.imports = 0
        self.not_ready, self.version, self.key = not_ready, version, key
        self.status = 200
        self.requests: list[str] = []
        self.url = ""

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Json]:
        self.requests.append(f"{method} {target}")
        if self.key is not None and headers.get("authorization") != f"ApiKey {self.key}":
            return 401, {"statusCode": 401, "error": "Unauthorized", "message": "Unauthorized"}
        parts = urlsplit(target)
        space, path = "default", parts.path
        if path.startswith("/s/"):
            space, _, rest = path.removeprefix("/s/").partition("/")
            path = f"/{rest}"
        if (method, path) == ("GET", "/api/status"):
            self.not_ready -= 1
            if self.not_ready >= 0:
                return 503, {"status": {"overall": {"level": "unavailable"}}}
            return 200, {"status": {"overall": {"level": "available"}}, "version": {"number": self.version}}
        if (method, path) == ("POST", "/api/saved_objects/_import"):
            if self.status != 200:
                return self.status, {"statusCode": self.status, "error": "x", "message": "Unable to bulk_create search"}
            return self._import(space, parse_qs(parts.query), headers, body)
        return 404, {"statusCode": 404, "error": "Not Found", "message": "Not Found"}

    def _import(self, space: str, query: dict[str, list[str]], headers: Any, body: bytes) -> tuple[int, Json]:
        if "kbn-xsrf" not in headers:
            return 400, {"statusCode": 400, "message": "Request must contain a kbn-xsrf header."}
        name, content = _upload(headers.get("content-type", ""), body)
        if not name.endswith(".ndjson"):
            return 400, {"statusCode": 400, "message": f"Invalid file extension {name}"}
        try:
            objects = [json.loads(line) for line in content.splitlines() if line.strip()]
        except json.JSONDecodeError as error:
            return 400, {"statusCode": 400, "message": str(error)}
        keys = [(space, each["type"], each["id"]) for each in objects]
        if len(set(keys)) < len(keys):
            return 400, {"statusCode": 400, "message": "Non-unique import objects detected"}
        overwrite = query.get("overwrite") == ["true"]
        errors = [
            {"type": each["type"], "id": each["id"], "error": refusal}
            for each, key in zip(objects, keys, strict=True)
            if (refusal := self._refusal(each, key, set(keys), overwrite))
        ]
        if errors:
            return 200, {"success": False, "successCount": len(objects) - len(errors), "errors": errors}
        self.stored.update(zip(keys, objects, strict=True))
        self.imports += 1
        return 200, {"success": True, "successCount": len(objects), "warnings": []}

    def _refusal(
        self, each: Json, key: tuple[str, str, str], coming: set[tuple[str, str, str]], overwrite: bool
    ) -> Json | None:
        if each["type"] not in SCHEMAS:
            return {"type": "unsupported_type"}
        version = tuple(int(part) for part in each["typeMigrationVersion"].split("."))
        if version > NEWEST[each["type"]]:
            return {"type": "unknown", "message": "Document belongs to a more recent version of Kibana"}
        missing = [
            {"type": r["type"], "id": r["id"]}
            for r in each["references"]
            if r["type"] in CHECKED_REFERENCES
            and (key[0], r["type"], r["id"]) not in coming
            and (key[0], r["type"], r["id"]) not in self.stored
        ]
        if missing:
            return {"type": "missing_references", "references": missing}
        if key in self.stored and not overwrite:
            return {"type": "conflict"}
        for problem in _against(SCHEMAS[each["type"]], each["attributes"]):
            return {"type": "unknown", "message": problem}
        return None


def _against(schema: dict[str, tuple[Any, bool]], attributes: Json) -> Iterator[str]:
    for name, value in attributes.items():
        if name not in schema:
            yield f"[attributes.{name}]: definition for this key is missing"
        elif not isinstance(value, schema[name][0]):
            yield f"[attributes.{name}]: unexpected type"
    for name, (_, required) in schema.items():
        if required and name not in attributes:
            yield f"[attributes.{name}]: expected value"


def _upload(content_type: str, body: bytes) -> tuple[str, bytes]:
    """The name and the content of the one file of a multipart form."""
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    form = parser.parsebytes(b"content-type: " + content_type.encode() + b"\r\n\r\n" + body)
    for part in form.iter_parts():
        if part.get_param("name", header="content-disposition") == "file":
            content = part.get_payload(decode=True)
            return part.get_filename() or "", content if isinstance(content, bytes) else b""
    return "", b""


@contextlib.contextmanager
def running(kibana: StandIn, tls: ssl.SSLContext | None = None) -> Iterator[StandIn]:
    """The stand-in, listening on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, answer = kibana.answer(self.command, self.path, self.headers, body)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            if 300 <= status < 400:
                self.send_header("location", "/login")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _serve  # noqa: N815 - the base class names them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        # The handshake belongs to the connection's own thread: one that fails must not end the server.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    kibana.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kibana
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
