"""The definitions that ship."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from etl.archive import CollectionName
from etl.article import Article
from etl.load import mappings
from etl.load.document import document
from etl.load.elastic.collections import OF_THEIR_OWN, alias_of


def test_every_field_of_a_document_is_in_the_mapping() -> None:
    properties = mappings.definition("articles")["mappings"]["properties"]
    assert set(msgspec.json.decode(document(Article(id="a", text="Texte.")).source())) == set(properties)


def test_articles_take_no_field_that_is_not_mapped_and_side_tables_map_none() -> None:
    assert mappings.definition("articles")["mappings"]["dynamic"] == "strict"
    for name in ("runs", "rejects", "collection"):
        assert mappings.definition(name)["mappings"]["dynamic"] is False


def test_the_fingerprint_is_of_analysis_and_fields_only() -> None:
    plain = mappings.fingerprint(mappings.definition("articles"))
    tuned = mappings.definition("articles")
    tuned["settings"]["index"]["refresh_interval"] = "-1"
    tuned["mappings"]["_meta"] = {"mapping": "x"}
    assert mappings.fingerprint(tuned) == plain
    tuned["mappings"]["properties"]["new"] = {"type": "keyword"}
    assert mappings.fingerprint(tuned) != plain


def test_drift_names_what_is_missing_or_other() -> None:
    shipped = {"properties": {"a": {"type": "text", "fields": {"exact": {"type": "text"}}}, "b": {"type": "date"}}}
    live = {"properties": {"a": {"type": "text"}, "b": {"type": "keyword"}, "more": {"type": "long"}}}
    assert mappings.drift(live, shipped) == ["field a.exact (text) is missing", "field b is keyword, not date"]
    assert mappings.drift(shipped, shipped) == []


@pytest.mark.parametrize("articles", ["articles", "articles-desk"])
def test_every_name_that_is_written_fits_the_patterns_of_the_privileges(articles: str) -> None:
    names = [alias_of(name, articles) for name in get_args(CollectionName)]
    assert len(set(names)) == len(names)
    assert all(name in OF_THEIR_OWN or name.startswith(("articles-", "runs-", "rejects-")) for name in names)
