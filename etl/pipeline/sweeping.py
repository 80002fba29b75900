"""What is not kept for ever in the store: the files that the stages of a run handed to each other.

Raw pages, the references of the pages that each run took in, plans and reports stay.
"""

from __future__ import annotations

from collections import defaultdict

import msgspec

from etl.store import Store

RUNS = "runs/"


def sweep(store: Store, *, keep: int) -> int:
    """Delete the batch files of all finished runs but the last ones; returns how many files went."""
    batches: defaultdict[str, list[str]] = defaultdict(list)
    finished: dict[str, str] = {}
    for name in store.list(RUNS):
        run, _, rest = name.removeprefix(RUNS).partition("/")
        if rest == "finished.json":
            finished[run] = name
        elif rest.endswith(".jsonl"):
            batches[run].append(name)
    swept = [run for run in batches if run in finished]
    if len(swept) <= keep:
        return 0
    ended = {run: str(msgspec.json.decode(store.read_bytes(finished[run]))["finished_at"]) for run in swept}
    swept.sort(key=lambda run: (ended[run], run), reverse=True)
    return sum(store.delete(name) for run in swept[keep:] for name in batches[run])
