"""The limits of `thresholds.toml`, typed."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

import msgspec


class Clock(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How far two clocks may be apart, in seconds."""

    reason: str
    warning_seconds: float
    wrong_seconds: float


class Ending(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How many days before its end something is spoken of."""

    reason: str
    warning_days: float


class Space(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How many bytes of a disk have to be free."""

    reason: str
    warning_bytes: int
    wrong_bytes: int


class Thresholds(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """From where on something is worth a word."""

    clock: Clock
    certificate: Ending
    api_key: Ending
    space: Space


@functools.cache
def shipped() -> Thresholds:
    """The limits that ship with Revue."""
    text = resources.files("etl.doctor").joinpath("thresholds.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Thresholds)
