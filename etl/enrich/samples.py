"""Texts with marked names, as training reads them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from etl import records
from etl.article import EntityType


class Marked(msgspec.Struct, frozen=True):
    """A name in a training text: offsets in code points, end exclusive."""

    start: int
    end: int
    type: EntityType


class Sample(msgspec.Struct, frozen=True):
    """A training text."""

    text: str
    entities: list[Marked] = []


class TrainingDataError(ValueError):
    """The training data can't be used; the message says which line and why."""


def read_samples(path: Path) -> list[Sample]:
    """The training texts of a JSON Lines file, or of `train.jsonl` in a folder. Raises `TrainingDataError`."""
    samples = []
    if path.is_dir():
        path = next((f for n in ("train.jsonl", "train.jsonl.gz") if (f := path / n).exists()), path / "train.jsonl")
    for number, record in enumerate(records.read(path), 1):
        if isinstance(record, records.BrokenLine):
            raise TrainingDataError(str(record)) from record
        try:
            samples.append(msgspec.convert({k: record.get(k, []) for k in ("text", "entities")}, Sample))
        except msgspec.ValidationError as error:
            raise TrainingDataError(f"{path}: line {number}: {error}") from error
    if not samples:
        raise TrainingDataError(f"{path}: no training text in it")
    return samples
