"""The command's frame: its verbs, its exit status, its errors in plain words.

Exit status: 0 all went well, 2 some input was rejected (and is on record), 1 the run failed, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, cast

import typer

from etl import __version__
from etl.cli import archive, desk, keep, stages, training, versions
from etl.cli.console import ERRORS, RunFailed, say_error
from etl.logs import configure

FAILED = 1
INTERRUPTED = 130

# typer brings a click of its own: the class of all its usage errors is an ancestor of the one that it exports.
_USAGE = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[2])

app = typer.Typer(
    name="revue",
    help=(
        "From collected press pages to a clean, deduplicated, entity-tagged archive.\n\n"
        "Exit status: 0 all went well, 2 some input was rejected and is on record, 1 the run failed."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
stages.register(app)
archive.register(app)
desk.register(app)
keep.register(app)
versions.register(app)
training.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"revue {__version__}")
        raise typer.Exit


@app.callback()
def frame(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every step to standard error.")] = False,
    version: Annotated[  # noqa: ARG001 - the callback acts on it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    configure("info" if verbose else "warning")


def main() -> None:
    """Run the command and exit with its status."""
    try:
        # Not standalone: a usage error would exit with 2, which here means that input was rejected.
        status = app(standalone_mode=False)
    except typer.Abort:
        ERRORS.print("not done: nothing was changed")
        status = FAILED
    except _USAGE as error:
        error.show()
        status = FAILED
    except KeyboardInterrupt:
        ERRORS.print("interrupted; the same command goes on where it stopped")
        status = INTERRUPTED
    except RunFailed as error:
        say_error(str(error))
        status = FAILED
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and nothing for the interpreter to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception as error:  # noqa: BLE001 - the one place where everything unforeseen ends, said in words
        status = _failed(error)
    sys.exit(status or 0)


def _failed(error: Exception) -> int:
    from etl.archive import IndexFailure
    from etl.store import StoreFailure

    if isinstance(error, IndexFailure | StoreFailure | OSError | ValueError):
        say_error(str(error))
        return FAILED
    import structlog

    structlog.get_logger(__name__).exception("unforeseen")
    say_error(f"{type(error).__name__}: {error} (this is a defect of Revue; the lines above say where)")
    return FAILED
