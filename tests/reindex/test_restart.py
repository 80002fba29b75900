"""An Elasticsearch that is killed and comes back in the middle of the fill and of the swap."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import elastic_transport
import pytest

from etl.archive import IndexFailure
from etl.article import Article
from etl.load.elastic.index import ElasticIndex
from etl.reindex import Choices, Reindex
from tests.elasticsearch.home import CannotBuild
from tests.elasticsearch.node import Node, scratch
from tests.elasticsearch.ways import Running
from tests.reindex.archive_of import contents, fill, live, settings_in


@pytest.fixture
def node(elasticsearch: Running) -> Iterator[Node]:
    """A node of this test's own."""
    with tempfile.TemporaryDirectory(prefix="revue-elasticsearch-", dir=scratch()) as folder:
        try:
            started = Node(Path(folder), heap="256m").start()
        except CannotBuild as error:
            pytest.skip(f"no Elasticsearch: {error}")
        yield started
        started.kill()


def _restart(node: Node) -> threading.Thread:
    """Kill the node now; it comes back by and by."""
    node.kill()
    thread = threading.Thread(target=node.start)
    thread.start()
    return thread


def test_a_restart_costs_nothing_but_time(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, index=node.url, engine={"retries": 30, "timeout": 20.0, "chunk_documents": 10})
    index = ElasticIndex(settings.index, settings.engine)
    fill(index, range(60))
    before, old = contents(index), live(index)
    reindex = Reindex.open(settings, "r", Choices(rebuild_from="documents"), index=index)
    reindex.plan()
    reindex.create()
    comebacks: list[threading.Thread] = []
    write = index.write

    def interrupted(articles: Iterable[Article], *, into: str | None = None) -> Any:
        def half() -> Iterator[Article]:
            for number, article in enumerate(articles):
                if number == 30:
                    comebacks.append(_restart(node))
                yield article

        return write(half(), into=into)

    monkeypatch.setattr(index, "write", interrupted)
    for batch in reindex.link():
        assert reindex.fill(batch).documents == 60
    monkeypatch.undo()
    reindex.catch_up()
    assert reindex.verify().passed
    assert live(index) == old

    aliases = type(index._client.indices).update_aliases

    def answer_lost(*arguments: Any, **keywords: Any) -> Any:
        answer = aliases(*arguments, **keywords)
        if len(comebacks) == 1:
            comebacks.append(_restart(node))
            raise elastic_transport.ConnectionError("the answer was lost")
        return answer

    monkeypatch.setattr(type(index._client.indices), "update_aliases", answer_lost)
    with contextlib.suppress(IndexFailure):
        reindex.swap()
    reindex.swap()
    for thread in comebacks:
        thread.join(90)
    assert len(comebacks) == 2
    assert live(index) == reindex.version() != old
    assert contents(index) == before
    index.close()
