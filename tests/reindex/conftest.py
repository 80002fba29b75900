"""Both engines, each test with an archive of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.archive import ArticleIndex
from etl.load import connect
from etl.reindex import rolling_back, switching
from etl.settings import Settings
from tests.reindex.archive_of import fill, settings_in

ARTICLES = 60


@pytest.fixture(autouse=True)
def no_request_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here every write has ended before the swap, except where a test says otherwise."""
    monkeypatch.setattr(switching, "IN_FLIGHT", 0.01)
    monkeypatch.setattr(rolling_back, "IN_FLIGHT", 0.01)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty archive, once for each engine."""
    if request.param == "embedded":
        return settings_in(tmp_path)
    url = request.getfixturevalue("elasticsearch_url")
    return settings_in(tmp_path, index=url, engine={"alias": f"reindex-{secrets.token_hex(4)}"})


@pytest.fixture
def index(settings: Settings) -> Iterator[ArticleIndex]:
    """An archive of sixty articles, `a00000` to `a00059`."""
    engine = connect(settings)
    try:
        fill(engine, range(ARTICLES))
        yield engine
    finally:
        for version in engine.versions():
            if not version.live:
                engine.drop_version(version.name)
        engine.close()
