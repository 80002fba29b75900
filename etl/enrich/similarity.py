"""Whether two spellings render one name: rules of romanisation first, then a distance."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

from etl.enrich.romanise import key, latin

_FEMININE = re.compile(r"(?:ova|eva|owa|ewa|ina|skaia|skaya|skaja|skaya|aia|aya|aja|ska)$")
_SAME = 0.94


def feminine(word: str) -> bool:
    """True for the feminine form of a Slavic surname: Medvedeva is not Medvedev."""
    return _FEMININE.search(latin(word)) is not None


@lru_cache(maxsize=262144)
def likeness(a: str, b: str) -> float:
    """0 to 1: how likely two words are spellings of one name."""
    x, y = latin(a), latin(b)
    if x == y:
        return 1.0
    if feminine(x) != feminine(y) or min(len(x), len(y)) < 3:
        return 0.0
    written = JaroWinkler.similarity(x, y)
    if key(x) == key(y):
        return max(written, 0.95 if Levenshtein.distance(x, y) <= 2 + len(x) // 5 else written)
    return written if min(len(x), len(y)) > 5 and Levenshtein.distance(x, y) == 1 and x[0] == y[0] else written * 0.9


def same_word(a: str, b: str) -> bool:
    """True where two words are taken to render one name."""
    return a == b or likeness(a, b) >= _SAME
