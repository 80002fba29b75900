"""A real Elasticsearch whose archive is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import elasticsearch as client
import pytest

from etl.load import connect
from etl.settings import IndexSettings, Settings
from tests.doctor.conftest import Doctor, Examined
from tests.elasticsearch.ways import Running
from tests.integration.conftest import own_indices

Ask = Callable[..., Examined]


@pytest.fixture
def raw_and_alias(elasticsearch: Running) -> Iterator[tuple[client.Elasticsearch, str]]:
    with own_indices(elasticsearch) as made:
        yield made


@pytest.fixture
def ask(elasticsearch: Running, raw_and_alias: tuple[client.Elasticsearch, str], doctor: Doctor) -> Ask:
    """The doctor on the test's own archive, which is empty and healthy."""
    _, alias = raw_and_alias
    engine = {"alias": alias, "timeout": 60.0}
    index = connect(Settings(index=elasticsearch.url, engine=IndexSettings.model_validate(engine)))
    index.ensure()
    index.close()
    return lambda *checks: doctor(*checks, index=elasticsearch.url, engine=engine)


def test_an_archive_that_is_all_right(ask: Ask) -> None:
    found = ask("connection", "credentials", "versions", "clock", "disk", "alias", "mapping")
    assert {finding.level for findings in found.values() for finding in findings} <= {"ok", "info"}
    assert "9." in found["versions"][0].message
    assert "apart" in found["clock"][0].message


def test_the_alias_is_gone_or_points_at_two(ask: Ask, raw_and_alias: tuple[client.Elasticsearch, str]) -> None:
    raw, alias = raw_and_alias
    raw.indices.create(index=f"{alias}-000002", aliases={alias: {}})
    (finding,) = ask("alias")["alias"]
    assert (finding.level, "several" in finding.message) == ("wrong", True)
    raw.indices.update_aliases(actions=[{"remove": {"index": "*", "alias": alias}}])
    (finding,) = ask("alias")["alias"]
    assert (finding.level, "revue rollback" in finding.message) == ("wrong", True)


def test_a_mapping_of_another_release(ask: Ask, raw_and_alias: tuple[client.Elasticsearch, str]) -> None:
    raw, alias = raw_and_alias
    raw.indices.create(index=f"{alias}-000002", mappings={"properties": {"id": {"type": "text"}}})
    move = [
        {"remove": {"index": f"{alias}-000001", "alias": alias}},
        {"add": {"index": f"{alias}-000002", "alias": alias}},
    ]
    raw.indices.update_aliases(actions=move)
    (finding,) = ask("mapping")["mapping"]
    assert finding.level == "wrong"
    assert "field id is text, not keyword" in finding.message
    assert "revue reindex" in (finding.advice or "")


def test_an_index_that_is_closed_for_writes(ask: Ask, raw_and_alias: tuple[client.Elasticsearch, str]) -> None:
    raw, alias = raw_and_alias
    raw.indices.put_settings(index=f"{alias}-000001", settings={"index.blocks.read_only_allow_delete": True})
    findings = ask("disk")["disk"]
    assert findings[0].level == "wrong"
    assert f"{alias}-000001" in findings[0].message
    raw.indices.put_settings(index=f"{alias}-000001", settings={"index.blocks.read_only_allow_delete": None})
    assert {finding.level for finding in ask("disk")["disk"]} == {"ok"}
