"""What is measured of two texts: how much of each is in the other, in what pieces, and which figures and names."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe import verdict
from etl.dedupe.corpus import Corpus
from etl.dedupe.membership import Entries, Mask, Members, member
from etl.dedupe.sketch import FIGURE, NAME, different

FEATURES = (
    "contained",  # of the shorter text's telling shingles, those that the longer one has, 0 to 1
    "covered",  # of the longer text's telling shingles, those that the shorter one has, 0 to 1
    "contained_all",  # as `contained`, recurring shingles too
    "telling",  # log of 1 + the telling shingles of the shorter text
    "shared",  # log of 1 + the telling shingles in common
    "run",  # log of 1 + the mean length, in shingles, of the passages in common
    "longest",  # log of 1 + the longest of them
    "figures",  # of the figures inside the matching region, the share that both have there
    "figures_lost",  # log of 1 + those that only one has
    "names",  # of the names inside the matching region, the share that both have there
    "names_lost",  # log of 1 + those that only one has
    "slots",  # log of 1 + the figures and names that differ inside the region, a hundred words
    "edits",  # log of 1 + the other words that differ inside the region, a hundred words
    "starts",  # where the region starts in the longer text, as a share of its telling shingles
    "starts_shorter",  # the same in the shorter text
    "title",  # words of the shorter title that the other has, 0 to 1; 0 where one has no title of two words
)
# Shingles between two passages in common that still belong to the region that matches: a slot of a template, a
# corrected figure, a changed word each break up to three shingles a word.
_GAP = 8
_TITLE_WORDS = 2
_CHUNK = 128
Values = npt.NDArray[np.float64]


class _Side(NamedTuple):
    """One side of a chunk of pairs: its shingles as `pair << 32 | shingle` in text order, and the word at each."""

    entries: Entries
    words: npt.NDArray[np.uint32]
    pair: npt.NDArray[np.int64]
    telling: Mask


def _side(corpus: Corpus, chosen: npt.NDArray[np.int64], recurring: Members) -> _Side:
    flat, lengths = corpus.shingles.gather(chosen)
    words, _ = corpus.words.gather(chosen)
    pair = np.repeat(np.arange(len(chosen)), lengths)
    shingles = flat.astype(np.uint64)
    return _Side(pair.astype(np.uint64) << np.uint64(32) | shingles, words, pair, ~recurring.has(shingles))


def _count(side: _Side, mask: Mask, size: int) -> Values:
    return np.bincount(side.pair[mask], minlength=size).astype(np.float64)


def _share(part: Values, whole: Values, empty: float) -> Values:
    return np.asarray(np.divide(part, whole, out=np.full(len(part), empty), where=whole > 0))


def _passages(side: _Side, both: Mask, size: int) -> tuple[Values, Values]:
    """Mean and greatest length of the runs of shared shingles, in text order."""
    if not both.any():
        return np.zeros(size), np.zeros(size)
    begins = both & np.concatenate(([True], ~both[:-1] | (side.pair[1:] != side.pair[:-1])))
    lengths = np.bincount((np.cumsum(begins) - 1)[both])
    of = side.pair[begins]
    longest = np.zeros(size)
    np.maximum.at(longest, of, lengths)
    return _share(_count(side, both, size), np.bincount(of, minlength=size).astype(np.float64), 0.0), longest


def _region(side: _Side, both: Mask) -> Mask:
    """The shared shingles and the short gaps between them."""
    places = np.flatnonzero(both)
    near = (np.diff(places) <= _GAP) & (side.pair[places[1:]] == side.pair[places[:-1]])
    steps = np.zeros(len(both) + 1, dtype=np.int64)
    np.add.at(steps, places[:-1][near], 1)
    np.add.at(steps, places[1:][near], -1)
    return both | (np.cumsum(steps[:-1]) > 0)


def _words(side: _Side, mask: Mask) -> Entries:
    """The words inside a region, as `pair << 32 | word`."""
    return np.asarray(side.pair[mask].astype(np.uint64) << np.uint64(32) | side.words[mask] >> np.uint32(2))


def _kind(side: _Side, mask: Mask, flag: np.uint32) -> Entries:
    """The different words of one kind inside a region, sorted, as `pair << 32 | word`."""
    chosen = mask & ((side.words & flag) != 0)
    return different(side.pair[chosen].astype(np.uint64) << np.uint64(32) | side.words[chosen] >> np.uint32(2))


def _changed(side: _Side, inside: Mask, fellow: _Side, fellow_inside: Mask, size: int) -> tuple[Values, Values]:
    """Figures and names, and other words, of the region that the fellow's region lacks, a hundred words."""
    words = _words(side, inside)
    there = _words(fellow, fellow_inside)
    pair = side.pair[inside]
    flagged = (side.words[inside] & (FIGURE | NAME)) != 0
    lost = ~member(words, there)
    every = np.bincount(pair, minlength=size).astype(np.float64)
    slots = np.bincount(pair[lost & flagged], minlength=size).astype(np.float64)
    edits = np.bincount(pair[lost & ~flagged], minlength=size).astype(np.float64)
    return 100.0 * _share(slots, every, 0.0), 100.0 * _share(edits, every, 0.0)


def _begins(side: _Side, both: Mask, size: int) -> Values:
    """Where the first shared shingle stands among the telling ones, as a share of them; 1 where there is none."""
    order = np.cumsum(side.telling)
    first = np.searchsorted(side.pair, np.arange(size))
    offset = np.where(first < len(order), order[np.minimum(first, len(order) - 1)] - 1, 0) if len(order) else 0
    out = np.full(size, np.inf)
    np.minimum.at(out, side.pair[both], (order[both] - 1).astype(np.float64))
    return np.minimum(_share(np.where(np.isinf(out), 1e9, out - offset), _count(side, side.telling, size), 1.0), 1.0)


def _agreement(one: Entries, other: Entries, size: int) -> tuple[Values, Values]:
    """Of the words of the side that has more, the share that both have, and log of how many only one has."""
    per_one = np.bincount((one >> np.uint64(32)).astype(np.int64), minlength=size).astype(np.float64)
    per_other = np.bincount((other >> np.uint64(32)).astype(np.int64), minlength=size).astype(np.float64)
    common = one[member(one, other)] >> np.uint64(32)
    shared = np.bincount(common.astype(np.int64), minlength=size).astype(np.float64)
    more = np.maximum(per_one, per_other)
    return _share(shared, more, 1.0), np.log1p(more - shared)


def _titles(corpus: Corpus, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> Values:
    one, sizes = corpus.titles.gather(first)
    other, other_sizes = corpus.titles.gather(second)
    pair, other_pair = np.repeat(np.arange(len(first)), sizes), np.repeat(np.arange(len(first)), other_sizes)
    has = member(pair.astype(np.uint64) << np.uint64(32) | one, other_pair.astype(np.uint64) << np.uint64(32) | other)
    fewer = np.minimum(sizes, other_sizes).astype(np.float64)
    fewer[fewer < _TITLE_WORDS] = 0
    return _share(np.bincount(pair[has], minlength=len(first)).astype(np.float64), fewer, 0.0)


def _chunk(corpus: Corpus, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], recurring: Members) -> Values:
    size = len(first)
    one, other = _side(corpus, first, recurring), _side(corpus, second, recurring)
    one_has, other_has = member(one.entries, other.entries), member(other.entries, one.entries)
    both_one, both_other = one.telling & one_has, other.telling & other_has
    tells_one, tells_other = _count(one, one.telling, size), _count(other, other.telling, size)
    common_one, common_other = _count(one, both_one, size), _count(other, both_other, size)
    one_is_shorter = tells_one <= tells_other
    fewer, more = np.minimum(tells_one, tells_other), np.maximum(tells_one, tells_other)
    common = np.where(one_is_shorter, common_one, common_other)
    every = np.minimum(_count(one, one_has, size), _count(other, other_has, size))
    shortest = np.minimum(np.bincount(one.pair, minlength=size), np.bincount(other.pair, minlength=size))
    mean, longest = _passages(one, both_one, size)
    inside_one, inside_other = _region(one, both_one), _region(other, both_other)
    slots_one, edits_one = _changed(one, inside_one, other, inside_other, size)
    slots_other, edits_other = _changed(other, inside_other, one, inside_one, size)
    begins_one, begins_other = _begins(one, both_one, size), _begins(other, both_other, size)
    figures = _agreement(_kind(one, inside_one, FIGURE), _kind(other, inside_other, FIGURE), size)
    names = _agreement(_kind(one, inside_one, NAME), _kind(other, inside_other, NAME), size)
    columns = [
        _share(common, fewer, 0.0),
        _share(np.where(one_is_shorter, common_other, common_one), more, 0.0),
        _share(every, shortest.astype(np.float64), 0.0),
        np.log1p(fewer),
        np.log1p(common),
        np.log1p(mean),
        np.log1p(longest),
        *figures,
        *names,
        np.log1p(np.maximum(slots_one, slots_other)),
        np.log1p(np.maximum(edits_one, edits_other)),
        np.where(one_is_shorter, begins_other, begins_one),
        np.where(one_is_shorter, begins_one, begins_other),
        _titles(corpus, first, second),
    ]
    return np.stack(columns, axis=1)


def measure(
    corpus: Corpus, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], recurring: npt.NDArray[np.uint32]
) -> Values:
    """The features of each pair of rows, as `FEATURES`: shape (pairs, features)."""
    known = Members(recurring.astype(np.uint64))
    chunks = [
        _chunk(corpus, first[start : start + _CHUNK], second[start : start + _CHUNK], known)
        for start in range(0, len(first), _CHUNK)
    ]
    return np.concatenate(chunks) if chunks else np.zeros((0, len(FEATURES)))


def fill_one_form(corpus: Corpus, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether each two rows fill one form: the same wording, other names and figures. Wording that recurs counts, since
    a form that is filled often is what recurs."""
    measured = measure(corpus, first, second, np.empty(0, dtype=np.uint32))
    return verdict.fills_a_form(*(measured[:, FEATURES.index(name)] for name in ("contained", "slots")))
