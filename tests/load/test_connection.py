"""The address chooses the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.archive import IndexMisconfigured
from etl.load import connect
from etl.settings import Settings


@pytest.mark.parametrize("address", ["", "embedded:", "ftp://host", "var/index", "localhost:9200"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(IndexMisconfigured, match="embedded:PATH"):
        connect(Settings(index=address))


def test_connecting_makes_nothing(tmp_path: Path) -> None:
    index = connect(Settings(index=f"embedded:{tmp_path / 'none'}"))
    with pytest.raises(IndexMisconfigured, match="no archive"):
        index.count()
    assert not (tmp_path / "none").exists()


def test_two_versions_without_an_alias_need_a_person(tmp_path: Path) -> None:
    index = connect(Settings(index=f"embedded:{tmp_path}"))
    index.ensure()
    index.create_version()
    (tmp_path / "articles.alias").unlink()
    with pytest.raises(IndexMisconfigured, match=r"articles-000001, articles-000002"):
        index.ensure()
