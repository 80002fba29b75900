"""The verbs of whoever keeps a set-up in order."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from etl.load import connect
from etl.settings import Settings
from tests.cli.conftest import Revue
from tests.doctor.cluster import Cluster
from tests.kibana.stand_in import StandIn, running
from tests.press import fill_inbox


def test_doctor_says_what_is_wrong_and_what_to_do(revue: Revue, tmp_path: Path) -> None:
    ran = revue("doctor")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "nothing wrong, no warnings"
    with Cluster(version="8.19.2").listening() as url:
        ran = revue("doctor", "--index", url)
    assert ran.status == 1
    line, advice = re.search(r"^(wrong .*)\n( .*)$", ran.out, re.MULTILINE).groups()  # type: ignore[union-attr]
    assert line.split()[:4] == ["wrong", "versions", "Elasticsearch", "8.19.2,"]
    assert "upgrade" in advice


def test_warnings_alone_are_no_failure(revue: Revue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "leer").mkdir()
    monkeypatch.setenv("REVUE_INBOX", json.dumps([str(tmp_path / "leer")]))
    ran = revue("doctor", "--json")
    assert ran.status == 0
    found = json.loads(ran.out)
    assert [finding["check"] for finding in found if finding["level"] == "warning"] == ["inbox"]


def test_kibana_check_and_install(revue: Revue, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "fit the mapping" in revue("kibana", "check").out
    with running(StandIn()) as kibana:
        monkeypatch.setenv("REVUE_KIBANA__URL", kibana.url)
        ran = revue("kibana", "install")
        assert ran.status == 0
        assert f"{len(kibana.stored)} objects" in ran.out
    monkeypatch.setenv("REVUE_KIBANA__WAIT", "0")
    ran = revue("kibana", "install")
    assert ran.status == 1
    assert ran.err.startswith("error: ")


@pytest.fixture
def archive(revue: Revue, tmp_path: Path) -> str:
    """An archive of three articles; a person of theirs is Hélène Marchetti."""
    address = f"embedded:{tmp_path / 'index'}"
    ran = revue("ingest", fill_inbox(tmp_path / "inbox"), "--index", address, "--workers", "1")
    assert ran.status == 0, ran.err
    return address


def test_the_desk_has_the_last_word(revue: Revue, archive: str, tmp_path: Path) -> None:
    ran = revue("entity", "Marchetti", "--index", archive)
    assert ran.status == 0, ran.err
    assert "Hélène Marchetti (1)" in ran.out
    assert revue("entity", "Zinédine Kerguelen", "--index", archive).status == 1

    registry = tmp_path / "entities.toml"
    registry.write_text(
        '[[entity]]\nname = "Hélène Marchetti-Rossi"\ntype = "PER"\naliases = ["Hélène Marchetti"]\n'
        '[[never]]\nname = "Mirabel"\n',
        encoding="utf-8",
    )
    ran = revue("entities", "--apply", "--registry", registry, "--index", archive, "--json")
    assert ran.status == 0, ran.err
    assert json.loads(ran.out)["refused"] == 0
    again = revue("entities", "--apply", "--registry", registry, "--index", archive, "--json")
    assert json.loads(again.out) == {"changed": 0, "refused": 0}

    index = connect(Settings(index=archive))
    names = {name for article in index.scan() for name in (*article.people, *article.places)}
    index.close()
    assert "Hélène Marchetti-Rossi" in names
    assert not {"Hélène Marchetti", "Mirabel"} & names
    for asked in ("Hélène Marchetti", "Hélène Marchetti-Rossi"):
        (card,) = json.loads(revue("entity", asked, "--registry", registry, "--index", archive, "--json").out)
        assert (card["name"], card["articles"]) == ("Hélène Marchetti-Rossi", 1)
        assert card["spellings"] == {"Hélène Marchetti": 1}


def test_doubts_are_asked_and_answers_go_into_the_registry(revue: Revue, archive: str, tmp_path: Path) -> None:
    index = connect(Settings(index=archive))
    doubt = {"id": "e2", "name": "Paul Armant", "why": "surnames are alike"}
    known = {"id": "e1", "name": "Paul Armand", "type": "PER", "spellings": ["Paul Armand"], "doubts": [doubt]}
    index.collection("entities").put([known])
    index.close()
    asked, registry = tmp_path / "questions.toml", tmp_path / "entities.toml"
    ran = revue("entities", "--ask", asked, "--index", archive)
    assert (ran.status, ran.out.split()) == (0, ["questions", "1"])
    asked.write_text(asked.read_text(encoding="utf-8").replace('answer = ""', 'answer = "apart"'), encoding="utf-8")
    ran = revue("entities", "--answers", asked, "--registry", registry, "--index", archive)
    assert (ran.status, ran.out.split()) == (0, ["answers", "1"])
    assert "Paul Armant" in registry.read_text(encoding="utf-8")
    ran = revue("entities", "--ask", asked, "--registry", registry, "--index", archive)
    assert ran.out.split() == ["questions", "0"]


def test_entities_without_anything_to_do(revue: Revue) -> None:
    assert "--ask" in revue("entities").err
    assert "--registry" in revue("entities", "--apply").err


def test_an_error_that_quotes_somebody_steers_no_terminal(revue: Revue) -> None:
    ran = revue("entity", "Zinédine\x1b[2K\nerror: forged")
    assert ran.status == 1
    assert "\x1b" not in ran.err
    assert [line for line in ran.err.splitlines() if line.startswith("error:")] == ran.err.splitlines()[:1]
