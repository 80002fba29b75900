"""Old runs leave their reports, not their batch files."""

from __future__ import annotations

from pathlib import Path

import msgspec

from etl.pipeline.sweeping import sweep
from etl.store import Store


def _run(store: Store, name: str, finished_at: str | None) -> None:
    for part in ("cleaned/0001.jsonl", "memory.jsonl"):
        store.write_records(f"runs/{name}/{part}", [{"id": "1"}])
    for part in ("plan.json", "report.html", "report.json"):
        store.write_bytes(f"runs/{name}/{part}", b"{}")
    store.write_records(f"pages/{name}/0001.jsonl", [{"id": "1"}])
    if finished_at:
        store.write_bytes(f"runs/{name}/finished.json", msgspec.json.encode({"finished_at": finished_at}))


def test_the_last_runs_and_unfinished_ones_keep_their_files(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    _run(store, "z-first", "2026-11-20T02:10:00+00:00")
    _run(store, "second", "2026-11-21T02:10:00+00:00")
    _run(store, "third", "2026-11-22T02:10:00+00:00")
    _run(store, "broken", None)
    assert sweep(store, keep=2) == 2
    assert sweep(store, keep=2) == 0
    left = store.list("runs/")
    assert [name for name in left if name.startswith("runs/z-first/")] == [
        f"runs/z-first/{part}" for part in ("finished.json", "plan.json", "report.html", "report.json")
    ]
    assert all(f"runs/{run}/cleaned/0001.jsonl" in left for run in ("second", "third", "broken"))
    assert len(store.list("pages/")) == 4
