"""Back to an older version: in a second, and with what it lacks said or loaded."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from etl.archive import ArticleIndex, IndexMisconfigured, Version
from etl.article import Article
from etl.load.document import document
from etl.pipeline.cleaning import now
from etl.pipeline.ingest import new_run_name
from etl.pipeline.parallel import chunked
from etl.reindex import claim
from etl.reindex.baseline import paired
from etl.reindex.references import References
from etl.reindex.switches import Journal, Switch
from etl.settings import Settings
from etl.store import Store

LOOKUP = 500
NAMED = 10
IN_FLIGHT = 0.5


class ArticlesMissing(Exception):
    """The older version lacks articles and they are not to be loaded: somebody has to say that this is meant."""


class RollbackPlan(msgspec.Struct, kw_only=True):
    """A version that can be gone back to, and what it lacks.

    Attributes:
        live: The version that readers have now; None where the alias is lost.
        exact: What came in since is known from the journal; otherwise it is told by comparing the two versions, and an
            article that only newer rules brought about counts as missing too.
        missing: Articles of the live version that it does not hold and that came in since.
        outdated: Articles that it holds with an older text or older decisions.
        deleted: Articles that it holds and that were deleted since.
        taken_down: Articles that it holds and that were taken down: they are removed from it in any case.
        examples: Titles of some that are missing.
    """

    version: str
    documents: int
    created_at: str
    live: str | None
    exact: bool
    missing: int = 0
    outdated: int = 0
    deleted: int = 0
    taken_down: int = 0
    examples: list[str] = []

    @property
    def behind(self) -> int:
        """Documents that would have to be loaded or deleted."""
        return self.missing + self.outdated + self.deleted


class RolledBack(msgspec.Struct, kw_only=True):
    """What a rollback did. `seconds`: from the question what is missing to the moved alias."""

    version: str
    left: str | None
    loaded: int
    deleted: int
    missing: int
    seconds: float


class Rollback:
    """One archive and its journal of switches."""

    def __init__(self, settings: Settings, index: ArticleIndex) -> None:
        self._settings, self._index = settings, index
        self._store = Store(settings.store)
        self._journal = Journal(self._store, settings.index, settings.engine.alias)

    def plans(self) -> list[RollbackPlan]:
        """Every version that can be gone back to, the one that was live last first."""
        versions = self._index.versions()
        live = next((v.name for v in versions if v.live), None)
        unfinished = self._unfinished()
        order = {switch.left: number for number, switch in enumerate(self._journal.switches())}
        others = [v for v in versions if not v.live and v.name not in unfinished]
        others.sort(key=lambda v: (order.get(v.name, -1), v.name), reverse=True)
        return [self.plan(version, live) for version in others]

    def _unfinished(self) -> set[str]:
        held = claim.current(self._index)
        return {held.version} if held is not None and held.version is not None else set()

    def choose(self, name: str | None) -> tuple[Version, str | None]:
        """The version to go back to (the one that was live last unless told), and the one that is live.

        Raises:
            IndexMisconfigured: There is none, or not that one, or it is being filled.
        """
        versions = {v.name: v for v in self._index.versions()}
        live = next((v.name for v in versions.values() if v.live), None)
        if name is None:
            left = [s.left for s in self._journal.switches() if s.left in versions and s.left != live]
            rest = sorted(v for v in versions if v != live and v not in self._unfinished())
            if not (left or rest):
                raise IndexMisconfigured("there is no other version to go back to")
            name = left[-1] if left else rest[-1]
        if name not in versions:
            raise IndexMisconfigured(f"there is no version {name}; there are {', '.join(sorted(versions))}")
        if name == live:
            raise IndexMisconfigured(f"readers have {name} already")
        if name in self._unfinished():
            raise IndexMisconfigured(f"{name} is being filled by a reindex that is not finished: nothing to go back to")
        return versions[name], live

    def plan(self, version: Version, live: str | None) -> RollbackPlan:
        """What a version lacks."""
        result = RollbackPlan(
            version=version.name,
            documents=version.documents,
            created_at=version.created_at,
            live=live,
            exact=True,
            taken_down=len(self._taken_down(version.name)),
        )
        if live is None:
            return result
        self._index.refresh()
        ids, result.exact = self._since(version.name, live, self._index.fingerprints(version=live))
        for chunk in chunked(sorted(ids), LOOKUP):
            newer = self._index.get(chunk, version=live)
            older = self._index.get(chunk, version=version.name)
            for id_ in chunk:
                if id_ in newer and id_ not in older:
                    result.missing += 1
                    if len(result.examples) < NAMED:
                        result.examples.append(newer[id_].title or newer[id_].text[:80])
                elif id_ in newer and _differ(older[id_], newer[id_]):
                    result.outdated += 1
                elif id_ in older and id_ not in newer:
                    result.deleted += 1
        return result

    def _since(self, version: str, live: str, held: Iterable[tuple[str, str]]) -> tuple[set[str], bool]:
        """What came in since the version was left, and whether the journal knows; `held`: what the live one holds."""
        known = list(self._journal.chain(version, live) or ())
        if known:
            return self._journal.since(known, held), True
        return set(self._by_comparing(version, live, held)), False

    def _by_comparing(self, version: str, live: str, held: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Articles that only the live version holds, or holds of a page that has changed."""
        sides = paired(self._index.fingerprints(version=version), held)
        for chunk in chunked(((id_, older, newer) for id_, older, newer in sides if older != newer), LOOKUP):
            both = [id_ for id_, older, newer in chunk if older and newer]
            old, new = self._index.get(both, version=version), self._index.get(both, version=live)
            for id_, older, newer in chunk:
                if newer is not None and (older is None or _another_page(old.get(id_), new.get(id_))):
                    yield id_

    def _taken_down(self, version: str) -> list[str]:
        removed = (str(record["id"]) for record in self._index.collection("removals").scan())
        return [id_ for ids in chunked(removed, LOOKUP) for id_ in self._index.get(ids, version=version)]

    def run(self, name: str | None = None, *, accept_missing: bool = False, load: bool = True) -> RolledBack:
        """Point the alias back. See `rollback`."""
        with self._store.lock("ingest", timeout=self._settings.lock_seconds):
            start = time.perf_counter()
            version, live = self.choose(name)
            plan = self.plan(version, live)
            if plan.behind and not (load or accept_missing):
                raise ArticlesMissing(
                    f"{version.name} lacks {plan.missing:,} articles that came in since, holds {plan.outdated:,} in an "
                    f"older state and {plan.deleted:,} that were deleted: let them be loaded, or accept that"
                )
            bring = load and not accept_missing
            removed = self._taken_down(version.name)
            if removed:
                self._index.delete(removed, into=version.name)
            switch = f"rollback-{new_run_name()}"
            done = RolledBack(version=version.name, left=live, loaded=0, deleted=len(removed), missing=0, seconds=0.0)
            if live is not None:
                self._index.refresh()
                self._journal.leave(switch, self._index.fingerprints(version=live))
                if bring:
                    ids, _ = self._since(version.name, live, self._journal.left(switch))
                    self._bring(version.name, live, sorted(ids), done)
                else:
                    done.missing = plan.missing
                self._index.refresh(version=version.name)
                self._journal.enter(switch, self._index.fingerprints(version=version.name))
            self._index.finish_version(version.name)
            self._index.point(version.name, expected=live)
            done.seconds = time.perf_counter() - start
            if live is not None:
                self._settle(switch, version.name, live, done, bring=bring)
        return done

    def _settle(self, switch: str, version: str, live: str, done: RolledBack, *, bring: bool) -> None:
        """After the alias moved: what a writer that knew nothing of it still put into the version that was left."""
        if bring:
            time.sleep(IN_FLIGHT)
            self._index.refresh(version=live)
            left, now_ = self._journal.left(switch), self._index.fingerprints(version=live)
            late = [id_ for id_, before, after in paired(left, now_) if before != after]
            self._bring(version, live, late, done)
            self._index.refresh(version=version)
        held = claim.current(self._index)
        if held is not None and held.version == live:
            claim.release(self._index, held.run)  # its swap is undone: nothing of it is left to do
        at = now()
        self._journal.done(Switch(id=switch, left=live, entered=version, at=at))
        record = {"id": switch, "type": "rollback", "version": version, "left": live, "finished_at": at}
        self._index.collection("runs").put([record | {"loaded": done.loaded, "missing": done.missing}])

    def _bring(self, version: str, live: str, ids: Sequence[str], done: RolledBack) -> None:
        """Make some articles in the older version what they are in the live one."""
        removals = self._index.collection("removals")
        for chunk in chunked(ids, LOOKUP):
            newer = self._index.get(chunk, version=live)
            removed = removals.get(chunk)
            articles = [newer[id_] for id_ in chunk if id_ in newer and id_ not in removed]
            gone = [id_ for id_ in chunk if id_ not in newer or id_ in removed]
            if articles:
                references = References(self._index, version, self._gone(articles, version, ids), {})
                done.loaded += len(articles)
                self._index.write(references.mend(articles), into=version)
            if gone:
                done.deleted += self._index.delete(gone, into=version).deleted

    def _gone(self, articles: Sequence[Article], version: str, coming: Sequence[str]) -> dict[str, str | None]:
        """Kept articles that the older version does not hold and will not hold: their copies stand for themselves."""
        targets = {article.duplicate_of for article in articles if article.duplicate_of} - set(coming)
        held = self._index.get(sorted(targets), version=version)
        return {target: None for target in targets if target not in held}


def _another_page(older: Article | None, newer: Article | None) -> bool:
    return older is None or newer is None or older.digest != newer.digest


def _differ(older: Article, newer: Article) -> bool:
    return document(older).fingerprint != document(newer).fingerprint


def rollback(
    settings: Settings,
    version: str | None = None,
    *,
    accept_missing: bool = False,
    load: bool = True,
    index: ArticleIndex | None = None,
) -> RolledBack:
    """Point the alias back at an older version (the one that was live last, unless told).

    What came in since that version was left is loaded into it first. With `accept_missing` it is pointed at as it is.
    With `load=False` and without `accept_missing`, a version that lacks anything is refused.

    Raises:
        ArticlesMissing: The version lacks articles, and neither was chosen.
        IndexMisconfigured: There is no such version, or it is live already.
        Locked: A night is writing.
    """
    engine = index if index is not None else _connect(settings)
    try:
        return Rollback(settings, engine).run(version, accept_missing=accept_missing, load=load)
    finally:
        if index is None:
            engine.close()


def rollback_plans(settings: Settings, *, index: ArticleIndex | None = None) -> list[RollbackPlan]:
    """What can be gone back to, and what each lacks."""
    engine = index if index is not None else _connect(settings)
    try:
        return Rollback(settings, engine).plans()
    finally:
        if index is None:
            engine.close()


def _connect(settings: Settings) -> ArticleIndex:
    from etl.load import connect

    return connect(settings)
