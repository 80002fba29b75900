"""The folded words of many texts as hashes: `etl.normalise.words`, vectorised.

A text is a row of code points; one table lookup folds case, accents and typography, and the hash of every word comes
out of one pass over the whole batch. Equal words have equal hashes, whichever batch they come in.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl import normalise

Hashes = npt.NDArray[np.uint64]
_PLANE = 0x10000
_LAST = _PLANE - 1  # no character: stands for everything beyond the plane
_SPACE = 0
_LONGEST = 64  # characters of a word that count; longer "words" are addresses and noise
_STOPS = '.!?…\n:«»“”"'
_ONE_WORD = re.compile(r"[^\W_]+")


# What is known of a code point is one number, so that one look-up finds all of it: what it folds to (a letter or digit,
# or `_SPACE`) in the low half, and these.
_DROPPED = np.uint32(1 << 16)  # it folds to nothing and parts no word
_EXPANDS = np.uint32(1 << 17)  # it folds to several letters, or lies beyond the plane: spelt out beforehand
_CAPITAL = np.uint32(1 << 18)  # an upper-case letter
_STOP = np.uint32(1 << 19)  # it may end a sentence or open a quotation: a capital behind it says nothing
_FOLDED = np.uint32(0xFFFF)


class _Table(NamedTuple):
    """What is known of each code point of the basic plane, and those that expand as a pattern."""

    known: npt.NDArray[np.uint32]
    expanding: re.Pattern[str]


@functools.cache
def _table() -> _Table:
    known = np.zeros(_PLANE, dtype=np.uint32)
    expanding = []
    for code in range(_PLANE):
        if 0xD800 <= code < 0xE000:
            continue
        character = chr(code)
        if character.isupper():
            known[code] |= _CAPITAL
        folded = normalise.fold(character)
        if not folded:
            known[code] |= _DROPPED
        elif _ONE_WORD.fullmatch(folded):
            if len(folded) > 1 or ord(folded) >= _LAST:
                expanding.append(character)
            known[code] |= min(ord(folded[0]), _LAST - 1)
        elif _ONE_WORD.search(folded):
            expanding.append(character)
    known[[ord(character) for character in _STOPS]] |= _STOP
    known[[ord(character) for character in expanding]] |= _EXPANDS
    known[_LAST] |= _EXPANDS
    return _Table(known, re.compile("[" + re.escape("".join(expanding)) + "]|[\U00010000-\U0010ffff]"))


def _powers() -> Hashes:
    out = np.empty(_LONGEST, dtype=np.uint64)
    value = 1
    for position in range(_LONGEST):
        out[position] = value
        value = value * 0x9E3779B97F4A7C15 % 2**64 | 1
    return out


_POWERS = _powers()


def mix(values: Hashes) -> Hashes:
    """Spread 64-bit values evenly (the finaliser of splitmix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


class Words(NamedTuple):
    """The words of a batch of texts.

    Attributes:
        hashes: One 64-bit hash a word, texts one after the other.
        bounds: Text `i` has the words `bounds[i]:bounds[i + 1]`.
        figures: The word starts with a digit.
        names: The word starts with a capital where no sentence starts.
    """

    hashes: Hashes
    bounds: npt.NDArray[np.int64]
    figures: npt.NDArray[np.bool_]
    names: npt.NDArray[np.bool_]


def _encoded(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The code points of all texts, a line feed after each."""
    return np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _characters(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """What is known of each character of all texts, ligatures spelt out, and where each text ends."""
    table = _table()
    known = table.known[np.minimum(_encoded(texts), _LAST)]
    if np.bitwise_or.reduce(known, initial=0) & _EXPANDS:
        texts = [table.expanding.sub(lambda found: normalise.fold(found[0]), text) for text in texts]
        # What is left beyond the plane is no word, as what folds to nothing is none.
        known = table.known[np.minimum(_encoded(texts), _LAST)]
    ends = np.cumsum(np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts)))
    kept = (known & _DROPPED) == 0
    if not kept.all():
        ends = np.concatenate(([0], np.cumsum(kept)))[ends]
        known = known[kept]
    return known, ends


def _hashes(folded: npt.NDArray[np.uint16], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Hashes:
    """The hash of each word: its first letters times the powers, one letter of all words after the other."""
    lengths = ends - starts
    sums = np.zeros(len(starts), dtype=np.uint64)
    longer = np.arange(len(starts))
    for position in range(min(int(lengths.max()), _LONGEST - 1)):
        if position:
            longer = longer[lengths[longer] > position]
        sums[longer] += folded[starts[longer] + position] * _POWERS[position]
    for word in np.flatnonzero(lengths >= _LONGEST).tolist():
        rest = folded[starts[word] + _LONGEST - 1 : ends[word]]
        sums[word] += np.add.reduce(rest.astype(np.uint64) * _POWERS[-1])
    return mix(sums)


def hash_words(texts: Sequence[str]) -> Words:
    """Hash the folded words of each text."""
    known, text_ends = _characters(texts)
    folded = (known & _FOLDED).astype(np.uint16)
    inside = np.zeros(len(folded) + 2, dtype=np.bool_)
    np.not_equal(folded, _SPACE, out=inside[1:-1])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    bounds = np.concatenate(([0], np.searchsorted(starts, text_ends))).astype(np.int64)
    if not len(starts):
        nothing = np.empty(0, dtype=np.bool_)
        return Words(np.empty(0, dtype=np.uint64), bounds, nothing, nothing)
    first = known[starts]
    letter = first & _FOLDED
    digits = (letter >= ord("0")) & (letter <= ord("9"))
    stops = np.searchsorted(np.flatnonzero(known & _STOP), starts)
    opening = np.diff(stops, prepend=-1) > 0
    return Words(_hashes(folded, starts, ends), bounds, digits, ((first & _CAPITAL) != 0) & ~opening)
