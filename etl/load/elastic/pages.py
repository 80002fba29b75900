"""Reading an index portion by portion: by id as it is this instant, or whole from one point in time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import elasticsearch

from etl.archive import IndexFailure, IndexMisconfigured, IndexUnavailable
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
        found = patience.call(lambda portion=portion: _found(client, index, portion, options))  # type: ignore[misc]
        yield from found


def _found(
    client: elasticsearch.Elasticsearch, index: str, ids: list[str], options: dict[str, Any]
) -> list[dict[str, Any]]:
    """One request. A shard that is away (a node that has just come back) is no answer, and never "not there"."""
    docs: list[dict[str, Any]] = client.mget(index=index, ids=ids, **options)["docs"]
    for one in docs:
        if "error" in one:
            said = f"{index} cannot be read: {one['error'].get('reason', 'unknown')}"
            missing = one["error"].get("type") == "index_not_found_exception"
            raise IndexMisconfigured(said) if missing else IndexUnavailable(said)
    return [one for one in docs if one.get("found")]


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
