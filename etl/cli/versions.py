"""The verbs that change which version of the archive readers have: reindex, rollback, versions."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import to_builtins
from rich.console import Console
from rich.table import Table

from etl.cli.console import (
    ERRORS,
    OUT,
    REJECTED,
    IndexOption,
    JsonOption,
    RunFailed,
    StoreOption,
    WorkersOption,
    opened,
    print_json,
    settings_with,
    steps,
)
from etl.report.wording import plain

if TYPE_CHECKING:
    from etl.reindex import ReindexReport, RollbackPlan
    from etl.settings import Settings

EXAMPLES = 5
"""Articles shown on the terminal; the report page has more."""


class RebuildFrom(StrEnum):
    raw = "raw"
    articles = "articles"
    documents = "documents"


class Gate(StrEnum):
    strict = "strict"
    normal = "normal"
    off = "off"


YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before readers get another version.")]


def register(app: typer.Typer) -> None:
    app.command()(reindex)
    app.command()(rollback)
    app.command()(versions)


def reindex(
    rebuild_from: Annotated[
        RebuildFrom,
        typer.Option(
            "--from",
            help="raw: pages through all stages; articles: from deduplication on; documents: copied as they are.",
        ),
    ] = RebuildFrom.raw,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="Rebuild from this day on; the rest is carried over.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Rebuild up to this day.")] = None,
    source: Annotated[str | None, typer.Option(help="Rebuild this publisher only.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would change.")] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="In a dry run: so many pages or articles only.", show_default=False)
    ] = None,
    gate: Annotated[Gate, typer.Option(help="How strict the gate is before the swap.")] = Gate.normal,
    keep: Annotated[int, typer.Option(min=0, help="Older versions to keep.")] = 1,
    yes: YesOption = False,
    run: Annotated[
        str | None, typer.Option(help="Go on with this reindex, or the name of the new one.", show_default=False)
    ] = None,
    abandon: Annotated[
        str | None, typer.Option(metavar="RUN", help="Give this unfinished reindex up.", show_default=False)
    ] = None,
    wait: Annotated[
        float | None,
        typer.Option(min=0, metavar="SECONDS", help="How long the swap waits for a night to end.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--report", help="Also write the report page here.", show_default=False)
    ] = None,
    index: IndexOption = None,
    store: StoreOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build the archive anew beside the live one, verify it, and swap."""
    from etl.reindex import Choices, GateFailed, Rejected, run_reindex

    settings = settings_with(index, store, workers)
    if abandon is not None:
        _abandon(settings, abandon)
        return
    choices = Choices(
        rebuild_from=rebuild_from.value,
        since=since,
        until=until,
        source=source,
        dry_run=dry_run,
        strictness=gate.value,
        keep=keep,
        limit=limit,
    )
    choices.check()
    name, planned = _name(settings, run, dry_run=dry_run)
    try:
        with steps() as progress:
            report = run_reindex(
                settings, None if planned else choices, name=name, confirm=_asking(yes), progress=progress, wait=wait
            )
    except (GateFailed, Rejected) as error:
        _keep_page(settings, name, output)
        raise RunFailed(str(error)) from error
    _keep_page(settings, name, output)
    if as_json:
        print_json(report)
    else:
        _show(report)
    if report.rejects:
        raise typer.Exit(REJECTED)


def _name(settings: Settings, run: str | None, *, dry_run: bool) -> tuple[str, bool]:
    """The name of the reindex, and whether it is one that was planned before."""
    from etl.pipeline.layout import run_name
    from etl.reindex import new_reindex_name, unfinished
    from etl.reindex.layout import ReindexLayout
    from etl.store import Store

    if run is None and not dry_run:
        with opened(settings) as engine:
            run = unfinished(engine)
        if run is not None:
            ERRORS.print(f"going on with the reindex {run}, which was interrupted, as it was planned", soft_wrap=True)
    if run is None:
        return new_reindex_name(), False
    return run, Store(settings.store).exists(ReindexLayout(run_name(run)).reindex)


def _asking(yes: bool) -> Callable[[ReindexReport], bool]:
    def confirm(report: ReindexReport) -> bool:
        if yes:
            return True
        _show(report, ERRORS)
        return typer.confirm("Shall readers get the new version?", err=True)

    return confirm


def _abandon(settings: Settings, run: str) -> None:
    from etl.reindex import Reindex

    reindex = Reindex.open(settings, run)
    try:
        reindex.abandon()
    finally:
        reindex.close()
    ERRORS.print(f"the reindex {run} is given up; readers keep what they have", soft_wrap=True)


def _keep_page(settings: Settings, name: str, output: Path | None) -> None:
    """Copy the report out of the store, or say where it is."""
    from etl.pipeline.layout import run_name
    from etl.reindex.layout import ReindexLayout
    from etl.store import Store

    page, store = ReindexLayout(run_name(name)).report_html, Store(settings.store)
    if not store.exists(page):
        return
    if output is None:
        ERRORS.print(f"report: {settings.store}/{page}", soft_wrap=True)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(store.read_bytes(page))
    ERRORS.print(f"report: {output}", soft_wrap=True)


def _show(report: ReindexReport, console: Console = OUT) -> None:
    """The report in a screenful: what changes, what failed, and what readers have now."""
    found, plan = report.comparison, report.plan
    console.print(report.headline, soft_wrap=True)
    if found.by_field:
        console.print("  " + ", ".join(f"{field} in {count:,}" for field, count in found.by_field.items()))
    for example in found.examples[:EXAMPLES]:
        console.print("  " + plain(example.name), soft_wrap=True)
        for field in example.fields:
            console.print("    " + plain(f"{field.field}: {field.before or '(none)'} → {field.after or '(none)'}"))
        for line in example.lines:
            console.print("    " + plain(f"{line.sign} {line.text}"), soft_wrap=True)
    for kind, glimpses, total in (
        ("appears", found.appearing, found.appeared),
        ("vanishes", found.vanishing, found.vanished),
    ):
        for glimpse in glimpses[:EXAMPLES]:
            why = f" ({glimpse.reason})" if glimpse.reason else ""
            console.print("  " + plain(f"{kind}: {glimpse.name}{why}"), soft_wrap=True)
        if total > EXAMPLES:
            console.print(f"  … {total - EXAMPLES:,} more {kind.rstrip('s')}")
    if report.gate is not None:
        console.print(f"gate ({report.gate.strictness}): {'passed' if report.gate.passed else 'failed'}")
        for failure in report.gate.failures():
            console.print(f"  {failure}", soft_wrap=True)
    if plan.choices.dry_run:
        console.print("dry run: nothing was written to the index")
    elif report.swapped:
        console.print(f"readers have {report.version}; before, it was {plan.live}")


def rollback(
    version: Annotated[
        str | None, typer.Argument(help="Where to go back to; the version that was live last, unless told.")
    ] = None,
    accept_missing: Annotated[
        bool, typer.Option("--accept-missing", help="Point at it as it is, without what came in since.")
    ] = False,
    yes: YesOption = False,
    index: IndexOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Point readers back at an older version; what came in since is loaded into it first."""
    from etl.load import connect
    from etl.reindex.rolling_back import Rollback

    settings = settings_with(index, store)
    engine = connect(settings)
    try:
        back = Rollback(settings, engine)
        plan = back.plan(*back.choose(version))
        if not yes:
            _say_plan(plan, accept_missing)
            typer.confirm(f"Shall readers get {plan.version}?", err=True, abort=True)
        done = back.run(plan.version, accept_missing=accept_missing)
    finally:
        engine.close()
    if as_json:
        print_json(done)
        return
    OUT.print(f"readers have {done.version} again ({done.seconds:.1f} s)")
    if done.missing:
        OUT.print(f"{done.missing:,} articles that came in since are missing from it")
    elif done.loaded or done.deleted:
        OUT.print(f"{done.loaded:,} articles were loaded into it first, {done.deleted:,} deleted")


def _say_plan(plan: RollbackPlan, accept_missing: bool) -> None:
    what = "they will be missing" if accept_missing else "they are brought over first"
    ERRORS.print(
        f"{plan.version}: {plan.documents:,} documents. Since it was left, {plan.missing:,} articles came in, "
        f"{plan.outdated:,} changed, {plan.deleted:,} went; {what if plan.behind else 'it lacks nothing'}.",
        soft_wrap=True,
    )


def versions(index: IndexOption = None, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """The versions of the archive: which readers have, and what the others lack."""
    from etl.load import connect
    from etl.reindex import rollback_plans

    settings = settings_with(index, store)
    engine = connect(settings)  # nothing is created, and a lost alias is no error here
    try:
        found = engine.versions()
        plans = {plan.version: plan for plan in rollback_plans(settings, index=engine)}
    finally:
        engine.close()
    if as_json:
        print_json([{**to_builtins(version), "rollback": plans.get(version.name)} for version in found])
        return
    table = Table("version", "documents", "created", "", box=None)
    for version in found:
        plan = plans.get(version.name)
        note = "readers have it" if version.live else "being filled" if plan is None else _lacks(plan)
        table.add_row(version.name, f"{version.documents:,}", version.created_at, note)
    OUT.print(table)


def _lacks(plan: RollbackPlan) -> str:
    if not plan.behind:
        return "lacks nothing"
    return f"lacks {plan.missing:,}, {plan.outdated:,} older, {plan.deleted:,} deleted since"
