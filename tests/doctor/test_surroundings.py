"""The store, the inbox, the models, the registry, Kibana: each with one thing wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.doctor.places import room
from etl.doctor.thresholds import shipped
from etl.load.health import Disk
from tests.doctor.conftest import Doctor, worst
from tests.kibana.stand_in import StandIn, running
from tests.press import fill_inbox


def test_a_store_that_works_is_left_as_it_was(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "store" / "runs").mkdir(parents=True)
    assert worst(doctor("store", store=str(tmp_path / "store"))["store"]) == "ok"
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_a_store_that_is_not_there_yet_is_not_made(doctor: Doctor, tmp_path: Path) -> None:
    assert worst(doctor("store", store="deep/down/store")["store"]) == "ok"
    assert list(tmp_path.iterdir()) == []


def test_stores_that_cannot_be_written(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for store in (str(tmp_path / "file"), str(tmp_path / "file" / "store"), "nosuch://bucket/revue"):
        found = doctor("store", store=store)["store"]
        assert found[0].level == "wrong", found
        assert found[0].advice


def test_a_store_in_an_object_store(doctor: Doctor) -> None:
    (finding,) = doctor("store", store="memory://revue-doctor")["store"]
    assert finding.level == "ok"


@pytest.mark.parametrize(("free", "level"), [(50e9, "ok"), (2e9, "warning"), (0.2e9, "wrong")])
def test_room_for_a_night(free: float, level: str) -> None:
    assert room("store", Disk(where="here", free=int(free), total=10**12), shipped().space).level == level


def test_every_limit_has_a_reason() -> None:
    limits = shipped()
    assert all(one.reason for one in (limits.clock, limits.certificate, limits.api_key, limits.space))
    assert limits.clock.warning_seconds < limits.clock.wrong_seconds
    assert limits.space.wrong_bytes < limits.space.warning_bytes


def test_inboxes(doctor: Doctor, tmp_path: Path) -> None:
    pages = fill_inbox(tmp_path / "pages")
    (tmp_path / "empty").mkdir()
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "vide.html").write_text("")
    inbox = [str(pages), str(tmp_path / "empty"), str(tmp_path / "odd"), str(tmp_path / "absent")]
    found = doctor("inbox", inbox=inbox)["inbox"]
    assert [finding.level for finding in found] == ["ok", "warning", "ok", "wrong"]
    assert "absent" in found[-1].message
    assert doctor("inbox")["inbox"][0].level == "info"


def test_a_model_that_is_not_installed(doctor: Doctor) -> None:
    found = doctor("model", enrich={"model": "fr_dep_news_absent"})["model"]
    (finding,) = found
    assert finding.level == "wrong"
    assert "fr_dep_news_absent" in finding.message


def test_models_that_ship(doctor: Doctor) -> None:
    (finding,) = doctor("model")["model"]
    assert finding.level == "ok"


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ('[[entity]]\nname = "Hélène Marchetti"\ntype = "PER"\n', "ok"),
        ('[[entity]]\nname = "Hélène Marchetti"\n', "wrong"),
        ("[[entity]", "wrong"),
        (None, "wrong"),
    ],
)
def test_registries(doctor: Doctor, tmp_path: Path, written: str | None, level: str) -> None:
    path = tmp_path / "entities.toml"
    if written is not None:
        path.write_text(written, encoding="utf-8")
    assert doctor("registry", enrich={"registry": path})["registry"][0].level == level
    assert doctor("registry")["registry"][0].level == "info"


def test_kibana(doctor: Doctor) -> None:
    assert doctor("kibana")["kibana"][0].level == "info"
    with running(StandIn()) as up:
        assert doctor("kibana", kibana={"url": up.url})["kibana"][0].level == "ok"
    with running(StandIn(version="8.19.0")) as old:
        (finding,) = doctor("kibana", kibana={"url": old.url})["kibana"]
        assert (finding.level, "8.19.0" in finding.message) == ("wrong", True)
    assert doctor("kibana", kibana={"url": "http://127.0.0.1:1"})["kibana"][0].level == "wrong"
