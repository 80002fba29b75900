"""Elasticsearch's analysis chains, run in this process: the embedded engine reads the same definition.

Only the parts that `mappings/articles.json` uses are known; any other name in the definition is refused when it is
read. A test sends the same words through Elasticsearch's `_analyze` and compares.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from etl.load.light_french import stem

# Elasticsearch's `standard` tokenizer (UAX #29) on Latin, Greek and Cyrillic text: letters hold together over an
# apostrophe, digits over a comma or a point.
_LETTER = r"[^\W²³¹¼-¾⁰-₉⅐-⅟①-⓿❶-➓]"  # what Python takes for digits and Unicode for signs does not hold words together
_TOKEN = re.compile(rf"{_LETTER}+(?:(?<=[^\W\d_])['’](?=[^\W\d_]){_LETTER}+|(?<=\d)[.,;'](?=\d){_LETTER}+)*")
# Letters that asciifolding spells out and that Unicode does not decompose.
_SPELT_OUT = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l"}
    | {"Ł": "L", "ð": "d", "þ": "th", "ı": "i"}
)
_KEPT = "ªº"  # that asciifolding leaves, as it does Roman numerals
_Filter = Callable[[Sequence[str]], Sequence[str]]


class Token(NamedTuple):
    """A term, its place among the words, and where it stands in the text (code points, end exclusive)."""

    term: str
    position: int
    start: int
    end: int


class _CharFilter:
    """A replacement in the text before it is cut into words, with the way back to the original offsets."""

    def __init__(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> None:
        self._pattern, self._replace = pattern, replace

    def __call__(self, text: str) -> tuple[str, list[tuple[int, int]]]:
        """The new text, and (offset in it, shift back to the old text from there on)."""
        parts: list[str] = []
        shifts: list[tuple[int, int]] = []
        done = new_length = shift = 0
        for found in self._pattern.finditer(text):
            replacement = self._replace(found)
            parts += (text[done : found.start()], replacement)
            new_length += found.start() - done + len(replacement)
            done = found.end()
            if len(replacement) != done - found.start():
                shift += done - found.start() - len(replacement)
                shifts.append((new_length, shift))
        return ("".join((*parts, text[done:])), shifts) if done else (text, shifts)


class Analyzer:
    """One analyzer of a definition."""

    def __init__(self, char_filters: Sequence[_CharFilter], filters: Sequence[_Filter]) -> None:
        self._char_filters = tuple(char_filters)
        self._filters = filters
        self._terms = functools.lru_cache(maxsize=200_000)(self._filtered)

    def _filtered(self, word: str) -> tuple[str, ...]:
        terms: Sequence[str] = (word,)
        for one in self._filters:
            terms = one(terms)
        return tuple(terms)

    def tokens(self, text: str) -> Iterator[Token]:
        """The terms of a text; several may share a position (a word with and without its accents)."""
        text, shifts = self._prepared(text)
        for position, found in enumerate(_TOKEN.finditer(text)):
            for term in self._terms(found[0]):
                start, end = found.span()
                yield Token(term, position, _original(start, shifts), _original(end - 1, shifts) + 1)

    def terms(self, text: str) -> Iterator[str]:
        """The terms alone, which is faster."""
        return itertools.chain.from_iterable(map(self._terms, _words(self._char_filters, text)))

    def filtered(self, text: str) -> str:
        """The text as it is before it is cut into words."""
        return self._prepared(text)[0]

    def _prepared(self, text: str) -> tuple[str, list[list[tuple[int, int]]]]:
        applied = []
        for char_filter in self._char_filters:
            text, shifts = char_filter(text)
            if shifts:
                applied.append(shifts)
        return text, applied[::-1]


@functools.lru_cache(maxsize=4)
def _words(char_filters: tuple[_CharFilter, ...], text: str) -> list[str]:
    """The words of a text before any token filter; kept for the next analyzer, which cuts the same text."""
    for char_filter in char_filters:
        text, _ = char_filter(text)
    return _TOKEN.findall(text)


def _original(offset: int, applied: list[list[tuple[int, int]]]) -> int:
    for shifts in applied:
        at = bisect.bisect_right(shifts, offset, key=lambda shift: shift[0]) - 1
        if at >= 0:
            offset += shifts[at][1]
    return offset


@functools.lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The word without accents; letters of other scripts stay as they are."""
    return word if word.isascii() else "".join(map(_ascii, word.translate(_SPELT_OUT)))


@functools.cache
def _ascii(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter)
    plain = "".join(part for part in decomposed if not unicodedata.combining(part))
    return plain if plain.isascii() and letter not in _KEPT and unicodedata.category(letter) != "Nl" else letter


def _char_filter(settings: Mapping[str, Any]) -> _CharFilter:
    if settings["type"] == "mapping":
        pairs = dict(pair.split(" => ") for pair in settings["mappings"])
        alternatives = "|".join(sorted(map(re.escape, pairs), key=len, reverse=True))
        return _CharFilter(re.compile(alternatives), lambda found: pairs[found[0]])
    if settings["type"] == "pattern_replace":
        replacement = settings["replacement"]
        return _CharFilter(re.compile(settings["pattern"]), lambda _: replacement)
    raise ValueError(f"the embedded engine does not know the character filter {settings['type']}")


def _elision(settings: Mapping[str, Any]) -> _Filter:
    articles = frozenset(settings["articles"])

    def cut(word: str) -> str:
        article, mark, rest = word.replace("’", "'").partition("'")
        return rest if mark and rest and article.lower() in articles else word

    return lambda words: [cut(word) for word in words]


def _folding(settings: Mapping[str, Any]) -> _Filter:
    if settings.get("preserve_original"):
        return lambda words: list(dict.fromkeys(form for word in words for form in (fold(word), word)))
    return lambda words: [fold(word) for word in words]


def _stop(settings: Mapping[str, Any]) -> _Filter:
    stopwords = frozenset(settings["stopwords"])
    return lambda words: [word for word in words if word not in stopwords]


def _stemmer(settings: Mapping[str, Any]) -> _Filter:
    if settings["language"] != "light_french":
        raise ValueError(f"the embedded engine does not know the stemmer {settings['language']}")
    return lambda words: [stem(word) for word in words]


_FILTERS: dict[str, Callable[[Mapping[str, Any]], _Filter]] = {
    "elision": _elision,
    "asciifolding": _folding,
    "stop": _stop,
    "stemmer": _stemmer,
    "lowercase": lambda _: lambda words: [word.lower() for word in words],
}


def analyzers(definition: Mapping[str, Any]) -> dict[str, Analyzer]:
    """The analyzers of an index definition, by name.

    Raises:
        ValueError: The definition uses a part that is not known here.
    """
    analysis = definition["settings"]["index"]["analysis"]
    char_filters = {name: _char_filter(settings) for name, settings in analysis["char_filter"].items()}
    made = {}
    for name, settings in analysis["analyzer"].items():
        if settings["tokenizer"] != "standard":
            raise ValueError(f"the embedded engine does not know the tokenizer {settings['tokenizer']}")
        filters = []
        for one in settings["filter"]:
            parameters = analysis["filter"].get(one, {"type": one})
            if parameters["type"] not in _FILTERS:
                raise ValueError(f"the embedded engine does not know the token filter {parameters['type']}")
            filters.append(_FILTERS[parameters["type"]](parameters))
        made[name] = Analyzer([char_filters[one] for one in settings.get("char_filter", ())], filters)
    return made
