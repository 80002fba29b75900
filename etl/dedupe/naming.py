"""The names of stories: one lives on from night to night, and of two that turn out to be one the older stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from etl.dedupe.corpus import Corpus
from etl.dedupe.decisions import StoryMerge
from etl.normalise import stable_id


class Told:
    """The story of every row, and which stories on record became part of others.

    Attributes:
        merged: The stories that are no more, each with the one that it is part of.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._first = np.arange(len(corpus))
        self._named: dict[int, str] = {}
        self._joined: dict[str, int] = {}
        self.merged: dict[str, str] = {}

    def group(self, rows: Sequence[int], record: Mapping[int, str]) -> None:
        """Take in one story: its rows in the one order, some of which may have a story on record."""
        first = rows[0]
        self._first[list(rows)] = first
        known = list(dict.fromkeys(record[row] for row in rows if row in record))
        if known:
            self._named[first] = known[0]
        newest = [row for row in rows if row not in record] or list(rows)
        for other in known[1:]:
            self.merged[other] = known[0]
            self._joined[other] = newest[-1]

    def story(self, row: int) -> str:
        """The story of a kept row."""
        first = int(self._first[row])
        return self._named.get(first) or stable_id("story", self._corpus.id(first))

    def merge(self, story: str) -> StoryMerge:
        """The record of a merge."""
        row = self._joined[story]
        return StoryMerge(id=story, into=self.merged[story], at=self._corpus.date(row), by=self._corpus.id(row))


def name_stories(corpus: Corpus, groups: Sequence[Sequence[int]], record: Mapping[int, str]) -> Told:
    """Name the stories.

    Args:
        corpus: The articles.
        groups: The rows of each story, each in the one order.
        record: The story on record of the rows that have one. Of two in one group the one whose article came first
            is the older.
    """
    told = Told(corpus)
    for rows in groups:
        told.group(rows, record)
    return told
