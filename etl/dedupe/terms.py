"""The terms of an article that may tell its story: stems of the headline and the opening, names above all."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from etl import normalise
from etl.article import Article
from etl.dedupe import damage, language

# Words read of a text: news says first what happened, and ends with what happened before.
OPENING = 200
_WORD = re.compile(r"[^\W_]+")
# Years are dates, and dates are weighed apart.
_YEAR = re.compile(r"(?:19|20)\d\d")
_STOP = re.compile(r"[.!?…:\n«»“”\"]\s*$")


@functools.lru_cache(maxsize=200_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(normalise.words(word))


class Terms(NamedTuple):
    """The different terms of one article, sorted by hash.

    Attributes:
        hashes: 32-bit hash of the stem.
        counts: How often it occurs, a headline's word counted once more.
        names: Whether it is written as a name (a capital inside a sentence, never in lower case).
        figures: Whether it is a figure.
    """

    hashes: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.uint8]
    names: npt.NDArray[np.bool_]
    figures: npt.NDArray[np.bool_]


def hashed(stem: str) -> int:
    """The 32-bit hash of a stem."""
    return xxhash.xxh32_intdigest(stem.encode("utf-8", "surrogatepass"))


def _names(text: str, found: list[re.Match[str]]) -> set[str]:
    """The words with a capital inside a sentence that never occur in lower case."""
    capital, small = set(), set()
    end = 0
    for match in found:
        word = match[0]
        if word[0].isupper():
            if match.start() > 0 and not _STOP.search(text, max(end - 1, 0), match.start()):
                capital.add(word.lower())
        else:
            small.add(word)
        end = match.end()
    return capital - small


def stems(article: Article) -> tuple[dict[str, int], set[str]]:
    """The stems of the headline and opening with their counts, and those that are names."""
    title = damage.repair(article.title or "")
    text = damage.repair(article.text[: OPENING * 12])
    found = list(_WORD.finditer(text))[:OPENING]
    headline = normalise.words(title)
    opening = [word for match in found for word in _folded(match[0])]
    spoken = language.of(article.language, opening or headline)
    stop = language.stop_words(spoken)
    names = {word for name in _names(text, found) for word in _folded(name)}
    counts: dict[str, int] = {}
    named = set()
    for word in [*headline, *headline, *opening]:
        if word in stop or (len(word) < 2 and not word.isdigit()) or _YEAR.fullmatch(word):
            continue
        stem = language.stem(word, spoken)
        counts[stem] = counts.get(stem, 0) + 1
        if word in names:
            named.add(stem)
    return counts, named


def terms(article: Article) -> Terms:
    """The terms of an article, as numbers."""
    counts, named = stems(article)
    entries = sorted((hashed(stem), min(count, 255), stem in named, stem.isdigit()) for stem, count in counts.items())
    return Terms(
        np.array([entry[0] for entry in entries], dtype=np.uint32),
        np.array([entry[1] for entry in entries], dtype=np.uint8),
        np.array([entry[2] for entry in entries], dtype=np.bool_),
        np.array([entry[3] for entry in entries], dtype=np.bool_),
    )
