"""Reading an index portion by portion: by id as it is this instant, or whole from one point in time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import elasticsearch

from etl.archive import IndexFailure, IndexMisconfigured
from etl.load.elastic.client import Patience

KEEP = "30m"
"""How long a point in time outlives the last question: a reader may work on a portion for so long."""

_PORTION = 500


def mget(
    client: elasticsearch.Elasticsearch, patience: Patience, index: str, ids: Sequence[str], **options: Any
) -> Iterator[dict[str, Any]]:
    """The documents of these ids that are there, refreshed or not."""
    for start in range(0, len(ids), _PORTION):
        portion = list(dict.fromkeys(ids[start : start + _PORTION]))
        answer = patience.call(lambda portion=portion: client.mget(index=index, ids=portion, **options))  # type: ignore[misc]
        for one in answer["docs"]:
            if "error" in one:
                raise IndexMisconfigured(f"{index} cannot be read: {one['error'].get('reason', 'unknown')}")
            if one.get("found"):
                yield one


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
