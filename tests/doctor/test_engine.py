"""A cluster with one thing wrong each time: the right check says it, in words that help."""

from __future__ import annotations

import socket
import time

import pytest

from tests.doctor.cluster import GIGABYTE, Cluster
from tests.doctor.conftest import Doctor, worst

ENGINE = ("connection", "credentials", "versions", "clock", "disk", "alias", "mapping")


def test_a_healthy_cluster_is_all_right(doctor: Doctor) -> None:
    with Cluster().listening() as url:
        found = doctor(*ENGINE, index=url)
    assert {name: worst(findings) for name, findings in found.items()} == dict.fromkeys(ENGINE, "ok")


def test_looking_changes_nothing(doctor: Doctor) -> None:
    cluster = Cluster()
    with cluster.listening() as url:
        doctor(*ENGINE, index=url)
    changing = [asked for asked in cluster.asked if not asked.startswith("GET ")]
    assert set(changing) <= {"POST /_security/user/_has_privileges", "HEAD /articles"}


@pytest.mark.parametrize(
    ("version", "level"), [("8.19.2", "wrong"), ("10.0.0", "wrong"), ("9.0.1", "warning"), ("9.9.0", "ok")]
)
def test_server_and_client_have_to_fit(doctor: Doctor, version: str, level: str) -> None:
    with Cluster(version=version).listening() as url:
        (finding,) = doctor("versions", index=url)["versions"]
    assert finding.level == level
    assert version in finding.message


def test_nobody_answers(doctor: Doctor) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = doctor(*ENGINE, index=f"http://127.0.0.1:{taken.getsockname()[1]}")
    (finding,) = found["connection"]
    assert finding.level == "wrong"
    assert finding.advice
    assert all("not looked at" in one.message for name in ENGINE[1:] for one in found[name])


def test_one_node_of_several_is_away(doctor: Doctor) -> None:
    with Cluster().listening() as url:
        found = doctor("connection", index=f"{url},http://127.0.0.1:1")
    assert [finding.level for finding in found["connection"]] == ["ok", "warning"]


def test_something_else_listens_there(doctor: Doctor) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Plain(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Plain)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        (finding,) = doctor("connection", index=f"http://127.0.0.1:{server.server_port}")["connection"]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert finding.level == "wrong"
    assert "not Elasticsearch" in finding.message


def test_an_address_that_is_none(doctor: Doctor) -> None:
    found = doctor(*ENGINE, index="elasticsearch:9200")
    assert found["connection"][0].level == "wrong"
    assert "embedded:PATH" in found["connection"][0].message


def test_a_password_in_the_address_is_refused_and_not_repeated(doctor: Doctor) -> None:
    found = doctor(*ENGINE, index="https://revue:kerguelen@127.0.0.1:9200")
    assert found["connection"][0].level == "wrong"
    assert "kerguelen" not in str(found)


@pytest.mark.parametrize(
    ("said", "expected"),
    [("unable to authenticate user [revue]", "does not accept"), ("api key is expired", "expired")],
)
def test_wrong_credentials(doctor: Doctor, said: str, expected: str) -> None:
    with Cluster(status=401, error=said).listening() as url:
        found = doctor(*ENGINE, index=url, engine={"api_key": "a2VyZ3VlbGVuOng="})
    assert found["connection"][0].level == "ok"
    assert found["credentials"][0].level == "wrong"
    assert expected in found["credentials"][0].message
    assert "a2VyZ3VlbGVu" not in str(found)


def test_a_missing_privilege_is_named_with_what_it_is_for(doctor: Doctor) -> None:
    denied = {("manage_security", ""), ("write", "rejects-*"), ("write", "rejects"), ("delete_index", "articles-*")}
    with Cluster(denied=denied).listening() as url:
        found = doctor("credentials", index=url)["credentials"]
    write = next(finding for finding in found if "privilege write" in finding.message)
    assert write.level == "wrong"
    assert "rejects, rejects-*" in write.message
    assert "articles" not in write.message.partition(":")[0]
    assert "load articles, runs and rejects" in write.message
    assert [finding.level for finding in found] == ["wrong", "wrong"]


def test_what_a_reader_lacks_and_what_an_administrator_has_too_much(doctor: Doctor) -> None:
    with Cluster(denied=set()).listening() as url:
        found = doctor("credentials", index=url)["credentials"]
    assert [finding.level for finding in found] == ["ok", "warning"]
    assert "anything" in found[1].message
    with Cluster(denied={("manage_security", ""), ("monitor", "")}).listening() as url:
        found = doctor("credentials", index=url)["credentials"]
    assert [finding.level for finding in found] == ["warning", "ok"]


@pytest.mark.parametrize(("days", "level"), [(3, "warning"), (90, "ok")])
def test_an_api_key_that_ends(doctor: Doctor, days: int, level: str) -> None:
    with Cluster(expires=time.time() + days * 86_400).listening() as url:
        found = doctor("credentials", index=url)["credentials"]
    assert found[-1].level == level
    assert "API key ends" in found[-1].message


def test_a_cluster_that_asks_nobody(doctor: Doctor) -> None:
    with Cluster(secured=False).listening() as url:
        (finding,) = doctor("credentials", index=url)["credentials"]
    assert finding.level == "info"
    assert "nobody" in finding.message


@pytest.mark.parametrize(
    ("skew", "level", "word"),
    [(0, "ok", "at most"), (-20, "ok", "at most"), (90, "warning", "ahead"), (-4000, "wrong", "behind")],
)
def test_clocks_that_disagree(doctor: Doctor, skew: float, level: str, word: str) -> None:
    with Cluster(skew=skew).listening() as url:
        (finding,) = doctor("clock", index=url)["clock"]
    assert (finding.level, word in finding.message) == (level, True)


@pytest.mark.parametrize(
    ("full", "level", "word"),
    [(50, "ok", "50% full"), (86, "warning", "low"), (92, "wrong", "high"), (97, "wrong", "flood")],
)
def test_a_disk_that_fills(doctor: Doctor, full: int, level: str, word: str) -> None:
    with Cluster(free=10 * (100 - full) * GIGABYTE).listening() as url:
        (finding,) = doctor("disk", index=url)["disk"]
    assert (finding.level, word in finding.message) == (level, True)


def test_a_large_disk_is_judged_by_its_headroom(doctor: Doctor) -> None:
    """4 % free of 20 TB are 800 GB, more than Elasticsearch asks for."""
    marks = {"low": "85%", "high": "90%", "flood_stage": "95%"}
    rooms = {f"{mark}.max_headroom": room for mark, room in zip(marks, ("200GB", "150GB", "100GB"), strict=True)}
    for watermarks, level in ((marks, "wrong"), (marks | rooms, "ok")):
        with Cluster(free=800 * GIGABYTE, total=20_000 * GIGABYTE, watermarks=watermarks).listening() as url:
            assert doctor("disk", index=url)["disk"][0].level == level
