"""What the set-up service asks of a secured Elasticsearch, told by a stand-in of its HTTP API."""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import set_up_cluster
from elasticsearch import Elasticsearch

ROLES: dict[str, Any] = json.loads(set_up_cluster.ROLES.read_text())
OURS = re.compile(r"(articles|runs|rejects)(-\*)?")


class Cluster(http.server.BaseHTTPRequestHandler):
    """Answers as Elasticsearch does to the calls of the set-up, and keeps them."""

    calls: ClassVar[list[tuple[str, str, Any]]] = []
    valid_key: ClassVar[str] = ""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        self.calls.append((self.command, self.path, body))
        known = self.headers["Authorization"] in {f"ApiKey {self.valid_key}", "Basic ZWxhc3RpYzpz"}
        content = json.dumps({"encoded": "bmV3LWtleQ==", "acknowledged": True} if known else {"error": "who?"}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=9")
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 - the names that http.server calls

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Cluster, "calls", [])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cluster)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def client(address: str) -> Elasticsearch:
    return Elasticsearch(address, basic_auth=("elastic", "s"))


@pytest.mark.parametrize("name", sorted(ROLES))
def test_a_role_reaches_nothing_but_our_own_indices(name: str) -> None:
    [indices] = ROLES[name]["indices"]
    assert all(OURS.fullmatch(pattern) for pattern in indices["names"])
    assert ROLES[name]["why"]
    assert set(ROLES[name]["cluster"]) <= {"monitor"}


def test_readers_can_only_read() -> None:
    assert set(ROLES["reader"]["indices"][0]["privileges"]) == {"read", "view_index_metadata"}


def test_the_key_carries_the_pipeline_s_role_and_its_file_is_for_its_owner(cluster: str, tmp_path: Path) -> None:
    file = tmp_path / "pipeline.key"
    environment = {"REVUE_INDEX": cluster}
    set_up_cluster.set_up_key(client(cluster), ROLES["pipeline"], file, environment)
    assert file.read_text() == "bmV3LWtleQ=="
    assert file.stat().st_mode & 0o777 == 0o600
    [made] = [
        body for _method, path, body in Cluster.calls if path == "/_security/api_key" and "role_descriptors" in body
    ]
    assert made["role_descriptors"]["pipeline"]["indices"] == ROLES["pipeline"]["indices"]


def test_a_key_that_still_opens_the_cluster_is_kept(
    cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pipeline.key"
    file.write_text("b2xkLWtleQ==")
    monkeypatch.setattr(Cluster, "valid_key", "b2xkLWtleQ==")
    set_up_cluster.set_up_key(client(cluster), ROLES["pipeline"], file, {"REVUE_INDEX": cluster})
    assert file.read_text() == "b2xkLWtleQ=="


def test_a_key_that_opens_nothing_is_replaced_and_the_old_one_made_useless(cluster: str, tmp_path: Path) -> None:
    file = tmp_path / "pipeline.key"
    file.write_text("bG9zdA==")
    set_up_cluster.set_up_key(client(cluster), ROLES["pipeline"], file, {"REVUE_INDEX": cluster})
    assert file.read_text() == "bmV3LWtleQ=="
    assert ("DELETE", "/_security/api_key") in [(method, path) for method, path, _body in Cluster.calls]


def test_passwords_are_said_to_elasticsearch_and_to_nobody_else(
    cluster: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_cluster.set_up_users(client(cluster), ROLES, "for-kibana", "for-the-desk")
    said = {path: body for _method, path, body in Cluster.calls}
    assert said["/_security/user/kibana_system/_password"] == {"password": "for-kibana"}
    assert said["/_security/user/desk"]["roles"] == ["revue_reader"]
    assert "for-" not in capsys.readouterr().out


def test_the_template_keeps_every_name_that_the_pipeline_may_write(cluster: str) -> None:
    set_up_cluster.set_up_template(client(cluster))
    said = {path: body for _method, path, body in Cluster.calls}["/_index_template/revue"]
    assert said["allow_auto_create"] is False
    assert said["index_patterns"] == ROLES["pipeline"]["indices"][0]["names"]
    assert said["_meta"]["why"]


def test_snapshots_are_taken_every_night_of_all_that_is_ours(cluster: str) -> None:
    set_up_cluster.set_up_snapshots(client(cluster), "/snapshots")
    said = {path: body for _method, path, body in Cluster.calls}
    assert said["/_snapshot/revue"]["settings"]["location"] == "/snapshots"
    policy = said["/_slm/policy/revue-nightly"]
    assert policy["config"]["indices"] == ["articles*", "runs*", "rejects*"]
    assert policy["retention"]["min_count"] >= 1


def test_a_wrong_password_is_named_with_what_to_do(cluster: str) -> None:
    with pytest.raises(SystemExit, match="keeps the one of its first start"):
        set_up_cluster.wait(Elasticsearch(cluster, basic_auth=("elastic", "wrong")))
