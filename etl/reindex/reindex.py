"""A reindex: a new version of the index beside the live one, filled, verified, and put in its place in one step.

Like a night it is a chain of steps that hand each other files through the store; a step whose output is there does
nothing, so the same call after a crash at any point goes on where it stopped. In their order:

    plan, create, observe, clean (each batch), dedupe, enrich (each batch), link, fill (each batch),
    catch_up, verify, report, swap, clean_up

A dry run takes the same steps up to `link`, and `report`; it writes nothing to the index.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import structlog

from etl.archive import ArticleIndex, Version
from etl.article import Article, Record, Reject
from etl.pipeline.layout import run_name
from etl.pipeline.night import Night, Progress, silent
from etl.reindex import baseline, claim, rebuilding
from etl.reindex.catchup import Round, one_round
from etl.reindex.choices import Choices, InvalidChoice
from etl.reindex.filling import Filled, fill_batch, mend_carried, refused_ids
from etl.reindex.gate import GateResult, judge
from etl.reindex.idset import IdSet
from etl.reindex.layout import ReindexLayout
from etl.reindex.outside import Outside
from etl.reindex.planning import ReindexPlan, live_version, make_plan
from etl.reindex.rebuilding import Ready, Vanished
from etl.reindex.references import References
from etl.settings import Settings
from etl.store import Store

_LOG = structlog.get_logger(__name__)

ROUNDS = 20
"""Rounds of catching up in one call: with a night that writes faster than that, the last one waits for its end."""


@dataclass
class Reindex:
    """The steps of one reindex, on a store and an index. Opening is cheap."""

    settings: Settings
    layout: ReindexLayout
    store: Store
    choices: Choices
    progress: Progress = silent
    _index: ArticleIndex | None = field(default=None, repr=False)

    @classmethod
    def open(
        cls,
        settings: Settings,
        name: str,
        choices: Choices | None = None,
        *,
        progress: Progress = silent,
        index: ArticleIndex | None = None,
    ) -> Reindex:
        """A reindex of that name, new or gone on with; `choices` may be left out once it is planned.

        Raises:
            InvalidChoice: The choices do not go together, or are not those that the reindex was planned with.
            Missing: No choices were given, and there is no plan.
        """
        layout, store = ReindexLayout(run_name(name)), Store(settings.store)
        if choices is None or store.exists(layout.reindex):
            planned = msgspec.json.decode(store.read_bytes(layout.reindex), type=ReindexPlan)
            if choices is not None and choices != planned.choices:
                raise InvalidChoice(
                    f"the reindex {layout.run} was planned with other choices: go on with it as it is "
                    "(give its name alone), or start one with another name"
                )
            if planned.index != settings.index:
                raise InvalidChoice(f"the reindex {layout.run} is one of {planned.index}, not of {settings.index}")
            choices = planned.choices
        choices.check()
        return cls(settings, layout, store, choices, progress, index)

    @property
    def index(self) -> ArticleIndex:
        """The archive. Nothing is created by connecting: an address without an archive is an error of `plan`."""
        if self._index is None:
            from etl.load import connect

            self._index = connect(self.settings)
        return self._index

    def close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    # -- before the new version is filled ------------------------------------------------------------------------

    def plan(self) -> list[str]:
        """Fix what is rebuilt, what is carried over and what has to be there; returns the batches of the rebuild.

        Raises:
            UnderWay: Another reindex of this index is not finished.
        """
        if not self.choices.dry_run and not self.store.exists(self.layout.finished):
            stopped = claim.take(self.index, self.layout.run)
            if stopped is not None and stopped.version is not None:
                self._drop_if_unused(stopped.version)
        if not self.store.exists(self.layout.reindex):
            self.progress("plan", 0, 0)
            plan = make_plan(self)
            _LOG.info("reindex-planned", run=plan.name, articles=plan.articles, pages=plan.pages, carried=plan.carried)
        return list(self.plan_made().batches)

    def plan_made(self) -> ReindexPlan:
        """The plan; an error where the reindex has not got so far."""
        return self._plan

    @functools.cached_property
    def _plan(self) -> ReindexPlan:
        return msgspec.json.decode(self.store.read_bytes(self.layout.reindex), type=ReindexPlan)

    def create(self) -> str:
        """The new version, empty, beside the live one; returns its name. In a dry run nothing is created."""
        if self.choices.dry_run:
            return ""
        if self.store.exists(self.layout.version):
            return self.version()
        held = claim.check(self.index, self.layout.run)
        there = {version.name for version in self.index.versions()}
        if self.store.exists(self.layout.before):
            # Killed between the creation and the note of it: that version is ours, and nobody has seen it.
            known = set(msgspec.json.decode(self.store.read_bytes(self.layout.before), type=list[str]))
            for orphan in sorted(there - known):
                self._drop_if_unused(orphan)
        else:
            self.store.write_bytes(self.layout.before, msgspec.json.encode(sorted(there)))
        name = self.index.create_version()
        claim.put(self.index, msgspec.structs.replace(held, version=name))
        self.store.write_bytes(self.layout.version, msgspec.json.encode(name))
        return name

    def version(self) -> str:
        """The name of the new version; an error where it is not created yet."""
        return msgspec.json.decode(self.store.read_bytes(self.layout.version), type=str)

    def observe(self) -> None:
        """Learn from all pages of the rebuild which blocks keep coming back on the pages of a source."""
        if self.choices.rebuild_from == "raw":
            self.night.observe()

    def clean(self, batch: str) -> int:
        """Pages of a batch become articles anew (or: archived articles lose what later stages added)."""
        if self.choices.rebuild_from == "raw":
            return self.night.clean(batch)
        output = self.layout.batch("cleaned", batch)
        if not self.store.exists(output):
            articles = (rebuilding.bare(article) for article in rebuilding.archived(self, batch))
            self.store.write_records(output, articles)
        return sum(1 for _ in self.store.read_records(output, Record))

    def dedupe(self) -> list[str]:
        """Copies and stories over the whole rebuild and the articles outside it; returns the batches."""
        return self.night.dedupe() if self.plan_made().batches else []

    def enrich(self, batch: str) -> int:
        """Names and quotations of a batch."""
        return self.night.enrich(batch)

    def link(self) -> list[str]:
        """Names become the archive's entities, stories get their lasting ids; returns the batches to fill in."""
        plan = self.plan_made()
        if plan.batches:
            self.night.link()
        if not self.store.exists(self.layout.ready):
            rebuilding.make_ready(self)
        return [*plan.batches, *plan.carried_batches]

    # -- the new version ------------------------------------------------------------------------------------------

    def fill(self, batch: str) -> Filled:
        """Write a batch into the new version; once it is there, the same call does nothing."""
        output = self.layout.filled(batch)
        if not self.store.exists(output):
            claim.check(self.index, self.layout.run)
            self.store.write_records(output, [fill_batch(self, batch)])
        return next(iter(self.store.read_records(output, Filled)))

    def catch_up(self) -> Round:
        """Bring over what came in meanwhile, until nothing is behind; returns how many documents there were.

        Raises:
            RuntimeError: A batch is not filled in yet.
        """
        self._require_filled()
        claim.check(self.index, self.layout.run)
        if not self.store.exists(self.layout.mended):
            self.index.refresh(version=self.version())
            self.store.write_bytes(self.layout.mended, msgspec.json.encode(mend_carried(self)))
        total = Round()
        for _ in range(ROUNDS):
            part = one_round(self)
            total = Round(
                new=total.new + part.new, changed=total.changed + part.changed, deleted=total.deleted + part.deleted
            )
            if not part.total:
                break
        return total

    def verify(self) -> GateResult:
        """Everything that has to be true before readers see the new version; kept with the run."""
        self._require_filled()
        claim.check(self.index, self.layout.run)
        if self.in_place and (before := self.gate()) is not None:
            return before  # it was judged before readers got it; the worker was killed in the middle of the swap
        self.index.finish_version(self.version())
        result = judge(self)
        self.store.write_bytes(self.layout.gate, msgspec.json.encode(result))
        if not result.passed:
            self.stop()
        return result

    def gate(self) -> GateResult | None:
        """What `verify` found, if it ran."""
        if not self.store.exists(self.layout.gate):
            return None
        return msgspec.json.decode(self.store.read_bytes(self.layout.gate), type=GateResult)

    def report(self) -> str:
        """Write the page that shows old and new side by side, and the same as JSON; returns the page's store name."""
        from etl.reindex.report import write_report

        return write_report(self)

    def swap(self, *, wait: float | None = None) -> str:
        """Catch up with the rest and point the alias at the new version in one step; returns the version.

        A night that runs on the same machine is waited for, `wait` seconds long (the setting `lock_seconds` unless
        told), since it holds the right to write.

        Raises:
            NotVerified: The gate did not pass, or this is a dry run.
            GateFailed: Something went missing after the gate had passed; nothing was swapped.
            Locked: The night did not end in time; the same call may go through later.
            IndexMisconfigured: Readers have another version than when the reindex was planned.
        """
        from etl.reindex.switching import swap

        return swap(self, self.settings.lock_seconds if wait is None else wait)

    def clean_up(self) -> list[str]:
        """Drop versions beyond the number to keep, after the swap only; returns the dropped ones."""
        from etl.reindex.switching import clean_up

        return clean_up(self)

    # -- giving up ------------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """The gate failed or a person said no: all stays as it is, and another reindex may take this one's place."""
        held = claim.current(self.index)
        if held is not None and held.run == self.layout.run:
            claim.put(self.index, msgspec.structs.replace(held, state="stopped"))

    def abandon(self) -> None:
        """Give it up: the unfinished version is dropped, and the index is free for another reindex."""
        held = claim.current(self.index)
        if held is not None and held.run == self.layout.run and held.version is not None:
            self._drop_if_unused(held.version)
        claim.release(self.index, self.layout.run)

    @property
    def finished(self) -> bool:
        return self.store.exists(self.layout.finished)

    @property
    def swapped(self) -> bool:
        """Whether readers have the new version and everything that belongs to it."""
        return self.store.exists(self.layout.swapped)

    @property
    def in_place(self) -> bool:
        """Whether readers have the new version already, though `swap` may have been cut short after that."""
        return self.store.exists(self.layout.version) and live_version(self.index) == self.version()

    # -- what the steps share -------------------------------------------------------------------------------------

    @functools.cached_property
    def night(self) -> Night:
        """The stages' steps, on the files of this reindex, before the part of the archive that is carried over."""
        entries = baseline.read(self.store, self.layout.baseline(0))
        carried = IdSet(entry.id for entry in entries if not entry.rebuilt)
        outside = Outside(self.index, carried)
        return Night(self.settings, self.layout, self.store, "command", self.progress, _index=outside)

    def ready(self, batch: str) -> Iterator[Article]:
        """The rebuilt articles of a batch."""
        return self.store.read_records(self.layout.batch("ready", batch), Article)

    def ready_made(self) -> Ready:
        """What the rebuild came to."""
        return msgspec.json.decode(self.store.read_bytes(self.layout.ready), type=Ready)

    def rejects(self) -> Iterator[Reject]:
        """What the stages refused."""
        for name in self.store.list(self.layout.rejects_prefix):
            yield from self.store.read_records(name, Reject)

    def vanished(self) -> Iterator[Vanished]:
        return self.store.read_records(self.layout.vanished, Vanished)

    def references(self) -> References:
        """What articles say about others, made true in the new version."""
        return References(self.index, self.version(), self._gone, self._merged)

    def is_gone(self, id_: str) -> bool:
        """Whether the rebuild left out an article that the live version holds."""
        return id_ in self._gone

    def moved(self) -> dict[str, str]:
        """Articles that have another id in the new version, with that id."""
        return {old: new for old, new in self._gone.items() if new is not None}

    @functools.cached_property
    def _gone(self) -> dict[str, str | None]:
        gone = {v.id: v.now for v in self.vanished()}
        for name in self.store.list(self.layout.filled_prefix):
            for filled in self.store.read_records(name, Filled):
                gone.update((id_, None) for id_ in filled.refused)
        return gone

    @functools.cached_property
    def _merged(self) -> dict[str, str]:
        return {str(r["id"]): str(r["into"]) for r in self.store.read_records(self.layout.stories, Record)}

    def refused_late(self, articles: Sequence[Article], rejects: Sequence[Reject]) -> None:
        """Documents that the index refused while catching up: on record, and no longer expected."""
        refused = refused_ids(articles, rejects)
        if refused:
            number = len(self.store.list(self.layout.filled_prefix))
            late = Filled(documents=0, rejects=list(rejects), refused=refused)
            self.store.write_records(self.layout.filled(f"late-{number:04d}"), [late])
            self._gone.update((id_, None) for id_ in refused)

    def _require_filled(self) -> None:
        plan = self.plan_made()
        missing = [b for b in (*plan.batches, *plan.carried_batches) if not self.store.exists(self.layout.filled(b))]
        if missing:
            raise RuntimeError(
                f"the reindex {self.layout.run} is not filled in yet: {len(missing)} batches are missing, "
                f"the first is {missing[0]}"
            )

    def _drop_if_unused(self, name: str) -> None:
        """Drop a version that no reader ever had."""
        versions: dict[str, Version] = {version.name: version for version in self.index.versions()}
        if name in versions and not versions[name].live:
            self.index.drop_version(name)
