"""A reader's line, taken apart: words, "exact phrases", -exclusions. Both engines build their search from this."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import msgspec

from etl.load.analysis import Analyzer, fold

STEMMED_FIELDS = {"title": 3.0, "lead": 1.5, "text": 1.0, "spellings": 2.0}
"""Where a word is looked for, whatever its inflection, and what it weighs there."""

EXACT_FIELDS = {"title": 3.0, "lead": 1.5, "text": 1.0, "spellings": 1.0}
"""Where a phrase is looked for, as written (but for case and accents)."""

TIE_BREAKER = 0.2
"""What the other fields add to the best one, so that a word in title and text counts more than in the title alone."""

AS_WRITTEN = 0.3
"""Weight of a word found exactly as the reader inflected it, beside its stem."""

WITH_ACCENTS = 5.0
"""Weight of a phrase found with the very accents that the reader typed, beside the same letters without."""

TOGETHER = 0.6
"""Weight of all words close together, in any field."""

TOGETHER_SLOP = 4
"""Words that may stand between them."""

FEW = 5
"""With fewer hits than this, articles that have only a part of the words follow after those that have enough."""

ENOUGH = 100.0
"""What an article with enough of the words is ahead of those, so that they never mix."""

FUZZY = 0.5
"""Weight of a word that differs by a slip of the keyboard."""

MOST = 32
"""Words, phrases and exclusions that are taken of a line, each: a pasted paragraph is a question too, within reason."""

_OPENING = '"“”„«»'
_PART = re.compile(
    rf"(?P<minus>(?<!\S)[-−–](?=[\w{_OPENING}]))?(?:[{_OPENING}](?P<phrase>[^{_OPENING}]*)[{_OPENING}]|(?P<word>[^\s{_OPENING}]+))"
)


class Reading(msgspec.Struct, frozen=True):
    """What the line asks for. `words` are those that carry meaning; of them, `needed` have to be there."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()

    @property
    def needed(self) -> int:
        """All of two words, two of three, three of four: a long question is met by an article that lacks a part."""
        return len(self.words) - len(self.words) // 3

    def is_as_typed(self, hits: int) -> bool:
        """Whether so many hits will do, or a part of the words has to be enough."""
        return hits >= FEW or self.needed < 2

    @property
    def asks(self) -> bool:
        """Whether there is anything to rank by."""
        return bool(self.words or self.phrases)


def read(text: str, analyzers: Mapping[str, Analyzer]) -> Reading:
    """Take a reader's line apart; a quote that is never closed counts as none."""
    found: dict[str, list[str]] = {"words": [], "phrases": [], "without_words": [], "without_phrases": []}
    line = analyzers["french_exact_search"].filtered(unicodedata.normalize("NFC", text))
    for part in _PART.finditer(line):
        kind = "phrases" if part["phrase"] is not None else "words"
        value = part["phrase"] if part["phrase"] is not None else part["word"]
        if _terms(analyzers["french_exact_search"], value):
            found[f"without_{kind}" if part["minus"] else kind].append(value.strip())
    meaningful = [word for word in found["words"] if _terms(analyzers["french_stemmed_search"], word)]
    if not meaningful and found["words"]:
        found["phrases"].append(" ".join(found["words"]))
    found["words"] = list(dict.fromkeys(meaningful))
    return Reading(**{name: tuple(values[:MOST]) for name, values in found.items()})


def _terms(analyzer: Analyzer, text: str) -> bool:
    return next(analyzer.tokens(text), None) is not None


def has_accents(text: str) -> bool:
    """Whether the reader took the trouble to type accents: then they count."""
    return fold(text) != text


def slips(word: str) -> int:
    """How many letters may be wrong in a word that no article has: none below four letters, two from eight on."""
    return 0 if len(word) < 4 or word.isdigit() else 1 if len(word) < 8 else 2
