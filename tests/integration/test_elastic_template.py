"""The index template that the set-up puts, on a real node: names of the archive come from Revue or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import elasticsearch as client
import pytest

from etl.archive import ArticleIndex
from etl.load.mappings import definition
from tests.integration.press import ARTICLES, fill, found


@pytest.fixture
def kept(raw: client.Elasticsearch, alias: str) -> Iterator[str]:
    """The template, for the names of this test's own archive."""
    template = definition("template")
    template["index_patterns"] = [f"{alias}{rest}" for rest in ("", "-*")] + [f"runs-{alias}*", f"rejects-{alias}*"]
    raw.indices.put_index_template(name=alias, meta=template.pop("_meta"), **template)
    yield alias
    raw.indices.delete_index_template(name=alias)


def test_a_stray_write_brings_no_index_into_being(raw: client.Elasticsearch, kept: str) -> None:
    for name in (kept, f"{kept}-000009", f"runs-{kept}-000009"):
        with pytest.raises(client.NotFoundError):
            raw.index(index=name, document={"id": "stray"})
        assert not raw.indices.exists(index=name)


def test_an_index_made_by_hand_takes_no_field_that_nobody_defined(raw: client.Elasticsearch, kept: str) -> None:
    raw.indices.create(index=f"{kept}-000009")
    with pytest.raises(client.BadRequestError, match="strict"):
        raw.index(index=f"{kept}-000009", document={"id": "stray"})


def test_revue_s_own_definitions_are_untouched_by_it(
    raw: client.Elasticsearch, kept: str, connect_elastic: Callable[..., ArticleIndex]
) -> None:
    archive = connect_elastic()
    archive.ensure()
    fill(archive)
    archive.collection("entities").put([{"id": "e", "name": "ONU", "field of its own": 1}])
    made = raw.indices.get_mapping(index=f"{kept}-000001")[f"{kept}-000001"]["mappings"]
    assert made["properties"].keys() == definition("articles")["mappings"]["properties"].keys()
    assert set(found(archive, "négociations")) == {"ukraine", "gaz"}
    assert archive.write(ARTICLES).unchanged == len(ARTICLES)
    assert archive.collection("entities").get(["e"])["e"]["name"] == "ONU"
