"""One key for the spellings that alphabets and languages give one name.

`Lavrov`, `Lawrow`, `Лавров` and `Lavroff` have one key, `Tchaïkovski` and `Tchaikovsky` too. The key is coarse on
purpose: it brings candidates together, and `etl.enrich.similarity` decides.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import cyrtranslit

from etl.normalise import fold

# Letters that NFD does not take apart, as the press writes them without their stroke or ligature.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "e", "ĸ": "k"}
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")

# In order. Each line: what one alphabet, language or agency writes, and the letter that stands for all of them.
_RULES: tuple[tuple[str, str], ...] = (
    (r"^(?:x|hs)(?=i)", "s"),  # Xi, Hsi
    (r"(?:schtsch|chtch|shch|szcz|stch|sch?tch|scz)", "s"),  # щ
    (r"(?:tsch|tch|dsch|dzh|dj|cz|tsh|ch|sch|sh|sz|zh|rz(?=[aeiouy])|ts|tz|ss|[zsjc](?=h))h?", "s"),  # sibilants
    (r"(?:g(?=[ei])|c(?=[eiy]))", "s"),
    (r"gu(?=[eiy])", "g"),
    (r"qu|q|ck|x(?=\b)|c|kh", "k"),
    (r"x", "ks"),
    (r"ph|ff|w|v|f", "v"),
    (r"th", "t"),
    (r"dh", "d"),
    (r"gh", "g"),
    (r"[zj]", "s"),
    (r"h", ""),
    (r"(?:ou|oo|ue|u)", "u"),
    (r"(?:iy|ij|yi|yy|ii|ey|ei|ie|ye|ya|ia|ja|yu|iu|io|yo|y)", "i"),
    (r"[aeiou]+", "a"),
)
_COMPILED = tuple((re.compile(pattern), by) for pattern, by in _RULES)
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def latin(word: str) -> str:
    """The word in folded Latin letters: Cyrillic transliterated, accents and strokes taken off, lower case."""
    if _CYRILLIC.search(word):
        language = "ua" if re.search("[іїєґІЇЄҐ]", word) else "ru"
        word = cyrtranslit.to_latin(word, language)
    return unicodedata.normalize("NFC", fold(word).translate(_LETTERS))


@lru_cache(maxsize=65536)
def key(word: str) -> str:
    """The consonants of a word, each standing for all letters that render its sound, and a sign for a vowel in front.

    Two spellings of one name nearly always share it; two names sometimes do.
    """
    text = re.sub(r"[^a-z]", "", latin(word))
    for pattern, by in _COMPILED:
        text = pattern.sub(by, text)
    if not text:  # no Latin letter, or nothing but a mute h: « Kévin H. »
        return latin(word)
    text = _DOUBLE.sub(r"\1", text)
    body = text.replace("a", "").replace("i", "").replace("u", "")
    return ("a" if text[0] in "aiu" else "") + body
