"""Whether two candidates are copies: a logistic model with plain weights, one number a feature."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe import shipped


class Verifier(NamedTuple):
    """A trained model.

    Attributes:
        weights: One a feature, in the order of the features.
        bias: Log odds when every feature is 0.
        threshold: Probability from which a pair holds.
    """

    weights: npt.NDArray[np.float64]
    bias: float
    threshold: float

    def probability(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The probability that each pair holds; features of shape (pairs, features)."""
        odds = np.clip(features @ self.weights + self.bias, -60.0, 60.0)
        return np.asarray(1.0 / (1.0 + np.exp(-odds)))


@functools.cache
def load(name: str, features: tuple[str, ...]) -> Verifier:
    """The weights that ship with Revue, from `weights/NAME.json`.

    Raises:
        ValueError: The file was trained with other features.
    """
    kept = shipped.weights(name, "weights", features, "etl.dedupe.train")
    return Verifier(np.array(list(kept["weights"].values())), kept["bias"], kept["threshold"])


def fit(
    features: npt.NDArray[np.float64],
    labels: npt.NDArray[np.bool_],
    weights: npt.NDArray[np.float64] | None = None,
    ridge: float = 1.0,
) -> tuple[npt.NDArray[np.float64], float]:
    """Weights and bias of a ridge-penalised logistic regression (Newton's method on standardised features)."""
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    design = np.column_stack([(features - mean) / scale, np.ones(len(features))])
    weight = np.ones(len(features)) if weights is None else weights
    penalty = np.diag([ridge] * features.shape[1] + [0.0])
    beta = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -60.0, 60.0)))
        gradient = design.T @ (weight * (labels - chance)) - penalty @ beta
        curvature = (design * (weight * chance * (1.0 - chance))[:, None]).T @ design + penalty
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(beta)), gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    slopes = beta[:-1] / scale
    return slopes, float(beta[-1] - slopes @ mean)
