"""Reading an index from one point in time, portion by portion, in the order of ids."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import elasticsearch

from etl.archive import IndexFailure
from etl.load.elastic.client import Patience

KEEP = "30m"
"""How long a point in time outlives the last question: a reader may work on a portion for so long."""


def scan(
    client: elasticsearch.Elasticsearch, patience: Patience, index: str, body: dict[str, Any], size: int
) -> Iterator[dict[str, Any]]:
    """Every hit of a search, by `id`; `body` has the query and what of each document is wanted."""
    opened = patience.call(lambda: client.open_point_in_time(index=index, keep_alive=KEEP))["id"]
    try:
        after: list[Any] | None = None
        while True:
            asked = {**body, "size": size, "sort": [{"id": "asc"}], "track_total_hits": False}
            asked["pit"] = {"id": opened, "keep_alive": KEEP}
            if after is not None:
                asked["search_after"] = after
            answer = patience.call(lambda asked=asked: client.search(**asked))  # type: ignore[misc]
            opened = answer["pit_id"]
            hits: list[dict[str, Any]] = answer["hits"]["hits"]
            yield from hits
            if len(hits) < size:
                return
            after = hits[-1]["sort"]
    finally:
        with contextlib.suppress(IndexFailure):
            patience.call(lambda: client.close_point_in_time(id=opened))
