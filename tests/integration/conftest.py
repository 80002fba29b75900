"""Both engines, each test with an archive of its own."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import elasticsearch as client
import pytest

from etl.archive import ArticleIndex
from etl.load import connect
from etl.settings import IndexSettings, Settings
from tests.elasticsearch.ways import Running
from tests.integration import press

Connect = Callable[..., ArticleIndex]


@contextlib.contextmanager
def own_indices(server: Running) -> Iterator[tuple[client.Elasticsearch, str]]:
    """Elasticsearch's own client and an alias that no other test uses; what is made under it is deleted at the end."""
    alias = f"articles-t{uuid.uuid4().hex[:10]}"
    raw = client.Elasticsearch(server.url, request_timeout=60)
    yield raw, alias
    made = raw.indices.get(index=[f"{alias}*", f"runs-{alias}*", f"rejects-{alias}*"], expand_wildcards="all")
    if made:
        raw.indices.delete(index=list(made), ignore_unavailable=True)
    raw.close()


@pytest.fixture
def own(elasticsearch: Running) -> Iterator[tuple[client.Elasticsearch, str]]:
    with own_indices(elasticsearch) as made:
        yield made


@pytest.fixture
def raw(own: tuple[client.Elasticsearch, str]) -> client.Elasticsearch:
    """Elasticsearch's own client, to look behind the engine."""
    return own[0]


@pytest.fixture
def alias(own: tuple[client.Elasticsearch, str]) -> str:
    """The alias of the test's own articles."""
    return own[1]


@pytest.fixture
def connect_elastic(elasticsearch: Running, alias: str) -> Iterator[Connect]:
    """Connections to the test's archive in Elasticsearch, with any settings."""
    opened: list[ArticleIndex] = []

    def connecting(url: str | None = None, **settings: object) -> ArticleIndex:
        engine = IndexSettings.model_validate({"alias": alias, "timeout": 60.0, **settings})
        opened.append(connect(Settings(index=url or elasticsearch.url, engine=engine)))
        return opened[-1]

    yield connecting
    for one in opened:
        one.close()


@pytest.fixture
def elastic(connect_elastic: Connect) -> ArticleIndex:
    """An empty archive in Elasticsearch."""
    index = connect_elastic()
    index.ensure()
    return index


@pytest.fixture
def connect_embedded(tmp_path: Path) -> Iterator[Connect]:
    """Connections to one folder, with any settings."""
    opened: list[ArticleIndex] = []

    def connecting(**settings: object) -> ArticleIndex:
        engine = IndexSettings.model_validate(settings)
        opened.append(connect(Settings(index=f"embedded:{tmp_path / 'index'}", engine=engine)))
        return opened[-1]

    yield connecting
    for one in opened:
        one.close()


@pytest.fixture
def embedded(connect_embedded: Connect) -> ArticleIndex:
    """An empty archive in a folder."""
    index = connect_embedded()
    index.ensure()
    return index


ENGINES = ["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)]


@pytest.fixture(scope="module", params=ENGINES)
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleIndex]:
    """An archive with the articles of `press` in it, on each engine in turn; for tests that only read."""
    if request.param == "embedded":
        filled = connect(Settings(index=f"embedded:{tmp_path_factory.mktemp('archive')}"))
        filled.ensure()
        yield press.fill(filled)
        filled.close()
        return
    server: Running = request.getfixturevalue("elasticsearch")
    with own_indices(server) as (_, alias):
        filled = connect(Settings(index=server.url, engine=IndexSettings(alias=alias, timeout=60)))
        filled.ensure()
        yield press.fill(filled)
        filled.close()


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest) -> ArticleIndex:
    """An empty archive, on each engine in turn: the contract of `etl.archive`."""
    made: ArticleIndex = request.getfixturevalue(request.param)
    return made
