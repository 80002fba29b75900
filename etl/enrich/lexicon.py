"""What is known of a word before its sentence is read: hashed parts and a row of the vector table.

The hashing is spaCy's (`MultiHashEmbed`: norm, prefix, suffix, shape), so that a French spaCy recogniser can be the
starting point of training. The vectors are those of its pipeline.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

ATTRIBUTES = (("norm", 5000, 8), ("prefix", 1000, 9), ("suffix", 2500, 10), ("shape", 2500, 11))
"""Per attribute: rows of its table, and the seed under which spaCy's French recogniser hashes it."""
LINE_END = "\n"
NO_VECTOR = -1
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‑‐–—", "-"),
        "…": "...",
    }
)
_SHAPE_RUN = 4


def shape(word: str) -> str:
    """Letters as `X` or `x`, digits as `d`, runs cut at four: `Kyiv2022` is `Xxxxdddd`."""
    out: list[str] = []
    last, run = "", 0
    for letter in word[:100]:
        sign = ("X" if letter.isupper() else "x") if letter.isalpha() else "d" if letter.isdigit() else letter
        run = run + 1 if sign == last else 0
        last = sign
        if run < _SHAPE_RUN:
            out.append(sign)
    return "".join(out)


class Lexicon:
    """Numbers for words, given once each.

    Args:
        keys: spaCy hashes of the words that have a vector, ascending.
        rows: The row of each of them in the vector table.
    """

    def __init__(self, keys: npt.NDArray[np.uint64], rows: npt.NDArray[np.uint16]) -> None:
        self._keys = keys
        self._rows = rows
        self._numbers: dict[str, int] = {}
        self._hash_string, self._hash_numbers = _hashing()

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, words: list[str]) -> npt.NDArray[np.int64]:
        """The number of each word; a new word gets the next one. A run of line ends is one word."""
        known = self._numbers
        return np.fromiter(
            (known.setdefault(LINE_END if w[0] == LINE_END else w, len(known)) for w in words), np.int64, len(words)
        )

    def clear(self) -> None:
        """Forget all words."""
        self._numbers.clear()

    def words(self, first: int) -> list[str]:
        """The words from that number on."""
        return list(islice(self._numbers, first, None))

    def hashed(self, words: list[str]) -> npt.NDArray[np.int64]:
        """Rows in the attribute tables: (words, attributes, 4)."""
        plain = [w.translate(_TYPOGRAPHY) for w in words]
        parts = [(w.lower(), w[0], w[-3:], shape(w)) for w in plain]
        ids = np.array([[self._hash_string(p) for p in four] for four in parts], dtype=np.uint64)
        return np.stack(
            [
                self._hash_numbers(np.ascontiguousarray(ids[:, i]), seed) % size
                for i, (_, size, seed) in enumerate(ATTRIBUTES)
            ],
            axis=1,
        ).astype(np.int64)

    def vectors(self, words: list[str]) -> npt.NDArray[np.int64]:
        """Rows in the vector table, `NO_VECTOR` where a word has none in any of its usual ways of writing."""
        return np.array([self._vector(w) for w in words], dtype=np.int64)

    def _vector(self, word: str) -> int:
        lower = word.lower()
        title = word.title() if word.isupper() else word
        for form in dict.fromkeys((word, word.translate(_TYPOGRAPHY), title, lower)):
            wanted = np.uint64(self._hash_string(form))
            at = int(np.searchsorted(self._keys, wanted))
            if at < len(self._keys) and self._keys[at] == wanted:
                return int(self._rows[at])
        return NO_VECTOR


@cache
def _hashing() -> tuple[Any, Any]:
    """spaCy's hash of a string and thinc's of numbers; imported late, since both are slow to import."""
    import spacy.strings
    from thinc.backends.numpy_ops import NumpyOps

    return spacy.strings.hash_string, NumpyOps().hash  # type: ignore[attr-defined]
