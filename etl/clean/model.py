"""The learned part: a linear-chain CRF with two labels, its weights readable in `weights-*.json`.

Each feature has one weight: what it adds to the log-odds of "drop". Four more say which label follows which.
"""

from __future__ import annotations

import itertools
import json
import math
from importlib import resources
from pathlib import Path

import msgspec

DECIDED = 3.0
"""Log-odds of a block that the markup or a rule takes out: what its neighbours see of it."""

_NOTHING = itertools.repeat(0.0)  # what a feature without a weight adds
_FAR = 500.0  # log-odds beyond which a float can't tell them from certainty


class Weights(msgspec.Struct, kw_only=True, frozen=True):
    """One shape of input.

    Attributes:
        about: How and on how much it was learned.
        states: Log-odds of "drop" that a feature adds.
        transitions: keep-keep, keep-drop, drop-keep, drop-drop.
    """

    about: str
    states: dict[str, float]
    transitions: tuple[float, float, float, float]


def load(shape: str, folder: Path | None = None) -> Weights:
    """The weights for `html` or `flat`."""
    name = f"weights-{shape}.json"
    source = (folder / name) if folder else resources.files("etl.clean").joinpath(name)
    return msgspec.convert(json.loads(source.read_text("utf-8")), Weights)


def probabilities(rows: list[list[str]], weights: Weights) -> list[float]:
    """Of each block, how likely it is to be no part of the article, given all the others (forward-backward).

    A block without features is one that is decided already.
    """
    if not rows:
        return []
    known = weights.states
    scores = [sum(map(known.get, row, _NOTHING)) if row else DECIDED for row in rows]
    keep_keep, keep_drop, drop_keep, drop_drop = map(math.exp, weights.transitions)
    # Messages are log-odds of "drop": what all blocks before say, and what all blocks behind say.
    before, behind = [0.0], [0.0]
    for score in scores[:-1]:
        odds = _odds(before[-1] + score)
        before.append(math.log((keep_drop + drop_drop * odds) / (keep_keep + drop_keep * odds)))
    for score in scores[:0:-1]:
        odds = _odds(behind[-1] + score)
        behind.append(math.log((drop_keep + drop_drop * odds) / (keep_keep + keep_drop * odds)))
    behind.reverse()
    return [_sigmoid(sum(parts)) for parts in zip(before, scores, behind, strict=True)]


def evidence(row: list[str], weights: Weights, count: int = 4) -> list[tuple[str, float]]:
    """The features of a block that weigh most, heaviest first."""
    named = {name: weights.states.get(name, 0.0) for name in row}
    return sorted(((n, w) for n, w in named.items() if w), key=lambda pair: -abs(pair[1]))[:count]


def _odds(x: float) -> float:
    return math.exp(max(-_FAR, min(_FAR, x)))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -_FAR else 0.0
