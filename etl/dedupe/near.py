"""Exact and near copies: who is kept, and what each copy is a copy of.

Articles are taken in the one order (earliest, fullest, id). Each is held against those that are kept so far and is a
copy of the first that it holds with, or is kept itself. A copy is never compared through another copy: groups are
stars round the kept article and do not chain.
"""

from __future__ import annotations

import contextlib
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe import candidates, pairs, recurring, verdict, verifier
from etl.dedupe.candidates import Candidates, Pairs
from etl.dedupe.corpus import Corpus, Rows
from etl.dedupe.second_look import DOUBTFUL, Doubt, SecondLook

# Articles decided at once: larger blocks measure more pairs that turn out not to matter, smaller ones cost more calls.
_BLOCK = 1024
# Keys in common from which two texts count as one where recurring shingles are learnt.
_ROUGH_KEYS = 24
# Probability from which a near copy holds: above one half, since a second look mends what is missed, not what is wrong.
THRESHOLD = 0.8
# The similarity of a near copy stays under that of an exact one.
_NEARLY = 0.9999

Floats = npt.NDArray[np.float64]


class Copies(NamedTuple):
    """By row: `of` is the row that is kept (its own where it is kept itself), `exact` whether it has the same words;
    `similarity` is 1.0 for exact copies and kept articles, else the probability that the copy holds."""

    of: npt.NDArray[np.int64]
    exact: npt.NDArray[np.bool_]
    similarity: npt.NDArray[np.float32]

    def of_all(self, size: int) -> Rows:
        """`of` for so many rows: those that were added since are kept."""
        return np.concatenate((self.of, np.arange(len(self.of), size)))


def _exact(corpus: Corpus, ranked: Rows) -> npt.NDArray[np.int64]:
    """For each rank the rank of the first article with the same words; addresses that are the same are versions."""
    content, url = corpus.content[ranked], corpus.url[ranked]
    first: dict[int, int] = {}
    out = np.arange(len(ranked))
    order = np.argsort(content, kind="stable")
    same = np.concatenate(([False], content[order][1:] == content[order][:-1])) & (content[order] != 0)
    for place in np.flatnonzero(same).tolist():
        rank, before = int(order[place]), int(order[place - 1])
        leader = first.setdefault(int(content[rank]), before)
        if not url[rank] or url[rank] != url[leader]:
            out[rank] = leader
    return out


def rough_groups(found: Candidates, shared_keys: int = _ROUGH_KEYS) -> npt.NDArray[np.int64]:
    """Groups of texts that share so many keys that they are one, before anything else is known of them."""
    leader = np.arange(len(found))
    for _, _, some in found.blocks(_BLOCK):
        sure = some.shared >= shared_keys
        for earlier, later in zip(some.earlier[sure].tolist(), some.later[sure].tolist(), strict=True):
            if leader[later] == later and leader[earlier] == earlier:
                leader[later] = earlier
    return leader


class Known(NamedTuple):
    """What the archive says of some rows; -1 where it says nothing.

    Attributes:
        archived: Whether the row is an archived article.
        of: For an archived copy the row of the article that it is on record as a copy of, else -1.
        similarity: As on record.
    """

    archived: npt.NDArray[np.bool_]
    of: npt.NDArray[np.int64]
    similarity: npt.NDArray[np.float32]

    @classmethod
    def nothing(cls, size: int) -> Known:
        """No row is archived."""
        return cls(np.zeros(size, np.bool_), np.full(size, -1), np.ones(size, np.float32))


class _Leaders:
    """Leader clustering by rank. What is on record stays, unless the article that was kept is a copy itself now."""

    def __init__(
        self, corpus: Corpus, rows: Rows, known: Known, common: npt.NDArray[np.uint32], threshold: float
    ) -> None:
        self.corpus, self.rows, self.common = corpus, rows, common
        self.judge = verifier.load("near", pairs.FEATURES)._replace(threshold=threshold)
        self.url = corpus.url[rows]
        self.live = corpus.live[rows]
        self.archived = known.archived[rows]
        rank = np.full(len(corpus) + 1, -1)
        rank[rows] = np.arange(len(rows))
        self.recorded = rank[known.of[rows]]
        self.recorded_similarity = known.similarity[rows]
        self.leader = np.arange(len(rows))
        self.similarity = np.ones(len(rows), dtype=np.float32)
        self.doubts: list[Doubt] = []

    def _kept(self, rank: int) -> bool:
        return bool(self.leader[rank] == rank)

    def open(self, doubt: Doubt) -> bool:
        """Whether both are still kept, and not both were archived as they are."""
        archived = self.archived[doubt.earlier] and self.archived[doubt.later]
        return self._kept(doubt.earlier) and self._kept(doubt.later) and not archived

    def _more_than_a_copy(self, features: pairs.Values, earlier: Rows, later: Rows) -> npt.NDArray[np.bool_]:
        """Round-ups that contain the other article, and live pages."""
        column = pairs.FEATURES.index
        contained, covered = features[:, column("contained")], features[:, column("covered")]
        live = (self.live[earlier] | self.live[later]) & (covered < verdict.WHOLE)
        return live | verdict.embeds(contained, covered, features[:, column("starts")])

    def _on_record(self, start: int, end: int) -> None:
        """Take over what is on record for the ranks of a block, as long as it is true."""
        for rank in np.flatnonzero(self.recorded[start:end] >= 0).tolist():
            kept = int(self.recorded[start + rank])
            if kept < start and self._kept(kept):
                self.leader[start + rank] = kept
                self.similarity[start + rank] = self.recorded_similarity[start + rank]

    def block(self, start: int, end: int, found: Pairs) -> None:
        """Decide the ranks from `start` to `end`, given the candidate pairs of which one of them is the later."""
        self._on_record(start, end)
        earlier, later = found.earlier.astype(np.int64), found.later.astype(np.int64)
        versions = (self.url[earlier] == self.url[later]) & (self.url[later] != 0)
        settled = self.archived[earlier] & self.archived[later] & (self.recorded[later] < 0)
        live = np.flatnonzero((self.leader[earlier] == earlier) & (self.leader[later] == later) & ~versions & ~settled)
        live = live[np.lexsort((earlier[live], later[live]))]
        earlier, later = earlier[live], later[live]
        earlier, later = self._first_of_each(earlier, later)
        chance = self._chance(earlier, later)
        self._doubt(earlier, later, chance)
        holds = chance >= self.judge.threshold
        self._resolve(earlier[holds].tolist(), later[holds].tolist(), chance[holds].tolist())
        for rank in range(start, end):
            kept = int(self.recorded[rank])
            if kept >= start and self._kept(rank) and self._kept(kept) and kept < rank:
                self.leader[rank], self.similarity[rank] = kept, self.recorded_similarity[rank]

    def _chance(self, earlier: Rows, later: Rows) -> Floats:
        """The probability that the later of each two is a copy of the earlier; 0 where it is more than that."""
        features = pairs.measure(self.corpus, self.rows[earlier], self.rows[later], self.common)
        return np.where(self._more_than_a_copy(features, earlier, later), 0.0, self.judge.probability(features))

    def _doubt(self, earlier: Rows, later: Rows, chance: Floats) -> None:
        doubtful = (chance >= DOUBTFUL) & (chance < self.judge.threshold)
        self.doubts += map(Doubt, earlier[doubtful].tolist(), later[doubtful].tolist(), chance[doubtful].tolist())

    def _first_of_each(self, earlier: Rows, later: Rows) -> tuple[Rows, Rows]:
        """Hold each against the first that is sure to be kept, and return the pairs that still have to be looked at.

        Most copies are copies of the first article that they could be a copy of. What the others of a large group are
        to each other then need not be measured.
        """
        waiting = np.zeros(len(self.leader), dtype=np.bool_)
        waiting[later] = True
        first = np.concatenate(([True], later[1:] != later[:-1])) if len(later) else np.empty(0, dtype=np.bool_)
        asked = np.flatnonzero(first & ~waiting[earlier] & (self.recorded[earlier] < 0) & (self.recorded[later] < 0))
        if not len(asked):
            return earlier, later
        chance = self._chance(earlier[asked], later[asked])
        holds = chance >= self.judge.threshold
        copies = later[asked[holds]]
        self.leader[copies], self.similarity[copies] = earlier[asked[holds]], chance[holds]
        self._doubt(earlier[asked[~holds]], later[asked[~holds]], chance[~holds])
        left = (self.leader[earlier] == earlier) & (self.leader[later] == later)
        left[asked] = False
        return earlier[left], later[left]

    def _resolve(self, earlier: list[int], later: list[int], chance: list[float]) -> None:
        for one, other, likely in zip(earlier, later, chance, strict=True):
            kept = int(self.recorded[other])
            stays = kept >= 0 and self._kept(kept)
            if self._kept(one) and self._kept(other) and not (stays and kept != one):
                self.leader[other], self.similarity[other] = one, likely


def _decide(
    corpus: Corpus, rows: Rows, found: Candidates, common: npt.NDArray[np.uint32], known: Known, threshold: float
) -> _Leaders:
    """Decide all ranks."""
    leaders = _Leaders(corpus, rows, known, common, threshold)
    for start, end, some in found.blocks(_BLOCK):
        leaders.block(start, end, some)
    doubts = [doubt for doubt in leaders.doubts if leaders.open(doubt)]
    if doubts:
        SecondLook(corpus, rows, found, common, leaders.judge).join(leaders.leader, leaders.similarity, doubts)
    return leaders


def find_copies(corpus: Corpus, ranked: Rows, known: Known | None = None, threshold: float = THRESHOLD) -> Copies:
    """Decide all rows of `ranked`, which are in the one order.

    Args:
        corpus: All articles.
        ranked: Those to decide.
        known: What the archive says of them; none: nothing.
        threshold: Probability from which a near copy holds.
    """
    of = np.arange(len(corpus))
    exact = np.zeros(len(corpus), dtype=np.bool_)
    similarity = np.ones(len(corpus), dtype=np.float32)
    same = _exact(corpus, ranked)
    alone = same == np.arange(len(ranked))
    rows = ranked[alone]
    with contextlib.closing(candidates.pairs(corpus, rows)) as found:
        common = recurring.recurring(corpus, rows, rough_groups(found))
        leaders = _decide(corpus, rows, found, common, known or Known.nothing(len(corpus)), threshold)
    of[rows] = rows[leaders.leader]
    similarity[rows] = np.minimum(leaders.similarity, _NEARLY)
    similarity[of == np.arange(len(corpus))] = 1.0
    copies = ranked[~alone]
    twins = ranked[same[~alone]]
    of[copies] = of[twins]
    exact[copies] = of[twins] == twins
    similarity[copies] = similarity[twins]
    return Copies(of, exact, similarity)
