"""The passages that two texts share, word for word but for typography."""

from __future__ import annotations

import re
from typing import NamedTuple

from etl import normalise

# Words in a row that make a passage: fewer are turns of phrase.
SHORTEST = 6
_WORD = re.compile(r"[^\W_]+")


class Passage(NamedTuple):
    """The same words in both texts, as each writes them; offsets in code points.

    Attributes:
        first: The passage in the first text, which starts at `first_start`.
        second: The passage in the second text, which starts at `second_start`.
        words: How many words.
    """

    first: str
    first_start: int
    second: str
    second_start: int
    words: int


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(normalise.fold(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def shared_passages(first: str, second: str, shortest: int = SHORTEST) -> list[Passage]:
    """The longest passages in common, in the order of the first text; no word of it belongs to two of them."""
    one, other = _words(first), _words(second)
    starts: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(other) - shortest + 1):
        starts.setdefault(tuple(word for word, _, _ in other[place : place + shortest]), []).append(place)
    out = []
    here = 0
    while here <= len(one) - shortest:
        there, length = 0, 0
        for place in starts.get(tuple(word for word, _, _ in one[here : here + shortest]), ()):
            size = shortest
            while (
                here + size < len(one) and place + size < len(other) and one[here + size][0] == other[place + size][0]
            ):
                size += 1
            if size > length:
                there, length = place, size
        if not length:
            here += 1
            continue
        left, right = one[here][1], one[here + length - 1][2]
        low, high = other[there][1], other[there + length - 1][2]
        out.append(Passage(first[left:right], left, second[low:high], low, length))
        here += length
    return out
