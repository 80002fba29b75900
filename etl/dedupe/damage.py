"""Damaged text made comparable: what a wrong character set did to a copy must not hide it.

Only for matching: the article's own text is the cleaner's to mend.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import ftfy

# UTF-8 read as Latin-1 or Windows-1252: the lead bytes of accented letters, typographic quotes, no-break spaces.
_MOJIBAKE = ("Ã", "â€", "Å“", "ðŸ", "Â«", "Â»", "Â\u00a0", "Â ")
# A letter that was lost inside a word. No French or English word has a question mark in it; an address may, but not
# often: hence the count.
_LOST = re.compile(r"[?\ufffd](?<=[^\W\d_].)(?=[^\W\d_])")
_LOST_AT_LEAST = 3
# The letter that stands behind most lost ones in French: é, è, ê, ë are nine in ten of the accented letters.
_LIKELIEST = "e"


def _guessed(text: str) -> str:
    lost = text.count("?") + text.count("\ufffd")
    return _LOST.sub(_LIKELIEST, text) if lost >= _LOST_AT_LEAST <= len(_LOST.findall(text)) else text


def _garbled(text: str) -> bool:
    return any(trace in text for trace in _MOJIBAKE)


def repair(text: str) -> str:
    """The text with mojibake decoded and lost accented letters guessed."""
    return _guessed(ftfy.fix_encoding(text) if _garbled(text) else text)


def repair_all(texts: Sequence[str]) -> list[str]:
    """As `repair`, each; a batch without mojibake is looked through for it once."""
    if _garbled("\n".join(texts)):
        return list(map(repair, texts))
    return list(map(_guessed, texts))
