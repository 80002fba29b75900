"""A certificate with one thing wrong each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doctor.authorities import issue
from tests.doctor.cluster import Cluster
from tests.doctor.conftest import Doctor


def test_a_trusted_certificate_that_lasts(doctor: Doctor, tmp_path: Path) -> None:
    ca, node = issue(tmp_path / "one")
    with Cluster().listening(node) as url:
        found = doctor("connection", "certificate", index=url, engine={"ca_file": ca})
    assert [finding.level for findings in found.values() for finding in findings] == ["ok", "ok"]


@pytest.mark.parametrize(
    ("how", "level", "word"),
    [
        ({"days": 5}, "warning", "5 days"),
        ({"days": -0.5}, "wrong", "has ended"),
        ({"since": 1}, "wrong", "not valid yet"),
        ({"address": "127.0.0.2"}, "wrong", "another"),
    ],
)
def test_a_certificate_that_does_not_hold(
    doctor: Doctor, tmp_path: Path, how: dict[str, float], level: str, word: str
) -> None:
    ca, node = issue(tmp_path / "one", **how)  # type: ignore[arg-type]
    with Cluster().listening(node) as url:
        (finding,) = doctor("certificate", index=url, engine={"ca_file": ca})["certificate"]
    assert (finding.level, word in finding.message) == (level, True), finding.message


@pytest.mark.parametrize("given", ["another", "none"])
def test_an_authority_that_is_not_trusted(doctor: Doctor, tmp_path: Path, given: str) -> None:
    _, node = issue(tmp_path / "one")
    another, _ = issue(tmp_path / "two")
    with Cluster().listening(node) as url:
        engine = {"ca_file": another} if given == "another" else {}
        found = doctor("connection", "certificate", index=url, engine=engine)
    assert found["connection"][0].level == "wrong"
    (finding,) = found["certificate"]
    assert finding.level == "wrong"
    assert "REVUE_ENGINE__CA_FILE" in (finding.advice or "")


def test_a_ca_file_that_is_not_there_or_none(doctor: Doctor, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("ceci n’est pas un certificat")
    for path in (broken, tmp_path / "absent.pem"):
        found = doctor("connection", "certificate", index="https://127.0.0.1:9", engine={"ca_file": path})
        assert found["connection"][0].level == "wrong"
        assert str(path) in found["certificate"][0].message


def test_https_where_http_is_spoken(doctor: Doctor) -> None:
    with Cluster().listening() as url:
        (finding,) = doctor("certificate", index=url.replace("http:", "https:"))["certificate"]
    assert (finding.level, "does not speak TLS" in finding.message) == ("wrong", True)


def test_plain_http_is_for_this_machine_only(doctor: Doctor) -> None:
    assert doctor("certificate", index="http://127.0.0.1:9200")["certificate"][0].level == "ok"
    (finding,) = doctor("certificate", index="http://archive.example:9200")["certificate"]
    assert (finding.level, "unencrypted" in finding.message) == ("warning", True)
