"""The first step of a reindex: what is rebuilt, what is carried over, and how much has to be there in the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from etl import records
from etl.archive import ArticleIndex, IndexMisconfigured
from etl.article import PageRef, Record
from etl.pipeline.cleaning import now
from etl.pipeline.night import Plan
from etl.pipeline.parallel import chunked
from etl.reindex import baseline
from etl.reindex.baseline import Entry
from etl.reindex.choices import Choices
from etl.reindex.manifests import PageCatalogue

if TYPE_CHECKING:
    from etl.reindex.reindex import Reindex

CARRIED = "carried-"
DOCUMENTS_A_BATCH = 2000
"""Documents that are copied in one step: a step that is killed loses a second or two."""
LOOKUP = 500


class ReindexPlan(msgspec.Struct, kw_only=True):
    """What a reindex set out to do; every figure is fixed when the plan is made.

    Attributes:
        live: The version that readers had then.
        articles: Documents in it.
        rebuilt: Those of them that are made anew.
        pages: Pages (or articles) that the rebuild starts from; more than `rebuilt` where pages that were refused,
            or stood back behind another page of the same address, get another chance.
        carried: Documents that are copied as they are.
        without_page: Those of them that were to be rebuilt, but whose page is not in the store.
        taken_down: Articles and pages left out because they were taken down.
        batches: Of the rebuild, each with the number of its pages or articles.
        carried_batches: Of the documents that are copied.
    """

    name: str
    index: str
    choices: Choices
    started_at: str
    live: str
    articles: int
    rebuilt: int
    pages: int
    carried: int
    without_page: int = 0
    taken_down: int = 0
    batches: dict[str, int]
    carried_batches: dict[str, int]


def live_version(index: ArticleIndex) -> str:
    """The name of the version that readers have.

    Raises:
        IndexMisconfigured: There is none.
    """
    for version in index.versions():
        if version.live:
            return version.name
    raise IndexMisconfigured("there is no archive at this address yet: run `revue ingest` first")


def make_plan(reindex: Reindex) -> ReindexPlan:
    """Look at the archive and the pages, cut the work into batches, and write the plan last."""
    index, store, layout, choices = reindex.index, reindex.store, reindex.layout, reindex.choices
    live = live_version(index)
    index.refresh()
    removed = {str(record["id"]) for record in index.collection("removals").scan()}
    counts = {"articles": 0, "rebuilt": 0, "carried": 0, "without_page": 0, "taken_down": 0}
    with PageCatalogue(store) as catalogue, tempfile.TemporaryDirectory(prefix="revue-") as folder:
        if choices.rebuild_from == "raw":
            catalogue.read_manifests()
        held = Path(folder) / "held.jsonl"
        with records.atomic(held) as out:
            for entry, article in baseline.live_entries(index, live):
                wanted = choices.rebuild_from != "documents" and choices.holds(
                    article.published_at or article.fetched_at, article.source
                )
                catalogue.live(entry.id, entry.key, entry.digest, wanted=wanted)
                out.write(records.encode(msgspec.structs.replace(entry, rebuilt=wanted)))
        chosen = _cut(reindex, _chosen_pages(index, catalogue, choices, removed, counts))
        carried = _CarriedBatches(reindex)

        def settled() -> Iterator[Entry]:
            left = choices.limit if choices.limit is not None else None
            for entry in _entries(held):
                counts["articles"] += 1
                rebuilt = entry.rebuilt
                if choices.rebuild_from == "raw":
                    rebuilt = catalogue.is_taken(entry.key)
                    counts["without_page"] += entry.rebuilt and not rebuilt and choices.limit is None
                elif rebuilt and left is not None:
                    rebuilt, left = left > 0, left - 1
                if entry.id in removed:
                    rebuilt = True  # it is not carried over, and its going is accounted for
                    counts["taken_down"] += 1
                elif not rebuilt:
                    carried.add(entry.id)
                counts["rebuilt" if rebuilt else "carried"] += 1
                yield msgspec.structs.replace(entry, rebuilt=rebuilt)

        store.write_records(layout.baseline(0), settled())
    if choices.rebuild_from == "articles":
        entries = baseline.read(store, layout.baseline(0))
        chosen = _cut(reindex, (e.id for e in entries if e.rebuilt and e.id not in removed))
    plan = ReindexPlan(
        name=layout.run,
        index=reindex.settings.index,
        choices=choices,
        started_at=now(),
        live=live,
        pages=sum(chosen.values()),
        batches=chosen,
        carried_batches=carried.finish(),
        **counts,
    )
    store.write_bytes(layout.plan, msgspec.json.encode(_as_night(plan)))
    store.write_bytes(layout.reindex, msgspec.json.encode(plan))
    return plan


class _CarriedBatches:
    """Ids in files of so many, written as they come."""

    def __init__(self, reindex: Reindex) -> None:
        self._reindex = reindex
        self._waiting: list[str] = []
        self._batches: dict[str, int] = {}

    def add(self, id_: str) -> None:
        self._waiting.append(id_)
        if len(self._waiting) == DOCUMENTS_A_BATCH:
            self.finish()

    def finish(self) -> dict[str, int]:
        if self._waiting:
            name = f"{CARRIED}{len(self._batches) + 1:04d}"
            ids: list[Record] = [{"id": id_} for id_ in self._waiting]
            self._batches[name] = self._reindex.store.write_records(self._reindex.layout.ids(name), ids)
            self._waiting = []
        return self._batches


def _entries(path: Path) -> Iterator[Entry]:
    decoder = msgspec.json.Decoder(Entry)
    with path.open("rb") as lines:
        for line in lines:
            yield decoder.decode(line)


def _chosen_pages(
    index: ArticleIndex, catalogue: PageCatalogue, choices: Choices, removed: set[str], counts: dict[str, int]
) -> Iterator[PageRef]:
    """The pages to rebuild from: of wanted articles, and those of which the archive has no article."""
    if choices.rebuild_from != "raw":
        return
    pages = (
        (ref, id_)
        for ref, id_, wanted in catalogue.chosen()
        if (wanted if id_ is not None else choices.holds(ref.fetched_at, ref.source))
    )
    for chunk in chunked(islice(pages, choices.limit), LOOKUP):
        superseded = index.collection("pages").get([ref.key for ref, id_ in chunk if id_ is None])
        for ref, id_ in chunk:
            if (id_ or superseded.get(ref.key, {}).get("article")) in removed:
                counts["taken_down"] += id_ is None
                continue
            catalogue.take(ref.key)
            yield ref


def _cut(reindex: Reindex, items: Iterable[PageRef] | Iterable[str]) -> dict[str, int]:
    """Batches of pages, or of ids, in files of their own."""
    store, layout = reindex.store, reindex.layout
    batches: dict[str, int] = {}
    for number, chunk in enumerate(chunked(items, reindex.settings.sources.batch_size), 1):
        name = f"{number:04d}"
        pages = [item for item in chunk if isinstance(item, PageRef)]
        ids: list[Record] = [{"id": item} for item in chunk if isinstance(item, str)]
        store.write_records(layout.pages(name), pages)
        if ids:
            store.write_records(layout.ids(name), ids)
        batches[name] = len(chunk)
    return batches


def _as_night(plan: ReindexPlan) -> Plan:
    """The same, as the stages' steps read it."""
    return Plan(
        run=plan.name,
        trigger="command",
        index=plan.index,
        inputs=[f"reindex from {plan.choices.rebuild_from}"],
        started_at=plan.started_at,
        pages=plan.pages,
        unchanged=0,
        batches=plan.batches,
    )
