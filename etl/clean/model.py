"""The learned part: a linear-chain CRF with two labels, its weights readable in `weights-*.json`.

Each feature has one weight: what it adds to the log-odds of "drop". Four more say which label follows which.
"""

from __future__ import annotations

import json
import math
from importlib import resources
from pathlib import Path

import msgspec

DECIDED = 6.0
"""Log-odds of a block that the markup alone takes out: as good as certain to its neighbours."""


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
    scores = [sum([known[name] for name in row if name in known]) if row else DECIDED for row in rows]
    kk, kd, dk, dd = weights.transitions
    forward = [(0.0, scores[0])]
    for score in scores[1:]:
        k, d = forward[-1]
        forward.append((_logsum(k + kk, d + dk), _logsum(k + kd, d + dd) + score))
    backward = [(0.0, 0.0)]
    for score in reversed(scores[1:]):
        k, d = backward[-1]
        backward.append((_logsum(kk + k, kd + score + d), _logsum(dk + k, dd + score + d)))
    backward.reverse()
    return [_sigmoid((fd + bd) - (fk + bk)) for (fk, fd), (bk, bd) in zip(forward, backward, strict=True)]


def evidence(row: list[str], weights: Weights, count: int = 4) -> list[tuple[str, float]]:
    """The features of a block that weigh most, heaviest first."""
    named = {name: weights.states.get(name, 0.0) for name in row}
    return sorted(((n, w) for n, w in named.items() if w), key=lambda pair: -abs(pair[1]))[:count]


def _logsum(a: float, b: float) -> float:
    high = max(a, b)
    return high + math.log1p(math.exp(min(a, b) - high))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
