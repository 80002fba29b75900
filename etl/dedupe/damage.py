"""Damaged text made comparable: what a wrong character set did to a copy must not hide it.

Only for matching: the article's own text is the cleaner's to mend.
"""

from __future__ import annotations

import re

import ftfy

# UTF-8 read as Latin-1 or Windows-1252: the lead bytes of accented letters, typographic quotes, no-break spaces.
_MOJIBAKE = ("Ã", "â€", "Å“", "ðŸ", "Â«", "Â»", "Â\u00a0", "Â ")
# A letter that was lost inside a word. No French or English word has a question mark in it; an address may, but not
# often: hence the count.
_LOST = re.compile(r"[?\ufffd](?<=[^\W\d_].)(?=[^\W\d_])")
_LOST_AT_LEAST = 3
# The letter that stands behind most lost ones in French: é, è, ê, ë are nine in ten of the accented letters.
_LIKELIEST = "e"


def repair(text: str) -> str:
    """The text with mojibake decoded and lost accented letters guessed."""
    if text.isascii():
        if "?" not in text:
            return text
    elif any(trace in text for trace in _MOJIBAKE):
        text = ftfy.fix_encoding(text)
    if ("?" in text or "\ufffd" in text) and len(_LOST.findall(text)) >= _LOST_AT_LEAST:
        text = _LOST.sub(_LIKELIEST, text)
    return text
