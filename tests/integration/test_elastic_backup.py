"""A snapshot of the archive, and the archive back from it, on a real node."""

from __future__ import annotations

from collections.abc import Callable

import elasticsearch as client
import pytest

from etl.archive import ArticleIndex
from tests.elasticsearch.ways import Running
from tests.integration.press import ARTICLES, fill, found


def test_the_archive_comes_back_whole_from_a_snapshot(
    elastic: ArticleIndex,
    connect_elastic: Callable[..., ArticleIndex],
    raw: client.Elasticsearch,
    alias: str,
    elasticsearch: Running,
) -> None:
    if elasticsearch.repository is None:
        pytest.skip("the server that was given has no known folder for snapshots")
    fill(elastic)
    elastic.collection("entities").put([{"id": "e", "name": "ONU"}])
    before = dict(elastic.fingerprints())
    location = f"{elasticsearch.repository}/{alias}"
    raw.snapshot.create_repository(name=alias, repository={"type": "fs", "settings": {"location": location}})
    patterns = f"{alias}-*,runs-{alias}-*,rejects-{alias}-*"
    taken = raw.snapshot.create(
        repository=alias, snapshot="night", wait_for_completion=True, indices=patterns, include_global_state=False
    )
    assert taken["snapshot"]["state"] == "SUCCESS"

    for name in raw.indices.get(index=patterns.split(",")):
        raw.indices.delete(index=name)
    raw.snapshot.restore(repository=alias, snapshot="night", wait_for_completion=True, include_global_state=False)

    restored = connect_elastic()
    assert dict(restored.fingerprints()) == before
    assert set(found(restored, "négociations")) == {"ukraine", "gaz"}
    assert restored.collection("entities").get(["e"]) == {"e": {"id": "e", "name": "ONU"}}
    assert restored.write(ARTICLES).unchanged == len(ARTICLES)
    raw.snapshot.delete(repository=alias, snapshot="night")
    raw.snapshot.delete_repository(name=alias)
