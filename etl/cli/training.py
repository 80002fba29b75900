"""The verbs that train the small models that ship with Revue; the data stays where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import ERRORS, print_json

Data = Annotated[Path, typer.Argument(metavar="DATA", help="Folder or file of annotated examples.", exists=True)]


def register(app: typer.Typer) -> None:
    app.command(name="train-cleaner")(train_cleaner)
    app.command(name="train-copies")(train_copies)
    app.command(name="train-stories")(train_stories)
    app.command(name="train-entities")(train_entities)


def train_cleaner(
    data: Data,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for weights-html.json and weights-flat.json.")],
) -> None:
    """Weights of the cleaner's model, and how good they are on publishers that were left out."""
    from etl.clean.train import train

    print_json(train(data, output, _said))


def train_copies(
    data: Data, output: Annotated[Path, typer.Option("--output", "-o", help="The file of weights to write.")]
) -> None:
    """Weights of the verifier of near copies."""
    from etl.dedupe.train import train

    train(data, output)
    _said(f"written to {output}")


def train_stories(
    data: Data, output: Annotated[Path, typer.Option("--output", "-o", help="The file of weights to write.")]
) -> None:
    """Weights of what makes two articles one story."""
    from etl.dedupe.train_stories import train

    train(data, output)
    _said(f"written to {output}")


def train_entities(
    data: Data, output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the recogniser's files.")]
) -> None:
    """Weights and gazetteer of the recogniser of names."""
    from etl.enrich.train import train

    train(data, output, report=_said)
    _said(f"written to {output}")


def _said(line: str) -> None:
    ERRORS.print(line, soft_wrap=True)
