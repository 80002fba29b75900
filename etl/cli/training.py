"""The verbs that train the small models that ship with Revue; the data stays where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path, typer.Argument(metavar="DATA", help="Folder or file of annotated examples.", exists=True)]
Output = Annotated[Path, typer.Option("--output", "-o", help="Where the weights are written.")]


def register(app: typer.Typer) -> None:
    app.command(name="train-cleaner")(train_cleaner)
    app.command(name="train-copies")(train_copies)
    app.command(name="train-entities")(train_entities)


def train_cleaner(data: Data, output: Output) -> None:
    """Weights of the cleaner's model, with the figures of each publisher left out."""
    from etl.clean.train import train

    train(data, output)


def train_copies(data: Data, output: Output) -> None:
    """Weights of the verifier of near copies."""
    from etl.dedupe.train import train

    train(data, output)


def train_entities(data: Data, output: Output) -> None:
    """Weights of the recogniser of names."""
    from etl.enrich.train import train

    train(data, output)
