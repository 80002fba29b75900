"""What the words around a name say of the person: the role, and the field that the role belongs to."""

from __future__ import annotations

import re
from functools import cache

from etl.article import Mention
from etl.enrich.spans import table

_REACH = 48
"""Characters read on each side of a mention: enough for « , ancien ministre des Transports, »."""
_APPOSITION = re.compile(r"\s*,\s*(?:(?:le|la|les|un|une|l['’]|ancien|ancienne|ex)[ -]?)*", re.IGNORECASE)


@cache
def _fields() -> dict[str, str]:
    return {
        word.replace("’", "'"): name
        for name, entry in table("roles").items()
        if name != "reason" and "words" in entry
        for word in entry["words"]
    }


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_fields(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:ex-)?({'|'.join(map(re.escape, words))})s?(?!\w)", re.IGNORECASE)


@cache
def _together() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in table("roles")["together"]["pairs"])


def role(text: str, mention: Mention) -> str | None:
    """The role that stands right before the name, or behind it in apposition; None where none does."""
    before = text[max(0, mention.start - _REACH) : mention.start].replace("’", "'")
    before = re.split(r"[.!?;:«»\n]", before)[-1]
    if "," in before:  # « à Lyon, Anna Roux »: what stands before the comma is somebody or something else
        before = before.rsplit(",", 1)[1]
    found = [m.group(1).lower() for m in _pattern().finditer(before)]
    if found:
        return found[-1]
    after = text[mention.end : mention.end + _REACH].replace("’", "'")
    apposition = _APPOSITION.match(after)
    if apposition is None:
        return None
    inside = re.split(r"[,.!?;:«»\n(]", after[apposition.end() :])[0]
    match = _pattern().match(inside)
    return match.group(1).lower() if match else None


def field_of(word: str) -> str:
    """The field of a role."""
    return _fields()[word]


def compatible(a: frozenset[str], b: frozenset[str]) -> bool:
    """True unless both sides are placed in fields that no single life is known to join."""
    a, b = a - _neutral(), b - _neutral()
    return not a or not b or any(x == y or frozenset((x, y)) in _together() for x in a for y in b)


@cache
def _neutral() -> frozenset[str]:
    return frozenset(table("roles")["neutral"]["fields"])
