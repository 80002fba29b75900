"""`_bulk` with every item accounted for: done, sent again while the cluster is busy, or handed back with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import elastic_transport
import elasticsearch
import msgspec

from etl.archive import IndexFailure, IndexMisconfigured, IndexUnavailable
from etl.load.elastic.client import BUSY, Patience, failure, reason, translated
from etl.settings import IndexSettings

_ANSWER = ["errors", "items.*._id", "items.*.status", "items.*.result", "items.*.error"]


class Operation(NamedTuple):
    """One action of a bulk request: its id, and its lines, each a JSON object."""

    id: str
    lines: tuple[bytes, ...]

    @property
    def size(self) -> int:
        return sum(len(line) + 1 for line in self.lines)


class Refusal(NamedTuple):
    """An operation that Elasticsearch will never take: HTTP status, type of error, and what it said."""

    id: str
    status: int
    kind: str
    error: str


class Outcome(NamedTuple):
    """What became of the operations: result by id (`created`, `updated`, `deleted`, `not_found`), and the refused."""

    results: dict[str, str]
    refusals: list[Refusal]


def index(id_: str, source: bytes) -> Operation:
    return Operation(id_, (msgspec.json.encode({"index": {"_id": id_}}), source))


def delete(id_: str) -> Operation:
    return Operation(id_, (msgspec.json.encode({"delete": {"_id": id_}}),))


def replace(id_: str, source: bytes, seq_no: int, primary_term: int) -> Operation:
    """An index action that fails with status 409 if somebody else changed the document since it was read."""
    action = {"index": {"_id": id_, "if_seq_no": seq_no, "if_primary_term": primary_term}}
    return Operation(id_, (msgspec.json.encode(action), source))


def portions(operations: Iterable[Operation], settings: IndexSettings) -> Iterator[list[Operation]]:
    """Operations in requests of limited number and size (an operation larger than the limit goes alone)."""
    portion: list[Operation] = []
    size = 0
    for operation in operations:
        if portion and (len(portion) >= settings.chunk_documents or size + operation.size > settings.chunk_bytes):
            yield portion
            portion, size = [], 0
        portion.append(operation)
        size += operation.size
    if portion:
        yield portion


class Bulk:
    """Sends operations to one alias; an alias that is gone is an error, never an index made on the fly."""

    def __init__(self, client: elasticsearch.Elasticsearch, alias: str, settings: IndexSettings) -> None:
        self._client = client
        self._alias = alias
        self._settings = settings
        self._patience = Patience(settings)

    def run(self, operations: Sequence[Operation], *, refresh: bool = False) -> Outcome:
        """Send the operations in portions.

        Raises:
            IndexUnavailable: The cluster stayed busy or away; what was not done can be sent again.
            IndexMisconfigured: The alias is gone.
            IndexRefused: Credentials or privileges.
        """
        outcome = Outcome({}, [])
        for portion in portions(operations, self._settings):
            self._send(portion, outcome, refresh=refresh)
        return outcome

    def _send(self, operations: list[Operation], outcome: Outcome, *, refresh: bool) -> None:
        remaining = operations

        def attempt() -> None:
            nonlocal remaining
            remaining, why = self._once(remaining, outcome, refresh=refresh)
            if remaining:
                raise IndexUnavailable(f"Elasticsearch is too busy for {len(remaining)} documents: {why}")

        try:
            self._patience.retrying()(attempt)
        except _TooLarge as error:
            if len(remaining) == 1:
                outcome.refusals.append(Refusal(remaining[0].id, 413, "request_too_large", str(error)))
                return
            half = len(remaining) // 2
            self._send(remaining[:half], outcome, refresh=refresh)
            self._send(remaining[half:], outcome, refresh=refresh)

    def _once(self, operations: list[Operation], outcome: Outcome, *, refresh: bool) -> tuple[list[Operation], str]:
        """One request; returns what has to be sent again, and why."""
        lines: list[Any] = [line for operation in operations for line in operation.lines]
        with translated():
            try:
                answer = self._client.bulk(
                    index=self._alias, operations=lines, require_alias=True, refresh=refresh, filter_path=_ANSWER
                )
            except elastic_transport.ApiError as error:
                if error.meta.status == 413:
                    raise _TooLarge(
                        "the document is larger than the cluster takes (http.max_content_length)"
                    ) from error
                raise
        again: list[Operation] = []
        why = ""
        for operation, item in zip(operations, answer["items"], strict=True):
            (told,) = item.values()
            status, wrong = told["status"], told.get("error")
            if wrong is None:
                outcome.results[operation.id] = told["result"]
            elif status in BUSY:
                again.append(operation)
                why = reason(wrong)
            else:
                outcome.refusals.append(_refusal(operation.id, status, wrong))
        return again, why


class _TooLarge(Exception):
    """HTTP 413."""


def _refusal(id_: str, status: int, error: dict[str, Any]) -> Refusal:
    """What is wrong with this document; what is wrong with the whole index is raised instead."""
    told = reason(error)
    kind = error.get("type", "unknown")
    if kind == "index_not_found_exception":
        raise IndexMisconfigured(
            f"the alias that is to be written to is not there ({told}); nothing was created in its place. "
            "`revue versions` shows what there is, `revue rollback` points the alias"
        )
    if status in (401, 403):
        raise failure(status, told)
    if status >= 500:
        raise IndexFailure(f"Elasticsearch failed at document {id_}: {told}")
    return Refusal(id_, status, kind, told)
