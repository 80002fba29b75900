"""The lock: one writer at a time, and never a lock that outlives its owner."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from etl.store import Locked, Store


def hold(folder: str, held: Event) -> None:
    with Store(folder).lock("writer"):
        held.set()
        time.sleep(60)


def test_a_second_writer_waits_and_gives_up_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=hold, args=(str(tmp_path), held))
    process.start()
    assert held.wait(30)
    store = Store(str(tmp_path))
    start = time.monotonic()
    with pytest.raises(Locked, match="another run"), store.lock("writer", timeout=0.2):
        pytest.fail("two hold it")
    assert time.monotonic() - start >= 0.2
    with store.lock("another", timeout=0):
        pass
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with store.lock("writer", timeout=5):
        pass


def test_the_lock_is_let_go_after_an_error(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    with pytest.raises(RuntimeError), store.lock("writer"):
        raise RuntimeError
    with store.lock("writer", timeout=0):
        assert store.list() == []


def test_an_object_store_has_no_lock() -> None:
    store = Store("memory://revue/locks")
    with store.lock("writer"), store.lock("writer"):
        pass
