"""No field name and no value of a page changes the mapping."""

from __future__ import annotations

import json
from collections.abc import Iterator

import elasticsearch as client
import pytest
from hypothesis import given, settings

from etl.load import connect, mappings
from etl.load.document import document
from etl.settings import IndexSettings, Settings
from tests.elasticsearch.ways import Running
from tests.integration.conftest import own_indices
from tests.security import hostile
from tests.security.test_markup import article


@pytest.mark.parametrize(
    ("name", "dynamic"), [("articles", "strict"), ("runs", False), ("rejects", False), ("collection", False)]
)
def test_every_mapping_that_ships_is_closed(name: str, dynamic: object) -> None:
    definition = mappings.definition(name)
    assert definition["mappings"]["dynamic"] == dynamic

    def opened(field: dict[str, object]) -> bool:
        inner = field.get("properties", {})
        assert isinstance(inner, dict)
        return field.get("dynamic") in (True, "true", "runtime") or any(map(opened, inner.values()))

    assert not opened({"properties": definition["mappings"]["properties"]})


@settings(max_examples=20, deadline=None)
@given(hostile.texts)
def test_a_document_has_the_fields_of_the_mapping_whatever_the_article_holds(evil: str) -> None:
    known = mappings.definition("articles")["mappings"]["properties"]
    assert set(json.loads(document(article(evil)).source())) <= set(known)


@pytest.fixture
def own(elasticsearch: Running) -> Iterator[tuple[str, client.Elasticsearch, str]]:
    with own_indices(elasticsearch) as (raw, alias):
        yield elasticsearch.url, raw, alias


def test_a_real_mapping_stays_as_it_was_made(own: tuple[str, client.Elasticsearch, str]) -> None:
    url, raw, alias = own
    index = connect(Settings(index=url, engine=IndexSettings(alias=alias, timeout=60)))
    index.ensure()
    names = list(raw.indices.get(index=[f"{alias}*", f"runs-{alias}*", f"rejects-{alias}*"]))
    before = {name: dict(raw.indices.get_mapping(index=name)[name]) for name in names}
    index.write([article(f"{hostile.EVIL}{number}", f"a{number}") for number in range(20)])
    many = {f"champ.{number}.{hostile.MARKUP}": {"profond": {f"plus_{number}": number}} for number in range(1_500)}
    index.collection("runs").put([{"id": "r1", "type": "run", "started_at": "2026-11-22T02:00:00+00:00", **many}])
    index.collection("entities").put([{"id": "e1", **many}])
    index.refresh()
    assert index.count() == 20
    index.close()
    assert {name: dict(raw.indices.get_mapping(index=name)[name]) for name in names} == before
