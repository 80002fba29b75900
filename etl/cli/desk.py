"""The verbs of the people who keep the archive: report, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import ERRORS, OUT, IndexOption, JsonOption, StoreOption, opened, print_json, settings_with
from etl.report.wording import counted


def register(app: typer.Typer) -> None:
    app.command()(report)
    app.command()(remove)


def report(
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("var/desk.html"),
    index: IndexOption = None,
) -> None:
    """The desk's five views of the archive as one static page."""
    from etl.report.desk import desk_page

    with opened(settings_with(index)) as engine:
        page = desk_page(engine)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(page, encoding="utf-8")
    ERRORS.print(f"written to {output}", soft_wrap=True)


def remove(
    asked: Annotated[list[str], typer.Argument(metavar="ID|URL…", help="Articles, by id or address.")],
    asked_by: Annotated[str, typer.Option("--asked-by", help="Who asked for it; kept on record.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept on record.")],
    index: IndexOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take articles down: out of every index version and of the store, and never back."""
    from etl.store import Store
    from etl.takedown import take_down

    settings = settings_with(index, store)
    kept = Store(settings.store)
    with opened(settings) as engine, kept.lock("ingest", timeout=settings.lock_seconds):
        done = take_down(engine, kept, asked, asked_by=asked_by, reason=reason)
    if as_json:
        print_json(done)
        return
    for one in done:
        where = f"taken out of {', '.join(one.versions)}" if one.versions else "not in the index"
        forgotten = ""
        if one.people:
            forgotten = f", {counted(len(one.people), 'person', 'people')} forgotten whom no other article names"
        pages, files = counted(one.pages, "raw page"), counted(one.files, "file")
        OUT.print(f"{one.id}: {where}; {pages} deleted, {files} cleared{forgotten}", soft_wrap=True)
        if one.promoted:
            OUT.print(f"  its copy {one.promoted} is now kept in its place", soft_wrap=True)
