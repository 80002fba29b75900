"""Work spread over processes: in order, and with only so much under way that memory stays bounded."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Chunks under way for each process: one at work and one waiting, so that no process idles between two.
WINDOW = 2


def cores() -> int:
    """The processors that this process may use (a container or `taskset` may give fewer than the machine has)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunked(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def ordered_map(make: Callable[[], Callable[[T], R]], items: Iterable[T], workers: int) -> Iterator[R]:
    """`map(make(), items)` over processes, results in input order; with one worker, in this process.

    `make` is called once in each process, so that what is slow to load (a model, rules) is loaded once. It, the items
    and the results must be picklable. Items are drawn only as results are taken.
    """
    if workers <= 1:
        yield from map(make(), items)
        return
    # spawn: a fork of a process that has threads (tantivy, BLAS) may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_prepare, initargs=(make,)) as pool:
        under_way: deque[Future[R]] = deque()
        try:
            for item in items:
                under_way.append(pool.submit(_work, item))
                if len(under_way) >= WINDOW * workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


_prepared: list[Callable[[Any], Any]] = []


def _prepare(make: Callable[[], Callable[[Any], Any]]) -> None:
    _prepared[:] = [make()]


def _work(item: Any) -> Any:
    return _prepared[0](item)
