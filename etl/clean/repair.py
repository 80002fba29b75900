"""Characters mended, the author's words left as written."""

from __future__ import annotations

import re

import ftfy

# Soft hyphen, zero-width characters, direction marks, byte order marks, object replacement.
_INVISIBLE = dict.fromkeys(
    [
        0xAD,
        0x200B,
        0x2060,
        0xFEFF,
        0xFFFC,
        0x180E,
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_CONTROL = dict.fromkeys([*range(9), *range(14, 28), 127])
_LINE = dict.fromkeys([10, 11, 12, 13, 28, 29, 30, 31, 0x85, 0x2028, 0x2029], " ")
_TABLE = str.maketrans({**_INVISIBLE, **_CONTROL, **_LINE})
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffc\n\r]"
)

# What UTF-8 read as a single-byte set leaves behind: a lead byte's letter before a continuation byte's sign.
_MOJIBAKE = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|â[€\u0080][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u02c6\u02dc\u2013-\u203a\u2122\u00a6]"
    "|[\u0080-\u009f]|Ã ?[ \u00a0]|√[©®†¢à]|Å“|Å’|&(?:[a-zA-Z]{2,8}|#\\d{2,5});"
)
_FIRST_SIGNS = re.compile("[ÃÂâÅ√&\u0080-\u009f]")  # what the marks begin with: one class is a faster look
_FTFY = ftfy.TextFixerConfig(
    unescape_html="auto",
    remove_terminal_escapes=True,
    fix_encoding=True,
    restore_byte_a0=True,
    replace_lossy_sequences=True,
    decode_inconsistent_utf8=True,
    fix_c1_controls=True,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=True,
    remove_control_chars=True,
    normalization=None,
    explain=False,
)


def squeeze(text: str) -> str:
    """One line without invisible characters, its runs of spaces single; a no-break space stays what it is."""
    text = text.replace("\n", " ").replace("\t", " ")
    if not text.isprintable() and _ODD.search(text):
        text = text.translate(_TABLE)
    if "  " in text:
        text = " ".join(filter(None, text.split(" ")))
    return text.strip()


def is_broken(text: str) -> bool:
    """Whether a text shows the marks of a wrong decoding."""
    return _FIRST_SIGNS.search(text) is not None and _MOJIBAKE.search(text) is not None


def mend(text: str) -> str:
    """Undo a wrong decoding, only where its marks are seen (ftfy is the slowest step there is)."""
    return ftfy.fix_text(text, _FTFY) if is_broken(text) else text
