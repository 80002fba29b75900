"""What the near-copy stage keeps in files reads as it was written."""

from __future__ import annotations

import contextlib
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import Article
from etl.dedupe import candidates
from etl.dedupe import ragged as ragged_rows
from etl.dedupe.corpus import Corpus
from etl.dedupe.newsroom import Newsroom
from etl.dedupe.ragged import Ragged
from etl.dedupe.spill import Spill

ROWS = st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=5), min_size=1, max_size=12)


@given(ROWS, st.sampled_from([16, 2**20]), st.data())
def test_rows_read_back_in_any_order_and_more_than_once(
    rows: list[list[int]], window: int, data: st.DataObject
) -> None:
    wanted = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=20))
    ragged = Ragged(np.uint32)
    half = len(rows) // 2
    for row in rows[:half]:
        ragged.append(np.array(row, dtype=np.uint32))
    later = rows[half:]
    ragged.extend(np.array([one for row in later for one in row], dtype=np.uint32), np.array([len(r) for r in later]))
    with contextlib.closing(ragged), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ragged_rows, "_WINDOW", window)
        entries, lengths = ragged.gather(wanted)
    assert entries.tolist() == [one for place in wanted for one in rows[place]]
    assert lengths.tolist() == [len(rows[place]) for place in wanted]


@given(st.integers(1, 5), st.lists(st.lists(st.integers(0, 999), max_size=9), max_size=5))
def test_a_part_holds_what_was_dealt_to_it_in_order(parts: int, dealt: list[list[int]]) -> None:
    with Spill(parts) as spill:
        for some in dealt:
            entries = np.array(some, dtype=np.uint64)
            spill.deal(entries, (entries % np.uint64(parts)).astype(np.int64))
        for part in range(parts):
            assert spill.read(part).tolist() == [one for some in dealt for one in some if one % parts == part]


@pytest.fixture
def desk() -> Corpus:
    corpus = Corpus()
    corpus.add([filed.article for filed in Newsroom(3).articles(120)])
    corpus.add([Article(id="empty", text=""), Article(id="wordless", text="…")])
    return corpus


def test_candidates_are_the_pairs_that_share_two_keys(desk: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "OUTLET_LIMIT", 1000)
    monkeypatch.setattr(candidates, "UNKNOWN_OUTLET_LIMIT", 1000)
    monkeypatch.setattr(candidates, "_PARTITION", 300)
    monkeypatch.setattr(candidates, "_RANKS", 16)
    rows = desk.in_order()
    having: Counter[tuple[int, int]] = Counter()
    keys = [set(desk.keys[row].astype(np.uint32).tolist()) for row in rows.tolist()]
    for earlier, later in combinations(range(len(rows)), 2):
        having[later, earlier] = len(keys[earlier] & keys[later])
    expected = sorted((later, -shared, earlier) for (later, earlier), shared in having.items() if shared >= 2)
    assert len(expected) > 20
    with contextlib.closing(candidates.pairs(desk, rows)) as found:
        assert len(found) == len(rows)
        read = [pair for start, end, some in found.blocks(50) for pair in zip(*some, strict=True)]
    assert [(later, -shared, earlier) for earlier, later, shared in read] == expected
