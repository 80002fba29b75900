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
_DROPPED = 0xFFFF
_SPACE = 0
_LONGEST = 64  # characters of a word that count; longer "words" are addresses and noise
_STOPS = '.!?…\n:«»“”"'
_ONE_WORD = re.compile(r"[^\W_]+")


class _Table(NamedTuple):
    """What is known of each code point of the basic plane.

    Attributes:
        fold: What it folds to: a letter or digit, `_SPACE`, or `_DROPPED`.
        expands: Those that fold to several letters, spelt out beforehand.
        expanding: The same, and everything beyond the plane, as a pattern.
        capital: Upper-case letters.
        stop: What may end a sentence or open a quotation: a capital behind it says nothing.
    """

    fold: npt.NDArray[np.uint16]
    expands: npt.NDArray[np.bool_]
    expanding: re.Pattern[str]
    capital: npt.NDArray[np.bool_]
    stop: npt.NDArray[np.bool_]


@functools.cache
def _table() -> _Table:
    fold = np.zeros(_PLANE, dtype=np.uint16)
    capital = np.zeros(_PLANE, dtype=np.bool_)
    stop = np.zeros(_PLANE, dtype=np.bool_)
    stop[[ord(character) for character in _STOPS]] = True
    expanding = []
    for code in range(_PLANE):
        if 0xD800 <= code < 0xE000:
            continue
        character = chr(code)
        capital[code] = character.isupper()
        folded = normalise.fold(character)
        if not folded:
            fold[code] = _DROPPED
        elif _ONE_WORD.fullmatch(folded):
            if len(folded) > 1 or ord(folded) >= _DROPPED:
                expanding.append(character)
            fold[code] = min(ord(folded[0]), _DROPPED - 1)
        elif _ONE_WORD.search(folded):
            expanding.append(character)
    expands = np.zeros(_PLANE, dtype=np.bool_)
    expands[[ord(character) for character in expanding]] = True
    pattern = re.compile("[" + re.escape("".join(expanding)) + "]|[\U00010000-\U0010ffff]")
    return _Table(fold, expands, pattern, capital, stop)


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


def _codes(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """As `_encoded`, within the basic plane and with ligatures spelt out, and where each text ends."""
    table = _table()
    codes = _encoded(texts)
    if (codes >= _LAST).any() or table.expands[np.minimum(codes, _LAST)].any():
        texts = [table.expanding.sub(lambda found: normalise.fold(found[0]), text) for text in texts]
        codes = _encoded(texts)
    ends = np.cumsum(np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts)))
    return np.minimum(codes, _LAST), ends


def hash_words(texts: Sequence[str]) -> Words:
    """Hash the folded words of each text."""
    table = _table()
    codes, ends = _codes(texts)
    folded = table.fold[codes]
    kept = folded != _DROPPED
    if not kept.all():
        ends = np.concatenate(([0], np.cumsum(kept)))[ends]
        folded, codes = folded[kept], codes[kept]
    inside = folded != _SPACE
    starts = np.flatnonzero(np.diff(inside.view(np.int8), prepend=np.int8(0)) == 1)
    bounds = np.concatenate(([0], np.searchsorted(starts, ends))).astype(np.int64)
    if not len(starts):
        nothing = np.empty(0, dtype=np.bool_)
        return Words(np.empty(0, dtype=np.uint64), bounds, nothing, nothing)
    letters = np.flatnonzero(inside)
    first_letter = np.searchsorted(letters, starts)
    lengths = np.diff(first_letter, append=len(letters))
    position = np.arange(len(letters)) - np.repeat(first_letter, lengths)
    spread = folded[letters].astype(np.uint64) * _POWERS[np.minimum(position, _LONGEST - 1)]
    hashes = mix(np.add.reduceat(spread, first_letter))
    stops = np.cumsum(table.stop[codes])[starts]
    opening = np.diff(stops, prepend=-1) > 0
    digits = (folded[starts] >= ord("0")) & (folded[starts] <= ord("9"))
    return Words(hashes, bounds, digits, table.capital[codes[starts]] & ~opening)
