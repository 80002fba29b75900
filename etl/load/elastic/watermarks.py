"""Elasticsearch's disk watermarks as free bytes.

Source: Elasticsearch's reference, "Disk-based shard allocation settings". A mark is a share of the disk that is used
(`85%`, `0.85`), then never more free space than its headroom asks for, or an absolute number of free bytes (`500mb`).
"""

from __future__ import annotations

import re
from typing import Any, Literal, TypedDict

Mark = Literal["low", "high", "flood"]
_NAMES: dict[Mark, str] = {"low": "low", "high": "high", "flood": "flood_stage"}
_UNITS = {"": 1, "b": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40, "p": 2**50}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgtp]?)b?", re.IGNORECASE)
_PREFIX = "cluster.routing.allocation.disk"


class Free(TypedDict, total=False):
    """Free bytes below which a mark is passed."""

    low: int
    high: int
    flood: int


def read(settings: dict[str, Any]) -> dict[str, str]:
    """The disk settings in force, by their name after `cluster.routing.allocation.disk.`: transient before persistent
    before defaults, as Elasticsearch weighs them."""
    found: dict[str, str] = {}
    for layer in ("defaults", "persistent", "transient"):
        found.update(_flat(settings.get(layer, {})))
    return {name.removeprefix(f"{_PREFIX}."): value for name, value in found.items() if name.startswith(_PREFIX)}


def _flat(settings: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat


def free_bytes(settings: dict[str, str], total: int) -> Free:
    """Each mark as free bytes of a disk of `total` bytes; none where the cluster does not watch its disks."""
    marks: Free = {}
    if settings.get("threshold_enabled") == "false":
        return marks
    for mark, name in _NAMES.items():
        free = _free(settings.get(f"watermark.{name}", ""), total)
        if free is None:
            continue
        headroom = _size(settings.get(f"watermark.{name}.max_headroom", ""))
        marks[mark] = free if headroom is None else min(free, headroom)
    return marks


def _free(mark: str, total: int) -> int | None:
    if mark.endswith("%"):
        return round(total * (1 - float(mark[:-1]) / 100))
    if re.fullmatch(r"0?\.\d+|1(\.0+)?", mark):
        return round(total * (1 - float(mark)))
    return _size(mark)


def _size(text: str) -> int | None:
    found = _SIZE.fullmatch(text)
    return round(float(found[1]) * _UNITS[found[2].lower()]) if found else None
