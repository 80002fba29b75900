"""A small network with plain weights: the log odds that a pair holds, from its features.

One hidden layer beside a direct path. A straight line through the features can't say that the same likeness means one
thing among twenty headlines and another among a thousand reports; this can, and is still some hundreds of numbers.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe import shipped

Floats = npt.NDArray[np.float64]
# Features are cut off at so many standard deviations: beyond, the model has seen nothing.
_REACH = 4.0


class Network(NamedTuple):
    """A trained network; its hidden layer may hold several that were fitted from different starts, side by side.

    Attributes:
        mean: Of each feature in training.
        scale: Its standard deviation in training.
        direct: Log odds that a standard deviation of each feature adds: shape (features,).
        hidden: Weights of the hidden layer: shape (features, hidden).
        offset: Its offsets: shape (hidden,).
        out: Log odds that each hidden unit adds: shape (hidden,).
        bias: Log odds where all else is 0.
    """

    mean: Floats
    scale: Floats
    direct: Floats
    hidden: Floats
    offset: Floats
    out: Floats
    bias: float

    def standard(self, features: Floats) -> Floats:
        """Features in standard deviations."""
        return np.asarray(np.clip((features - self.mean) / self.scale, -_REACH, _REACH))

    def odds(self, features: Floats) -> Floats:
        """The log odds of each pair; features of shape (pairs, features)."""
        inputs = self.standard(features)
        return np.asarray(np.tanh(inputs @ self.hidden + self.offset) @ self.out + inputs @ self.direct + self.bias)


def save(network: Network, features: tuple[str, ...], path: Path) -> None:
    """Write a network as JSON, its features by name."""
    inputs = {
        name: {
            "mean": round(float(network.mean[place]), 5),
            "scale": round(float(network.scale[place]), 5),
            "direct": round(float(network.direct[place]), 4),
            "hidden": [round(float(value), 4) for value in network.hidden[place]],
        }
        for place, name in enumerate(features)
    }
    kept = {
        "bias": round(network.bias, 4),
        "offset": [round(float(value), 4) for value in network.offset],
        "out": [round(float(value), 4) for value in network.out],
    }
    lines = [f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in inputs.items()]
    head = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in kept.items()]
    path.write_text("{\n" + ",\n".join(head) + ',\n  "features": {\n' + ",\n".join(lines) + "\n  }\n}\n", "utf-8")


@functools.cache
def load(name: str, features: tuple[str, ...]) -> Network:
    """The network that ships with Revue, from `weights/NAME.json`.

    Raises:
        ValueError: The file was trained with other features.
    """
    kept = shipped.weights(name, "features", features, "revue train-stories")
    inputs = list(kept["features"].values())

    def column(of: str) -> Floats:
        return np.array([one[of] for one in inputs])

    return Network(
        column("mean"),
        column("scale"),
        column("direct"),
        column("hidden"),
        np.array(kept["offset"]),
        np.array(kept["out"]),
        kept["bias"],
    )
