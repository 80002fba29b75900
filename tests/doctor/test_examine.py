"""How the checks are run, on an embedded archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from etl.doctor import CHECKS, Finding, examine
from etl.doctor.finding import Patient
from etl.load import connect
from etl.settings import Settings
from tests.doctor.conftest import Doctor, worst


@pytest.fixture
def archive(tmp_path: Path) -> str:
    address = f"embedded:{tmp_path / 'index'}"
    index = connect(Settings(index=address))
    index.ensure()
    index.close()
    return address


def test_an_embedded_archive_is_all_right(doctor: Doctor, archive: str) -> None:
    found = doctor(*CHECKS, index=archive)
    assert list(found) == list(CHECKS)
    assert {worst(findings) for findings in found.values()} <= {"ok", "info"}
    assert found["alias"][0].message == "articles points at articles-000001"


def test_before_the_first_night_there_is_nothing_wrong_and_nothing_is_made(doctor: Doctor, tmp_path: Path) -> None:
    found = doctor(*CHECKS)
    assert {worst(findings) for findings in found.values()} <= {"ok", "info"}
    assert list(tmp_path.iterdir()) == []


def test_an_alias_that_points_nowhere(doctor: Doctor, archive: str, tmp_path: Path) -> None:
    (tmp_path / "index" / "articles.alias").write_text("articles-000009\n")
    assert doctor("alias", index=archive)["alias"][0].level == "wrong"
    (tmp_path / "index" / "articles.alias").unlink()
    found = doctor("alias", "mapping", index=archive)
    assert found["alias"][0].level == "wrong"
    assert "revue rollback" in found["alias"][0].message
    assert "not looked at" in found["mapping"][0].message


def test_a_version_of_an_earlier_release(doctor: Doctor, archive: str, tmp_path: Path) -> None:
    path = tmp_path / "index" / "articles-000001" / "mapping.json"
    definition = msgspec.json.decode(path.read_bytes())
    definition["settings"]["index"]["analysis"]["filter"]["of_old"] = {"type": "lowercase"}
    path.write_bytes(msgspec.json.encode(definition))
    (finding,) = doctor("mapping", index=archive)["mapping"]
    assert (finding.level, "revue reindex" in (finding.advice or "")) == ("warning", True)
    del definition["mappings"]["properties"]["quotes"]
    path.write_bytes(msgspec.json.encode(definition))
    (finding,) = doctor("mapping", index=archive)["mapping"]
    assert (finding.level, "quotes" in finding.message) == ("wrong", True)


def test_a_check_that_breaks_says_so_and_the_others_are_made(
    doctor: Doctor, archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(_: Patient) -> Iterator[Finding]:
        raise sqlite3.DatabaseError("file is not\na database \x1b[31m")

    monkeypatch.setitem(CHECKS, "clock", breaking)
    found = doctor("clock", "alias", index=archive)
    (finding,) = found["clock"]
    assert finding.level == "wrong"
    assert "DatabaseError: file is not a database [31m" in finding.message
    assert found["alias"][0].level == "ok"


def test_what_a_server_says_is_shown_on_one_line(archive: str) -> None:
    patient = Patient(Settings(index="embedded:a\nok       connection   forged\x1b[2K"))
    for finding in examine(patient, ("connection", "disk")):
        assert finding.message.isprintable()
    patient.close()
