"""One night: the steps from collected pages to a searchable archive.

Every step reads what the step before wrote to the store and writes its own output whole or not at all; a step whose
output is there already does nothing. So the same call after a crash at any point goes on where it stopped, a task may
be retried by Airflow, and the command and the DAGs run the same code. The index is touched by `discover` (reading),
`observe`, `dedupe` and `link` (reading) and `load` and `report` (writing).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import msgspec
import structlog

from etl.archive import ArticleIndex, WriteReport
from etl.article import Article, Page, PageRef, Record, Reject, Stage
from etl.pipeline import identity
from etl.pipeline.cleaning import clean_page, now, refusal
from etl.pipeline.layout import Layout, run_name
from etl.pipeline.models import recogniser
from etl.settings import Settings
from etl.store import Damaged, Missing, Store

if TYPE_CHECKING:
    from etl.clean import Cleaner
    from etl.dedupe import Decision

_LOG = structlog.get_logger(__name__)

Trigger = Literal["command", "airflow"]
Progress = Callable[[str, int, int], None]
"""Called with the step, the pages done and the pages to do (0: not known yet)."""


class Plan(msgspec.Struct, kw_only=True):
    """What a run set out to do; written when discovery ends.

    `pages` counts what was found, `unchanged` what the archive has already, `batches` maps a batch to its pages.
    """

    run: str
    trigger: Trigger
    index: str
    inputs: list[str]
    started_at: str
    pages: int
    unchanged: int
    batches: dict[str, int]


class Timing(msgspec.Struct, kw_only=True):
    """Wall-clock seconds of one step (of one batch) and the records it handled."""

    step: str
    seconds: float
    records: int


def silent(_step: str, _done: int, _total: int) -> None:
    """The progress of a run that nobody watches."""


@dataclass
class Night:
    """The steps of a run, on a store and an index. Opening is cheap: nothing is connected until it is needed."""

    settings: Settings
    layout: Layout
    store: Store
    trigger: Trigger = "command"
    progress: Progress = silent
    into: str | None = None
    _index: ArticleIndex | None = field(default=None, repr=False)

    @classmethod
    def open(
        cls,
        settings: Settings,
        run: str,
        trigger: Trigger = "command",
        progress: Progress = silent,
        index: ArticleIndex | None = None,
    ) -> Night:
        """A run of that name, new or gone on with."""
        return cls(
            settings=settings,
            layout=Layout(run_name(run)),
            store=Store(settings.store),
            trigger=trigger,
            progress=progress,
            _index=index,
        )

    @property
    def index(self) -> ArticleIndex:
        if self._index is None:
            from etl.load import connect

            self._index = connect(self.settings)
            self._index.ensure()
        return self._index

    def close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def plan(self) -> Plan:
        """What discovery found; an error where the run has not got so far."""
        return msgspec.json.decode(self.store.read_bytes(self.layout.plan), type=Plan)

    @property
    def finished(self) -> bool:
        return self.store.exists(self.layout.finished)

    # -- the steps -----------------------------------------------------------------------------------------------

    def discover(self, inputs: Sequence[str]) -> list[str]:
        """Take in what is new or changed, keep its bytes, and cut it into batches; returns their names."""
        from etl.pipeline.discovery import Discovery

        if not self.store.exists(self.layout.plan):
            with self._timed("discover") as timing:
                plan = Discovery(self).run(inputs)
                timing.records = plan.pages
        return list(self.plan().batches)

    def observe(self) -> None:
        """Learn from the whole night which blocks keep coming back on the pages of a source."""
        from etl.clean import SourceMemory, merge, observe

        if self.store.exists(self.layout.memory):
            return
        with self._timed("observe") as timing:
            plan = self.plan()
            records = observe(self._pages(plan.batches))
            known = self.index.collection("sources")
            sources = sorted({str(record["source"]) for record in records})
            merged = merge(known.find("source", sources) if sources else [], records)
            SourceMemory.from_records(merged)  # what cannot be read back must fail here, not in every batch
            timing.records = sum(plan.batches.values())
            self.store.write_records(self.layout.memory, merged)

    def clean(self, batch: str) -> int:
        """Pages of a batch become articles; returns how many."""
        from etl.clean import Cleaner, SourceMemory

        output = self.layout.batch("cleaned", batch)
        if self.store.exists(output):
            return _count(self.store.read_records(output, Record))
        with self._timed(f"clean-{batch}") as timing:
            memory = SourceMemory.from_records(self.store.read_records(self.layout.memory, Record))
            cleaner = Cleaner(self.settings.clean, memory)
            articles: list[Article] = []
            rejects: list[Reject] = []
            for ref in self.store.read_records(self.layout.pages(batch), PageRef):
                result = self._cleaned(cleaner, ref)
                if isinstance(result, Article):
                    articles.append(result)
                else:
                    rejects.append(result)
                timing.records += 1
            self._write_rejects(f"clean-{batch}", rejects)
            self.store.write_records(output, articles)
            return len(articles)

    def dedupe(self) -> list[str]:
        """Over the whole night: which page speaks for which article, which are copies, which tell one story."""
        from etl.dedupe import Deduplicator

        batches = list(self.plan().batches)
        outputs = [self.layout.batch("deduped", batch) for batch in batches]
        if not self.store.exists(self.layout.superseded):
            with self._timed("dedupe") as timing:
                winners = self._settle(batches)
                decisions = Deduplicator(self.settings.dedupe, self.index).decide(
                    lambda: self._winning(batches, winners)
                )
                for batch, output in zip(batches, outputs, strict=True):
                    decided = [
                        _decided(article, decisions.of(article.id)) for article in self._winning([batch], winners)
                    ]
                    timing.records += len(decided)
                    self.store.write_records(output, decided)
                self.store.write_records(
                    self.layout.updates, ({"id": key, **fields} for key, fields in sorted(decisions.updates.items()))
                )
                self.store.write_records(self.layout.merges, decisions.merges)
                self.store.write_records(self.layout.new_stories, self._new_stories(batches))
                # Written last: it says that all of the step's files are there.
                self.store.write_records(self.layout.superseded, self._superseded)
        return batches

    def enrich(self, batch: str) -> int:
        """Names and quotations of a batch are found, each within its article; returns the number of articles."""
        output = self.layout.batch("recognised", batch)
        if self.store.exists(output):
            return _count(self.store.read_records(output, Record))
        with self._timed(f"enrich-{batch}") as timing:
            deduped = self.store.read_records(self.layout.batch("deduped", batch), Article)
            timing.records = self.store.write_records(output, recogniser(self.settings.enrich).recognise(deduped))
            return timing.records

    def link(self) -> None:
        """Over the whole night: names become the archive's entities, one id for each."""
        from etl.enrich import KnownEntities, Linker

        batches = list(self.plan().batches)
        if self.store.exists(self.layout.entities):
            return
        with self._timed("link") as timing:
            known = KnownEntities.from_collection(self.index.collection("entities"), self.settings.enrich.registry)
            linker = Linker(self.settings.enrich, known)
            linked = linker.link(lambda: self._articles("recognised", batches))
            sizes = {b: _count(self.store.read_records(self.layout.batch("recognised", b), Record)) for b in batches}
            for batch in batches:
                part = [next(linked) for _ in range(sizes[batch])]
                timing.records += self.store.write_records(self.layout.batch("linked", batch), part)
            for _ in linked:
                raise RuntimeError("linking returned more articles than it was given")
            self.store.write_records(self.layout.entities, linker.learned)

    def load(self, batch: str) -> WriteReport:
        """Write a batch into the index; the same batch again changes nothing."""
        output = self.layout.batch("loaded", batch)
        if self.store.exists(output):
            return next(iter(self.store.read_records(output, WriteReport)))
        with self._timed(f"load-{batch}") as timing:
            report = self.index.write(self._articles("linked", [batch]), into=self.into)
            timing.records = report.indexed + report.updated + report.unchanged + len(report.rejects)
            stamped = [msgspec.structs.replace(r, run=self.layout.run, at=now()) for r in report.rejects]
            self._write_rejects(f"load-{batch}", stamped)
            self.store.write_records(output, [report])
            return report

    def report(self) -> str:
        """Write what the night learned beside the articles, then its report; returns the store name of the page."""
        from etl.pipeline.closing import close_night

        if not self.finished:
            close_night(self)
        return self.layout.report_html

    # -- what the steps share ------------------------------------------------------------------------------------

    def all_rejects(self) -> Iterator[Reject]:
        """The rejects of all steps so far."""
        for name in sorted(self.store.list(self.layout.rejects_prefix)):
            yield from self.store.read_records(name, Reject)

    def timings(self) -> list[Timing]:
        names = sorted(self.store.list(self.layout.timings_prefix))
        return [msgspec.json.decode(self.store.read_bytes(name), type=Timing) for name in names]

    def _cleaned(self, cleaner: Cleaner, ref: PageRef) -> Article | Reject:
        try:
            content = self.store.get_raw(ref.digest)
        except (Damaged, Missing) as error:
            return refusal(ref, Stage.CLEAN, "raw-damaged", str(error), self.layout.run)
        return clean_page(cleaner, Page(ref=ref, content=content), self.layout.run)

    def _settle(self, batches: list[str]) -> dict[str, str]:
        """Who wins each address; writes the losers' rejects and remembers what to write down as superseded."""
        refs = {r.key: r for b in batches for r in self.store.read_records(self.layout.pages(b), PageRef)}
        claims = (identity.claim_of(article) for article in self._articles("cleaned", batches))
        verdict = identity.settle(claims, self.index)
        taken_down = self._taken_down(verdict.winners)
        rejects = [identity.reject_of(loser, winner, refs.get(loser.key)) for loser, winner in verdict.losers]
        stamped = [msgspec.structs.replace(r, run=self.layout.run, at=now()) for r in rejects if r is not None]
        self._write_rejects("dedupe", stamped)
        self._superseded = [
            *(identity.superseded_record(loser, winner) for loser, winner in verdict.losers),
            *(identity.superseded_record(claim) for claim in verdict.overtaken),
        ]
        for article_id in taken_down:
            ref = refs.get(verdict.winners.pop(article_id))
            if ref is None:
                continue  # made from an article of the archive: its page went when the article was taken down
            record = {"id": ref.key, "digest": ref.digest, "article": article_id, "path": ref.path}
            self._superseded.append({**record, "taken_down": True})
            self.store.delete_raw(ref.digest)
        self.store.write_records(self.layout.replaced, ({"id": i} for i in sorted(verdict.replaced)))
        return verdict.winners

    def _taken_down(self, winners: dict[str, str]) -> list[str]:
        """Ids of articles that were removed on request: they do not come back, whatever page brings them."""
        removals = self.index.collection("removals")
        found: list[str] = []
        for ids in identity.chunks(list(winners), identity.LOOKUP):
            found += removals.get(ids)
        return found

    def _new_stories(self, batches: list[str]) -> Iterator[Record]:
        """The stories of the night that the archive does not hold yet."""
        tonight = {str(article.story_id) for article in self._articles("deduped", batches) if article.story_id}
        for ids in identity.chunks(sorted(tonight), identity.LOOKUP):
            held = self.index.in_story(ids)
            yield from ({"id": story} for story in ids if not held.get(story))

    def _winning(self, batches: list[str], winners: dict[str, str]) -> Iterator[Article]:
        for article in self._articles("cleaned", batches):
            if winners.get(article.id) == (article.key or article.id):
                yield article

    def _articles(self, step: str, batches: Iterable[str]) -> Iterator[Article]:
        for batch in batches:
            yield from self.store.read_records(self.layout.batch(step, batch), Article)

    def _pages(self, batches: Iterable[str]) -> Iterator[Page]:
        for batch in batches:
            for ref in self.store.read_records(self.layout.pages(batch), PageRef):
                try:
                    yield Page(ref=ref, content=self.store.get_raw(ref.digest))
                except (Damaged, Missing):
                    continue  # the cleaning step writes its reject

    def _write_rejects(self, step: str, rejects: Sequence[Reject]) -> None:
        if rejects:
            self.store.write_records(self.layout.rejects(step), rejects)

    @contextmanager
    def _timed(self, step: str) -> Iterator[Timing]:
        timing = Timing(step=step, seconds=0.0, records=0)
        start = time.perf_counter()
        yield timing
        timing.seconds = time.perf_counter() - start
        self.store.write_bytes(self.layout.timing(step), msgspec.json.encode(timing))
        _LOG.info("step", run=self.layout.run, step=step, seconds=round(timing.seconds, 3), records=timing.records)


def _decided(article: Article, decision: Decision) -> Article:
    return msgspec.structs.replace(
        article,
        duplicate_of=decision.duplicate_of,
        duplicate_kind=decision.duplicate_kind,
        similarity=decision.similarity,
        story_id=decision.story_id,
        keys=list(decision.keys),
        event_dates=list(decision.event_dates),
    )


def _count(records: Iterator[Record]) -> int:
    return sum(1 for _ in records)
