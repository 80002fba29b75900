"""The terms of an article that may tell its story: stems of the headline and the opening, names above all."""

from __future__ import annotations

import functools
import re
from itertools import islice

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


# An entry is `hash of the stem << 32 | how often it occurs << 8 | NAME | FIGURE`.
HASH, COUNT = np.uint64(32), np.uint64(8)
NAME, FIGURE = np.uint64(1), np.uint64(2)
MOST = 255

Entries = npt.NDArray[np.uint64]


def hashed(stem: str) -> int:
    """The 32-bit hash of a stem."""
    return xxhash.xxh32_intdigest(stem.encode("utf-8", "surrogatepass"))


@functools.lru_cache(maxsize=200_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(normalise.words(word))


@functools.lru_cache(maxsize=200_000)
def _told(word: str, spoken: str) -> tuple[tuple[str, str], ...]:
    """The folded words in a word, each with its stem, without those that tell nothing."""
    stop = language.stop_words(spoken)
    return tuple(
        (one, language.stem(one, spoken))
        for one in _folded(word)
        if one not in stop and (len(one) > 1 or one.isdigit()) and not _YEAR.fullmatch(one)
    )


@functools.lru_cache(maxsize=200_000)
def _entry(stem: str) -> int:
    return hashed(stem) << int(HASH) | (int(FIGURE) if stem.isdigit() else 0)


def _names(text: str, found: list[re.Match[str]], words: list[str]) -> set[str]:
    """The words with a capital inside a sentence that never occur in lower case."""
    capital = set()
    end = 0
    for match, word in zip(found, words, strict=True):
        if word[0].isupper() and match.start() > 0 and not _STOP.search(text, max(end - 1, 0), match.start()):
            capital.add(word.lower())
        end = match.end()
    return capital.difference(words)


def stems(article: Article) -> tuple[dict[str, int], set[str]]:
    """The stems of the headline and opening with their counts (a headline's word counts once more), and those that are
    names: written with a capital inside a sentence, never in lower case."""
    headline = _WORD.findall(damage.repair(article.title or ""))
    text = damage.repair(article.text[: OPENING * 12])
    found = list(islice(_WORD.finditer(text), OPENING))
    opening = [match[0] for match in found]
    shown = [] if article.language else [word for raw in opening or headline for word in _folded(raw)]
    spoken = language.of(article.language, shown)
    names = {word for name in _names(text, found, opening) for word in _folded(name)}
    counts: dict[str, int] = {}
    named = set()
    for words, weight in ((headline, 2), (opening, 1)):
        for raw in words:
            for word, stem in _told(raw, spoken):
                counts[stem] = counts.get(stem, 0) + weight
                if word in names:
                    named.add(stem)
    return counts, named


def terms(article: Article) -> Entries:
    """The different terms of an article as numbers (`HASH`, `COUNT`, `NAME`, `FIGURE`), sorted by hash."""
    counts, named = stems(article)
    entries = [
        _entry(stem) | min(count, MOST) << int(COUNT) | (int(NAME) if stem in named else 0)
        for stem, count in counts.items()
    ]
    return np.sort(np.array(entries, dtype=np.uint64))
