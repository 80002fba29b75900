"""The words between quotation marks of every kind, and the text with them masked."""

from __future__ import annotations

import re
from typing import NamedTuple

OPENING = {"«": "»", "“": "”", "„": "”", "‹": "›", '"': '"'}
_CLOSING = frozenset(OPENING.values())
_LONGEST = 3000
"""A quotation that runs on for more characters is a mark that was never closed."""
MASK = "Ø"
_ABBREVIATION = re.compile(r"(?:\b(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|Me|St|Ste|av|apr|etc|cf|no|art|vol|[^\W\d_])\.)$")
_SENTENCE_END = re.compile(r"[.!?…]+[»”\"’)\]]*(?=\s+[\"«“„(—–-]?\s*[^\W\d_a-zà-ÿ]|\s*$)|\n+")


class Quoted(NamedTuple):
    """Words between marks: `start` and `end` of the words, `opens` and `closes` around the marks."""

    start: int
    end: int
    opens: int
    closes: int


def quoted(text: str) -> list[Quoted]:
    """The quotations of a text in order, none inside another. A mark that is not closed ends with its paragraph."""
    found = []
    at = 0
    while at < len(text):
        if text[at] in OPENING and _may_open(text, at):
            end = _closing(text, at)
            if end is not None:
                span = _trimmed(text, at, end)
                if span is not None:
                    found.append(span)
                at = end
        at += 1
    return found


def _may_open(text: str, at: int) -> bool:
    """A straight mark opens after a blank, a bracket or an apostrophe and before a word."""
    if text[at] != '"':
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (not before or before.isspace() or before in "([’'-–—") and bool(after) and not after.isspace()


def _closing(text: str, at: int) -> int | None:
    """Where the mark is closed. Machine translation mixes the kinds: `« … ”` closes too, unless one opened inside."""
    inner: list[str] = []
    limit = min(len(text), at + _LONGEST)
    for i in range(at + 1, limit):
        sign = text[i]
        if sign == "\n":
            return i if text[at] != '"' else None
        if sign in inner:
            inner = inner[: inner.index(sign)]
        elif sign == OPENING[text[at]] or (sign in _CLOSING and sign != '"' and text[at] != '"'):
            return i
        elif sign in OPENING and sign != text[at]:
            inner.append(OPENING[sign])
    return limit - 1 if limit == len(text) and text[at] != '"' else None


def _trimmed(text: str, at: int, close: int) -> Quoted | None:
    start, end = at + 1, close if text[close] in _CLOSING or text[close] == "\n" else close + 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "," or _sticks(text, start, end)):
        end -= 1
    if not any(c.isalnum() for c in text[start:end]):
        return None
    return Quoted(start, end, at, close + 1 if text[close] in _CLOSING else close)


def _sticks(text: str, start: int, end: int) -> bool:
    """A closing mark at the end that nothing inside opened."""
    last = text[end - 1]
    return last in _CLOSING and not any(OPENING.get(sign) == last for sign in text[start : end - 1])


def masked(text: str, spans: list[Quoted]) -> str:
    """The text, as long as before, with what is quoted blotted out, so that no pattern matches inside it."""
    parts = []
    at = 0
    for span in spans:
        parts += [text[at : span.start], MASK * (span.end - span.start)]
        at = span.end
    return "".join([*parts, text[at:]]).replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")


def sentences(mask: str) -> list[tuple[int, int]]:
    """First character and one past the last of each sentence of a masked text."""
    found = []
    start = 0
    for match in _SENTENCE_END.finditer(mask):
        if match.group()[0] == "." and _ABBREVIATION.search(mask, max(start, match.start() - 6), match.start() + 1):
            continue
        if mask[start : match.end()].strip():
            found.append((start, match.end()))
        start = match.end()
    if mask[start:].strip():
        found.append((start, len(mask)))
    return found
