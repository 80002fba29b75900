"""Documents into the new version: rebuilt ones from their files, the others as the live version has them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from etl.archive import ArticleIndex
from etl.article import Article, Reject
from etl.pipeline.cleaning import now
from etl.pipeline.parallel import chunked
from etl.reindex import baseline
from etl.reindex.planning import CARRIED
from etl.reindex.rebuilding import archived, carried_updates

if TYPE_CHECKING:
    from etl.reindex.reindex import Reindex

LOOKUP = 500


class Filled(msgspec.Struct, kw_only=True):
    """A batch that is in the new version: documents written, those that the index refused, seconds of the clock."""

    documents: int
    rejects: list[Reject] = []
    refused: list[str] = []
    seconds: float = 0.0


def fill_batch(reindex: Reindex, batch: str) -> Filled:
    """Write a batch; the same batch again changes nothing."""
    start = time.perf_counter()
    version = reindex.version()
    written = reindex.index.write(meant(reindex, batch), into=version)
    return Filled(
        documents=written.indexed + written.updated + written.unchanged,
        rejects=[msgspec.structs.replace(r, run=reindex.layout.run, at=now()) for r in written.rejects],
        refused=refused_ids(meant(reindex, batch), written.rejects),
        seconds=time.perf_counter() - start,
    )


def refused_ids(articles: Iterable[Article], rejects: Sequence[Reject]) -> list[str]:
    """The ids of the articles that an index refused: a reject names the place that an article came from."""
    if not rejects:
        return []
    refused = {reject.path for reject in rejects}
    return [article.id for article in articles if (article.path or article.url or article.id) in refused]


def meant(reindex: Reindex, batch: str) -> Iterator[Article]:
    """What a batch holds: rebuilt articles, or the live version's with what the rebuild changes about them."""
    source = _carried(reindex, batch) if batch.startswith(CARRIED) else reindex.ready(batch)
    return without_removed(reindex.index, source)


def without_removed(index: ArticleIndex, articles: Iterator[Article]) -> Iterator[Article]:
    """Articles that were taken down do not come back, not by way of a reindex either."""
    removals = index.collection("removals")
    for chunk in chunked(articles, LOOKUP):
        removed = removals.get([article.id for article in chunk])
        yield from (article for article in chunk if article.id not in removed)


def _carried(reindex: Reindex, batch: str) -> Iterator[Article]:
    updates = carried_updates(reindex)
    for article in archived(reindex, batch):
        fields = updates.get(article.id)
        yield msgspec.structs.replace(article, **fields) if fields else article


def mend_carried(reindex: Reindex) -> int:
    """Carried-over copies whose kept article was rebuilt say what is true of it now; returns how many changed."""
    version = reindex.version()
    references, mended = reindex.references(), 0
    entries = baseline.read(reindex.store, reindex.layout.baseline(0))
    copies = (e.id for e in entries if e.copy_of and not e.rebuilt)
    for ids in chunked(copies, LOOKUP):
        there = reindex.index.get(ids, version=version)
        before = [there[id_] for id_ in ids if id_ in there]
        after = references.mend(before)
        changed = [new for old, new in zip(before, after, strict=True) if new is not old]
        if changed:
            mended += len(changed)
            reindex.index.write(changed, into=version)
    return mended
