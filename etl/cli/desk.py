"""The verbs of the people who keep the archive: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import ERRORS, IndexOption, opened, settings_with


def register(app: typer.Typer) -> None:
    app.command()(report)


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
