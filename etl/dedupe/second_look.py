"""Groups that were parted by one hard comparison: held together again where their members say so.

A stub behind a paywall may share too little with the article that is kept, and much with other copies of it. Here all
members of two groups have a say, by the mean over their pairs, so one resemblance does not chain two groups.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe import pairs
from etl.dedupe.candidates import Candidates
from etl.dedupe.corpus import Corpus, Rows
from etl.dedupe.verifier import Verifier

# Probability from which two kept articles are worth a second look.
DOUBTFUL = 0.02
# Mean probability over the pairs of members from which two groups are one.
TOGETHER = 0.5
# Members of a group that have a say: the first in order.
_VOICES = 16


class Doubt(NamedTuple):
    """Two kept articles, by rank, and the probability (under the threshold) that the later is a copy."""

    earlier: int
    later: int
    chance: float


class SecondLook:
    """Joins groups of `leader` in place."""

    def __init__(
        self, corpus: Corpus, rows: Rows, found: Candidates, common: npt.NDArray[np.uint32], judge: Verifier
    ) -> None:
        self._corpus, self._rows, self._common, self._judge = corpus, rows, common, judge
        self._found = found

    def _met(self, early: npt.NDArray[np.int64], late: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Whether each two are candidates at all."""
        out = np.zeros(len(early), dtype=np.bool_)
        for rank in set(late.tolist()):
            own = late == rank
            out[own] = np.isin(early[own], self._found.between(rank, rank + 1).earlier)
        return out

    def _mean(self, one: list[int], other: list[int]) -> float:
        """Mean probability over the pairs of members; those that are not even candidates count as 0."""
        left, right = np.meshgrid(one[:_VOICES], other[:_VOICES])
        early, late = np.minimum(left, right).ravel(), np.maximum(left, right).ravel()
        met = self._met(early, late)
        if met.mean() < TOGETHER:  # even if each of them were certain
            return 0.0
        chance = self._judge.probability(
            pairs.measure(self._corpus, self._rows[early[met]], self._rows[late[met]], self._common)
        )
        return float(chance.sum() / len(met))

    def join(self, leader: npt.NDArray[np.int64], similarity: npt.NDArray[np.float32], doubts: list[Doubt]) -> None:
        """Join the groups of which the members hold together, the likeliest first."""
        members: dict[int, list[int]] = {}
        wanted = np.unique([rank for doubt in doubts for rank in doubt[:2]])
        for rank in np.flatnonzero(np.isin(leader, wanted)).tolist():
            members.setdefault(int(leader[rank]), []).append(rank)
        for early, late, chance in sorted(doubts, key=lambda doubt: (-doubt.chance, doubt.earlier, doubt.later)):
            one, other = members.get(early, []), members.get(late, [])
            if not one or not other or len(one) + len(other) < 3:
                continue
            mean = self._mean(one, other)
            if mean >= TOGETHER:
                for rank in other:
                    leader[rank], similarity[rank] = early, max(mean, chance)
                members[early] = sorted(one + other)
                members[late] = []
