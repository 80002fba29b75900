"""A reindex in a process that is killed (SIGKILL) in the middle of whatever it is doing."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.context import ForkServerProcess
from typing import Any

import msgspec

from etl.archive import ArticleIndex
from etl.load import connect
from etl.reindex import Choices, run_reindex
from etl.settings import Settings
from etl.store import Store

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.reindex.killing"])

CHANGING = ("write", "delete", "create_version", "finish_version", "point", "drop_version")


class _Countdown:
    """Kills the process at the n-th event."""

    def __init__(self, events: int | None) -> None:
        self._left = events

    def tick(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """An event before the call, and one after it."""

        @functools.wraps(function)
        def called(*args: Any, **keywords: Any) -> Any:
            self.tick()
            result = function(*args, **keywords)
            self.tick()
            return result

        return called

    def each(self, items: Iterable[Any], every: int) -> Iterator[Any]:
        for number, item in enumerate(items):
            if number % every == every - 1:
                self.tick()
            yield item


def _run(settings: str, choices: bytes, name: str, kill_at: int | None) -> None:
    countdown = _Countdown(kill_at)
    for method in ("write_records", "write_bytes"):
        setattr(Store, method, countdown.around(getattr(Store, method)))
    made = Settings.model_validate_json(settings)
    index: ArticleIndex = connect(made)
    write = index.write
    index.write = lambda articles, *, into=None: write(countdown.each(articles, 20), into=into)  # type: ignore[method-assign]
    for method in CHANGING:
        setattr(index, method, countdown.around(getattr(index, method)))
    run_reindex(made, msgspec.json.decode(choices, type=Choices), name=name, index=index)


def reindex_killed_at(settings: Settings, choices: Choices, name: str, kill_at: int | None) -> bool:
    """Run a reindex in another process; whether it came to its end before the kill."""
    process: ForkServerProcess = CONTEXT.Process(
        target=_run, args=(settings.model_dump_json(), msgspec.json.encode(choices), name, kill_at)
    )
    process.start()
    process.join(120)
    assert process.exitcode in {0, -signal.SIGKILL}, process.exitcode
    return process.exitcode == 0
