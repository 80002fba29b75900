"""The trained weights that ship with Revue: JSON files with a number, or a few, for each feature by name."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def weights(name: str, key: str, features: tuple[str, ...], command: str) -> dict[str, Any]:
    """What `weights/NAME.json` holds.

    Args:
        name: Of the file.
        key: Where its features are.
        features: Those that the code measures, in order.
        command: What trains it again.

    Raises:
        ValueError: The file was trained with other features.
    """
    kept: dict[str, Any] = json.loads(
        resources.files("etl.dedupe").joinpath("weights", f"{name}.json").read_text("utf-8")
    )
    if tuple(kept[key]) != features:
        raise ValueError(f"weights/{name}.json was trained with other features; train again ({command})")
    return kept
