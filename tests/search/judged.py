"""The judged set: short news texts of our own, questions, and how well each text answers (1 a little, 3 fully)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec

from etl.article import Article

HERE = Path(__file__).parent
DEPTH = 10


class Judgment(msgspec.Struct, frozen=True):
    """A question, what it tries (`sigle`, `élision`, …), and the gain of each text that answers it."""

    query: str
    kind: str
    relevant: dict[str, int]


def articles() -> list[Article]:
    """The texts."""
    lines = (HERE / "articles.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Article) for line in lines]


def judgments() -> list[Judgment]:
    """The questions."""
    lines = (HERE / "queries.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Judgment) for line in lines]


def ndcg(found: Sequence[str], relevant: dict[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten (gain 2^grade - 1): 1.0 is the best order there is."""

    def gain(grades: Sequence[int]) -> float:
        return sum((2.0**grade - 1.0) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))

    best = gain(sorted(relevant.values(), reverse=True))
    return gain([relevant.get(id_, 0) for id_ in found]) / best


def success(found: Sequence[str], relevant: dict[str, int]) -> float:
    """Whether the first hit is one of the best answers there are."""
    return float(bool(found) and relevant.get(found[0], 0) == max(relevant.values()))
