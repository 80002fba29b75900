"""What a check finds, and what a check is handed."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from etl.archive import IndexFailure
from etl.doctor.thresholds import Thresholds, shipped
from etl.load.health import Health, health
from etl.settings import Settings

Level = Literal["ok", "info", "warning", "wrong"]


class Finding(msgspec.Struct, kw_only=True, frozen=True):
    """One sentence on one thing.

    Attributes:
        check: The name of the check.
        level: `wrong` keeps Revue from working, `warning` will some day, `info` is neither good nor bad.
        message: What is so.
        advice: What to do, where something is to be done.
    """

    check: str
    level: Level
    message: str
    advice: str | None = None


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@dataclass
class Patient:
    """A set-up under examination.

    Attributes:
        settings: The settings that a run would use.
        now: This machine's clock.
        thresholds: From where on something is worth a warning.
    """

    settings: Settings
    now: Callable[[], datetime.datetime] = _now
    thresholds: Thresholds = field(default_factory=shipped)

    @functools.cached_property
    def engine(self) -> Health:
        """The engine. Raises `IndexFailure` where it cannot even be asked."""
        return health(self.settings)

    @functools.cached_property
    def addresses(self) -> dict[str, IndexFailure | None]:
        """Each address of the engine with what keeps us from it."""
        return dict(self.engine.reach())

    def close(self) -> None:
        if "engine" in self.__dict__:
            self.engine.close()


class NotLookedAt(Exception):
    """A check that makes no sense before another thing is mended; the message says which."""


Check = Callable[[Patient], Iterator[Finding]]


def ask(patient: Patient) -> Health:
    """The engine, if any of its addresses answers.

    Raises:
        NotLookedAt: None does.
    """
    try:
        reached = any(failure is None for failure in patient.addresses.values())
    except IndexFailure:
        reached = False
    if not reached:
        raise NotLookedAt("the archive cannot be reached")
    return patient.engine
