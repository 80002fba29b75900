"""kill -9 at any point, then the same command again: the same index as an undisturbed run."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.pipeline import ingest
from etl.settings import Settings
from etl.store import Store
from tests.pipeline.conftest import contents
from tests.press import fill_inbox

# Every how many writes of a run it is killed once; the writes of one batch are told apart, those of its twin are not.
STRIDE = 2


def _killed_after(writes: int, work: Callable[[], Any]) -> bool:
    """Do the work in a child process that is killed before its nth write to the store; False if it got to its end."""
    child = os.fork()
    if child == 0:
        left = writes

        def counting(write: Callable[..., Any]) -> Callable[..., Any]:
            def written(*args: Any, **options: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return write(*args, **options)

            return written

        for name in ("write_records", "write_bytes", "delete"):
            setattr(Store, name, counting(getattr(Store, name)))
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}, f"the child ended with {status}"
    return status != 0


def test_killed_at_any_write_the_index_is_the_same(settings: Settings, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    one_a_batch = settings.model_copy(update={"sources": settings.sources.model_copy(update={"batch_size": 2})})
    ingest(one_a_batch, [str(inbox)])
    undisturbed = contents(settings)
    for writes in range(0, 200, STRIDE):
        place = tmp_path / f"killed-{writes}"
        disturbed = one_a_batch.model_copy(
            update={"index": f"embedded:{place / 'index'}", "store": str(place / "store")}
        )
        killed = _killed_after(writes, lambda disturbed=disturbed: ingest(disturbed, [str(inbox)]))  # type: ignore[misc]
        ingest(disturbed, [str(inbox)])
        assert contents(disturbed) == undisturbed, f"differs after a kill at write {writes}"
        if not killed:
            break
    else:
        pytest.fail("the run never got to its end")
    assert writes > 15, "a run has more writes than that: was anything killed?"
