"""Work over processes: in order, bounded, prepared once a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from etl.pipeline.parallel import WINDOW, chunked, ordered_map


def _adder(amount: int) -> Callable[[int], int]:
    return partial(_add, amount)


def _add(amount: int, value: int) -> int:
    if value < 0:
        raise ValueError(f"{value} is negative")
    return amount + value


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_input_order(workers: int) -> None:
    assert list(ordered_map(partial(_adder, 10), range(50), workers)) == list(range(10, 60))


def test_items_are_drawn_only_as_results_are_taken() -> None:
    drawn: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            drawn.append(number)
            yield number

    results = ordered_map(partial(_adder, 0), items(), 2)
    assert next(results) == 0
    assert len(drawn) <= WINDOW * 2 + 1
    results.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_process_is_raised_here(workers: int) -> None:
    with pytest.raises(ValueError, match="-1 is negative"):
        list(ordered_map(partial(_adder, 0), [1, -1, 2], workers))


def test_chunks_keep_order_and_lose_nothing() -> None:
    assert list(chunked(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(chunked([], 3)) == []
