"""Average linkage on a sparse graph: two groups become one while the mean of what is known of their pairs says so.

Single linkage chains: one article between two stories makes them one. Here every pair of the two groups has a say.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from typing import NamedTuple

Edge = tuple[int, int, float]


class Crowd(NamedTuple):
    """How much less the mean over many pairs has to say than a single pair.

    Attributes:
        evidence: Added to the mean for each factor e of pairs.
        most: Pairs from which on nothing more is added.
    """

    evidence: float = 0.0
    most: int = 1

    def of(self, pairs: int) -> float:
        """What is added to the mean over so many pairs."""
        return self.evidence * math.log(min(pairs, self.most))


_ALONE = Crowd()


class _Groups:
    """Groups under construction: the sum of the evidence between each two that share any."""

    def __init__(self, members: list[list[int]], edges: Sequence[Edge], absent: float, crowd: Crowd) -> None:
        self.members = members
        self.absent = absent
        self.crowd = crowd
        self.links: list[dict[int, tuple[float, int]]] = [{} for _ in members]
        group = {member: number for number, group in enumerate(members) for member in group}
        for one, other, evidence in edges:
            left, right = group[one], group[other]
            if left != right:
                self._add(left, right, evidence, 1)

    def _add(self, left: int, right: int, evidence: float, count: int) -> None:
        total, pairs = self.links[left].get(right, (0.0, 0))
        self.links[left][right] = self.links[right][left] = (total + evidence, pairs + count)

    def mean(self, left: int, right: int) -> float:
        """Mean evidence over all pairs of members, and what their number adds; unknown pairs count as `absent`."""
        total, pairs = self.links[left][right]
        every = len(self.members[left]) * len(self.members[right])
        return (total + self.absent * (every - pairs)) / every + self.crowd.of(every)

    def merge(self, left: int, right: int) -> None:
        """Make `right` a part of `left`."""
        self.members[left] += self.members[right]
        self.members[right] = []
        for other, (total, pairs) in self.links[right].items():
            del self.links[other][right]
            if other != left:
                self._add(left, other, total, pairs)
        self.links[right] = {}


def average_linkage(
    members: Sequence[Sequence[int]], edges: Sequence[Edge], absent: float, crowd: Crowd = _ALONE
) -> list[list[int]]:
    """Merge groups, the best supported first, until no two have a mean above 0.

    Args:
        members: The groups to start from: single articles, and the stories that are on record.
        edges: Evidence (log odds) that two articles belong together, each pair once.
        absent: Evidence of a pair that has no edge, below 0.
        crowd: What many pairs add to their mean.

    Returns:
        The members of each starting group afterwards, empty where it became part of another. Ties go to the group
        that comes first, so the outcome depends on the order of `members` only where evidence is equal.
    """
    groups = _Groups([list(group) for group in members], edges, absent, crowd)
    version = [0] * len(members)
    heap = [
        (-mean, left, right, 0, 0)
        for left in range(len(members))
        for right in groups.links[left]
        if left < right and (mean := groups.mean(left, right)) > 0
    ]
    heapq.heapify(heap)
    while heap:
        _, left, right, left_version, right_version = heapq.heappop(heap)
        if version[left] != left_version or version[right] != right_version:
            continue
        groups.merge(left, right)
        version[left] += 1
        version[right] = -1
        for other in groups.links[left]:
            one, two = min(left, other), max(left, other)
            mean = groups.mean(one, two)
            if mean > 0:
                heapq.heappush(heap, (-mean, one, two, version[one], version[two]))
    return groups.members
