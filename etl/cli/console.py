"""What the command prints with: results on standard output, progress and errors on standard error."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from etl.archive import ArticleIndex
from etl.normalise import printable
from etl.settings import Settings

# Data is never read as markup, and nothing in it becomes an emoji or a link.
OUT = Console(markup=False, highlight=False, emoji=False)
ERRORS = Console(stderr=True, markup=False, highlight=False, emoji=False)

IndexOption = Annotated[
    str | None, typer.Option("--index", help="embedded:PATH or https://… (or REVUE_INDEX).", show_default=False)
]
StoreOption = Annotated[
    str | None,
    typer.Option("--store", help="Folder or object-store URL of raw pages (or REVUE_STORE).", show_default=False),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes; all cores unless told.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a page for people.")]
OutputOption = Annotated[Path, typer.Option("--output", "-o", help="JSON Lines file to write (.gz is packed).")]


REJECTED = 2
"""Exit status: some input was rejected, and is on record."""


class RunFailed(Exception):
    """The command could not do what was asked; the message is for the person who asked."""


def settings_with(index: str | None = None, store: str | None = None, workers: int | None = None) -> Settings:
    """The settings of the environment, with what was said on the command line on top."""
    from pydantic import ValidationError

    said = {"index": index, "store": store, "workers": workers}
    try:
        return Settings(**{key: value for key, value in said.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        # The values are left out: one of them may be a secret.
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise RunFailed(f"settings: {wrong}") from None


def command_line() -> str:
    """How to call the command again from here: by its name where a shell finds it, else as it was called."""
    called = Path(sys.argv[0])
    found = shutil.which(called.name)
    return called.name if found and Path(found).resolve() == called.resolve() else os.path.relpath(called)


def index_option(settings: Settings) -> str:
    """What has to be added to a further command so that it asks the same index."""
    return "" if settings.index == Settings().index else f" --index {shlex.quote(settings.index)}"


@contextmanager
def opened(settings: Settings) -> Iterator[ArticleIndex]:
    """The index that the settings name, closed at the end."""
    from etl.load import connect

    index = connect(settings)
    try:
        index.ensure()
        yield index
    finally:
        index.close()


def say_error(message: str) -> None:
    # What was wrong may quote a page or a server.
    shown = "\n       ".join(map(printable, message.split("\n")))
    ERRORS.print(Text.assemble(("error: ", "bold red"), shown), soft_wrap=True)


def print_json(value: Any) -> None:
    OUT.file.write(msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n")


@contextmanager
def counter(label: str) -> Iterator[Callable[[int], None]]:
    """A line that counts records while a verb works, where there is a terminal."""
    if not ERRORS.is_terminal:
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=ERRORS, transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done: progress.update(task, completed=done)


@contextmanager
def steps() -> Iterator[Callable[[str, int, int], None]]:
    """A bar a step of the nightly job: drawn where there is a terminal, one plain line a step elsewhere."""
    if not ERRORS.is_terminal:
        seen: set[str] = set()

        def line(step: str, _done: int, total: int) -> None:
            if step not in seen:
                seen.add(step)
                ERRORS.print(f"{step}{f' {total} pages' if total else ''} …")

        yield line
        return
    columns = (TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERRORS, transient=True) as progress:
        tasks: dict[str, Any] = {}

        def draw(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total or None)
            progress.update(tasks[step], completed=done, total=total or None)

        yield draw
