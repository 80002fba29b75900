"""Text made comparable: the one definition of "the same words" that cleaning, deduplication and entities share.

The author's text is never changed by it; what comes out is for matching and hashing only.
"""

from __future__ import annotations

import functools
import re
import unicodedata

import xxhash

# Typography that two editors of one text may set differently.
_SAME = {
    **dict.fromkeys("’‘ʼ‛´`′", "'"),
    **dict.fromkeys("«»“”„‟″", '"'),
    **dict.fromkeys("–—‑−‐", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "…": "...",
    # NFKC would make of it an apostrophe of another kind and an n.
    "ŉ": "'n",
}
_WORD = re.compile(r"[^\W_]+")
_SPACED = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)) + bytes(128)
# Characters of a line whose words are remembered: a title is compared with the others of its page again and again.
_LINE = 200


def fold_typography(text: str) -> str:
    """Lower case, NFKC, one kind of quote, apostrophe and dash, no invisible characters; accents stay."""
    if text.isascii():
        return text.replace("`", _SAME["`"]).lower()
    return unicodedata.normalize("NFKC", _one_kind(text)).lower()


def _one_kind(text: str) -> str:
    """One kind of each sign: a replacement each is several times as fast as one translation."""
    for character, same in _SAME.items():
        text = text.replace(character, same)
    return text


def fold(text: str) -> str:
    """As `fold_typography`, and without accents: `Éva l’Œuvre` becomes `eva l'oeuvre`."""
    if not text.isascii() and (folded := _fold_latin(_one_kind(text))) is not None:
        return folded
    return _fold_any(text)


def _fold_any(text: str) -> str:
    folded = fold_typography(text)
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFD", folded)
    for mark in filter(unicodedata.combining, set(decomposed)):
        decomposed = decomposed.replace(mark, "")
    return decomposed


# What each character of Latin-1 folds to, where that is one character of ASCII, and the bytes of which that holds.
_LATIN = {code: folded for code in range(256) if len(folded := _fold_any(chr(code))) == 1 and folded.isascii()}
_LATIN_FOLDED = bytes(ord(_LATIN.get(code, " ")) for code in range(256))
_LATIN_BYTES = bytes(_LATIN)


def _fold_latin(text: str) -> str | None:
    """The same of a text of Western Europe with one kind of each sign, as nearly all are; none of any other. Bytes are
    translated many times as fast."""
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return None
    return None if raw.translate(None, _LATIN_BYTES) else raw.translate(_LATIN_FOLDED).decode("ascii")


def words(text: str) -> list[str]:
    """The folded words of a text, without punctuation."""
    return list(_line_words(text)) if len(text) <= _LINE else _words_of(fold(text))


@functools.lru_cache(maxsize=4096)
def _line_words(line: str) -> tuple[str, ...]:
    return tuple(_words_of(fold(line)))


def _words_of(folded: str) -> list[str]:
    if folded.isascii():  # as nearly all French text is by now: bytes are parted many times as fast
        return folded.encode().translate(_SPACED).decode().split()
    return _WORD.findall(folded)


def content_hash(text: str) -> str:
    """128-bit hash of the folded words: equal for texts that differ only in typography, case, accents or layout."""
    return xxhash.xxh3_128_hexdigest(" ".join(words(text)).encode())


def stable_id(*parts: str) -> str:
    """A 128-bit identity made of the parts, the same on every machine and for ever."""
    return xxhash.xxh3_128_hexdigest("\x1f".join(parts).encode())


def printable(text: str) -> str:
    """The text on one line, without the characters that turn it round or steer a terminal."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)
