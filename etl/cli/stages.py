"""The verbs that move pages along: ingest, clean, dedupe, enrich, load, explain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.cli.console import (
    ERRORS,
    OUT,
    REJECTED,
    IndexOption,
    JsonOption,
    OutputOption,
    RunFailed,
    StoreOption,
    WorkersOption,
    command_line,
    counter,
    index_option,
    opened,
    print_json,
    settings_with,
    steps,
)

if TYPE_CHECKING:
    from etl.pipeline.files import Outcome

Inputs = Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, folders or object-store URLs.")]
Source = Annotated[Path, typer.Argument(metavar="IN.jsonl", help="JSON Lines file, plain or .gz.")]


def register(app: typer.Typer) -> None:
    for verb in (ingest, clean, dedupe, enrich, load, explain):
        app.command()(verb)


def ingest(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH…]", help="What to read; else REVUE_INBOX.")
    ] = None,
    index: IndexOption = None,
    store: StoreOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """The nightly job, once: read, clean, deduplicate, find entities, load, report."""
    from etl import pipeline
    from etl.pipeline.layout import Layout
    from etl.report.terminal import render

    settings = settings_with(index, store, workers)
    wanted = list(inputs or settings.inbox)
    if not wanted:
        raise RunFailed("nothing to read: name files or folders, or set REVUE_INBOX")
    with steps() as progress:
        summaries = pipeline.ingest(settings, wanted, progress=progress)
    for summary in summaries:
        if as_json:
            print_json(summary)
        else:
            page = f"{settings.store}/{Layout(summary.id).report_html}"
            render(summary, OUT, page=page, command=command_line(), options=index_option(settings))
    if any(summary.rejected for summary in summaries):
        raise typer.Exit(REJECTED)


def clean(
    inputs: Inputs,
    output: OutputOption,
    rejects: Annotated[Path | None, typer.Option(help="JSON Lines file for what was refused, and why.")] = None,
    diff: Annotated[Path | None, typer.Option(help="An earlier output: list what has changed since.")] = None,
    learn: Annotated[
        bool, typer.Option(help="Look for blocks that keep coming back on the pages of one source.")
    ] = True,
    workers: WorkersOption = None,
) -> None:
    """Pages to articles: one line an input page, in input order."""
    from etl.pipeline import files

    with counter("pages cleaned") as progress:
        outcome = files.clean(
            settings_with(workers=workers), inputs, output, rejects=rejects, learn=learn, progress=progress
        )
    if diff is not None:
        from etl.clean.diff import compare, render

        render(compare(files.read_records(diff), files.read_records(output)), OUT)
    _close(outcome)


def dedupe(source: Source, output: OutputOption) -> None:
    """Which articles are copies, and which tell one story."""
    from etl.pipeline import files

    with counter("articles compared") as progress:
        outcome = files.dedupe(settings_with(), source, output, progress=progress)
    _close(outcome)


def enrich(source: Source, output: OutputOption, workers: WorkersOption = None) -> None:
    """Who and what is named, and who says what."""
    from etl.pipeline import files

    with counter("articles read") as progress:
        outcome = files.enrich(settings_with(workers=workers), source, output, progress=progress)
    _close(outcome)


def load(source: Source, index: IndexOption = None) -> None:
    """Write articles into the index; the same articles again change nothing."""
    from etl.pipeline import files

    settings = settings_with(index)
    with opened(settings) as engine, counter("articles loaded") as progress:
        outcome, counts = files.load(engine, source, progress=progress)
    ERRORS.print(", ".join(f"{count} {name}" for name, count in counts.items()))
    _close(outcome)


def explain(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A page: a file or an object-store URL.")],
    html: Annotated[Path | None, typer.Option(help="Write a page that shows it in colour.")] = None,
) -> None:
    """A page block by block: kept or removed, by which rule, and why."""
    from etl.article import Reject
    from etl.clean import Cleaner
    from etl.clean.explain import render_html, render_terminal
    from etl.sources import discover

    settings = settings_with()
    cleaner = Cleaner(settings.clean)
    shown: list[str] = []
    refused = 0
    for item in discover([path], settings.sources):
        if isinstance(item, Reject):
            refused += 1
            ERRORS.print(f"{item.path}: {item.error} ({item.reason})", soft_wrap=True)
            continue
        explanation = cleaner.explain(item)
        if html is None:
            render_terminal(explanation, OUT)
        shown.append(render_html(explanation))
    if html is not None:
        if len(shown) != 1:
            raise RunFailed(f"{path} holds {len(shown)} pages; --html shows one: name it")
        html.write_text(shown[0], encoding="utf-8")
        ERRORS.print(f"written to {html}", soft_wrap=True)
    if refused:
        raise typer.Exit(REJECTED)


# How many refusals are named one by one; the count is always said.
NAMED = 10


def _close(outcome: Outcome) -> None:
    """Say what a verb did and what it refused; exit with the status that says so."""
    rejected = outcome.rejected
    ERRORS.print(f"{outcome.written} records" + (f", {rejected} rejected" if rejected else ""))
    for reject in outcome.rejects[:NAMED]:
        path = reject.path
        ERRORS.print(f"  {path if path.isprintable() else ascii(path)}: {reject.error}", soft_wrap=True)
    if rejected > NAMED:
        ERRORS.print(f"  … and {rejected - NAMED} more")
    if rejected:
        raise typer.Exit(REJECTED)
