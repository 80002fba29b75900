"""Texts with marked names, as training reads them: JSON Lines, or lines with their marks in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import msgspec

from etl import records
from etl.article import EntityType

_MARK = re.compile(r"\{([A-Z]+)\|([^}]*)\}")


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


def read_marked(path: Path) -> Iterator[tuple[str, Sample]]:
    """The texts of a file that has one a line, each with its domain.

    `¶` is a line end, `{PER|name}` marks a name, `= sport` opens a domain, `#` a remark.
    """
    domain = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            domain = line[2:].strip()
        elif line and not line.startswith("#"):
            yield domain, _unmarked(line.replace("¶", "\n"))


def _unmarked(line: str) -> Sample:
    parts: list[str] = []
    names: list[Marked] = []
    at = size = 0
    for match in _MARK.finditer(line):
        parts += [line[at : match.start()], match.group(2)]
        size += match.start() - at
        names.append(Marked(size, size + len(match.group(2)), EntityType(match.group(1))))
        size += len(match.group(2))
        at = match.end()
    return Sample("".join([*parts, line[at:]]), names)


@cache
def own_samples() -> list[Sample]:
    """Our own training texts, in domains that Wikinews has little of (`data/training_texts.txt`)."""
    with as_file(files("etl.enrich").joinpath("data", "training_texts.txt")) as path:
        return [sample for _, sample in read_marked(path)]
