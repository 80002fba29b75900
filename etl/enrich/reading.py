"""A document as the recogniser reads it: its tokens, what their places in the text say of them, its sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.enrich.gazetteer import CLASSES, Gazetteer
from etl.enrich.spans import function_words
from etl.enrich.tokens import tokenise

FEATURES = 6 + 2 * len(CLASSES)
_OPENING = frozenset('.!?:«"“…–—-\n')
_ENDS = frozenset(".!?…")
_LONGEST_SENTENCE = 80
_BEFORE, _BEHIND = 5, 7
"""Tokens read before a capital and behind it: as far as its score reaches, and the words of long names."""


class Reading(NamedTuple):
    """A document cut up.

    Attributes:
        words: Its tokens.
        starts: Where they start, in code points.
        ends: Where they end, exclusive.
        features: (tokens, `FEATURES`), 0 or 1.
        group: For each token, the number of the group of tokens that write the same capitalised word; -1 for none.
        sentences: First token and one past the last.
        near: (tokens,), true for those that stand near a capital that is not only a sentence's; no other is in a name.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    features: npt.NDArray[np.float32]
    group: npt.NDArray[np.int64]
    sentences: list[tuple[int, int]]
    near: npt.NDArray[np.bool_]


def read(text: str, places: Gazetteer) -> Reading:
    """Cut a document up. Everything that is said of a token follows from this document and the gazetteer alone."""
    words, starts, ends = tokenise(text)
    features = np.zeros((len(words), FEATURES), dtype=np.float32)
    opens = [i == 0 or words[i - 1][0] in _OPENING for i in range(len(words))]
    lower = {w for w in words if w[0].islower()}
    capitalised = [(i, w, w.lower()) for i, w in enumerate(words) if w[0].isupper()]
    often = Counter(low for _, _, low in capitalised)
    inside = {low for i, _, low in capitalised if not opens[i]}
    groups: defaultdict[str, list[int]] = defaultdict(list)
    features[:, 0] = opens
    for i, word, low in capitalised:
        features[i, 1] = low in lower
        features[i, 2] = opens[i] and low in inside
        features[i, 3] = often[low] > 1
        features[i, 4] = low not in inside
        features[i, 5] = len(word) > 1 and word.isupper()
        if len(word) > 1 and often[low] > 1:
            groups[low].append(i)
    for first, last, kind in places.find(words):
        features[first:last, 6 + 2 * CLASSES.index(kind) + (last - first > 1)] = 1
    group = np.full(len(words), -1, dtype=np.int64)
    for number, members in enumerate(g for g in groups.values() if len(g) > 1):
        group[members] = number
    marking = [i for i, _, low in capitalised if not (opens[i] and low.rstrip("'’") in function_words())]
    return Reading(words, starts, ends, features, group, _sentences(words), _near(marking, len(words)))


def _near(marking: list[int], size: int) -> npt.NDArray[np.bool_]:
    at = np.array(marking, dtype=np.int64)
    edges = np.zeros(size + 1, dtype=np.int64)
    np.add.at(edges, np.maximum(at - _BEFORE, 0), 1)
    np.add.at(edges, np.minimum(at + _BEHIND + 1, size), -1)
    near: npt.NDArray[np.bool_] = np.cumsum(edges)[:size] > 0
    return near


def _sentences(words: list[str]) -> list[tuple[int, int]]:
    found = []
    first = 0
    for i, word in enumerate(words):
        over = word[0] == "\n" or i - first >= _LONGEST_SENTENCE - 1
        if over or (word in _ENDS and i + 1 < len(words) and words[i + 1][0].isupper()):
            found.append((first, i + 1))
            first = i + 1
    if first < len(words):
        found.append((first, len(words)))
    return found
