"""Fit a network: stochastic gradient descent (Adam) on the logistic loss, the same for the same data."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etl.dedupe.network import Network

Floats = npt.NDArray[np.float64]
HIDDEN = 24
# Fits from different starts, whose mean is kept: a single one depends on where it began.
STARTS = 3
_STEPS = 3000
_BATCH = 1024
_RATE = 0.01
_DECAY = 1e-3


def _blank(features: Floats, weights: Floats) -> Network:
    mean = np.average(features, axis=0, weights=weights)
    scale = np.sqrt(np.average((features - mean) ** 2, axis=0, weights=weights))
    none = np.zeros(0)
    return Network(mean, np.where(scale > 1e-9, scale, 1.0), none, none, none, none, 0.0)


def _step(parts: list[Floats], inputs: Floats, labels: Floats) -> list[Floats]:
    """Gradients of the parts on one batch."""
    hidden, offset, out, bias, direct = parts
    layer = np.tanh(inputs @ hidden + offset)
    error = (1.0 / (1.0 + np.exp(-(layer @ out + bias + inputs @ direct))) - labels) / len(labels)
    back = np.outer(error, out) * (1.0 - layer * layer)
    return [
        inputs.T @ back + _DECAY / 10 * hidden,
        back.sum(axis=0),
        layer.T @ error + _DECAY / 10 * out,
        np.array([error.sum()]),
        inputs.T @ error + _DECAY / 10 * direct,
    ]


def _start(inputs: Floats, labels: Floats, chances: Floats, seed: int) -> list[Floats]:
    """One fit; pairs are drawn by their chances."""
    chance = np.random.default_rng(seed)
    size = inputs.shape[1]
    parts = [
        chance.normal(0.0, size**-0.5, (size, HIDDEN)),
        np.zeros(HIDDEN),
        chance.normal(0.0, HIDDEN**-0.5, HIDDEN),
        np.zeros(1),
        np.zeros(size),
    ]
    first, second = [np.zeros_like(part) for part in parts], [np.zeros_like(part) for part in parts]
    for step in range(1, _STEPS + 1):
        drawn = np.searchsorted(chances, chance.random(_BATCH)).clip(0, len(labels) - 1)
        rate = _RATE * (1.0 - step / _STEPS)
        for place, slope in enumerate(_step(parts, inputs[drawn], labels[drawn])):
            first[place] = 0.9 * first[place] + 0.1 * slope
            second[place] = 0.999 * second[place] + 0.001 * slope**2
            pace = np.sqrt(second[place] / (1.0 - 0.999**step)) + 1e-7
            parts[place] = parts[place] - rate * first[place] / (1.0 - 0.9**step) / pace
    return parts


def fit(features: Floats, labels: npt.NDArray[np.bool_], weights: Floats) -> Network:
    """Learn from pairs: features of shape (pairs, features), whether each holds, and how much each counts."""
    network = _blank(features, weights)
    inputs = network.standard(features)
    chances = np.cumsum(weights / weights.sum())
    fits = [_start(inputs, labels.astype(np.float64), chances, seed) for seed in range(1, STARTS + 1)]
    return network._replace(
        hidden=np.concatenate([parts[0] for parts in fits], axis=1),
        offset=np.concatenate([parts[1] for parts in fits]),
        out=np.concatenate([parts[2] for parts in fits]) / STARTS,
        bias=float(np.mean([parts[3][0] for parts in fits])),
        direct=np.mean([parts[4] for parts in fits], axis=0),
    )
