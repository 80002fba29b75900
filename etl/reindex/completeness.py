"""The proof that nothing is lost: every document of the live version beside the new one, id by id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from etl.reindex import baseline
from etl.reindex.catchup import rounds_done
from etl.reindex.idset import IdSet
from etl.reindex.rebuilding import Appeared

if TYPE_CHECKING:
    from etl.reindex.reindex import Reindex

NAMED = 10


class Completeness(msgspec.Struct, kw_only=True):
    """What should be there, fixed by what is known of the live version, and what is.

    Attributes:
        expected: Documents of the live version, without those that are known to have gone, with those that appear.
        found: Documents of the new version.
        missing: Documents that should be there and are not; the first few by id.
        unexpected: Documents that nobody accounts for.
    """

    live: int = 0
    gone: int = 0
    appeared: int = 0
    expected: int = 0
    found: int = 0
    missing: int = 0
    unexpected: int = 0
    missing_ids: list[str] = []
    unexpected_ids: list[str] = []

    @property
    def whole(self) -> bool:
        return not self.missing and not self.unexpected


def completeness(reindex: Reindex) -> Completeness:
    """Compare the new version with the state of the live one that was caught up with last."""
    result = Completeness()
    for _ in compared(reindex, result):
        pass
    return result


def compared(reindex: Reindex, result: Completeness) -> Iterator[tuple[str, str]]:
    """The same while the new version's fingerprints pass by: the archive is read once for both."""
    store, layout, index = reindex.store, reindex.layout, reindex.index
    appeared = IdSet(a.id for a in store.read_records(layout.appeared, Appeared))
    known = baseline.read(store, layout.baseline(rounds_done(reindex)))
    removals = index.collection("removals")
    pairs = baseline.paired(((e.id, e.fingerprint) for e in known), index.fingerprints(version=reindex.version()))
    for id_, live, new in pairs:
        if new is not None:
            yield id_, new
        result.live += live is not None
        result.found += new is not None
        if new is None:
            if reindex.is_gone(id_) or id_ in removals.get([id_]):
                result.gone += 1
            else:
                result.missing += 1
                if len(result.missing_ids) < NAMED:
                    result.missing_ids.append(id_)
        elif live is None:
            if id_ in appeared:
                result.appeared += 1
            else:
                result.unexpected += 1
                if len(result.unexpected_ids) < NAMED:
                    result.unexpected_ids.append(id_)
    result.expected = result.live - result.gone + result.appeared
