"""What the words around a name say of the person: the role, and the field that the role belongs to."""

from __future__ import annotations

import re
from functools import cache

from etl.article import Mention
from etl.enrich.spans import table

_REACH = 48
"""Characters read on each side of a mention: enough for « , ancien ministre des Transports, »."""
_LONGEST = 4
"""Words of the longest role (« chef de la diplomatie »)."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CLAUSE = re.compile(r"[,.!?;:«»()\n]")
_APPOSITION = re.compile(r"\s*,\s*(?:(?:le|la|les|un|une|l['’]|ancien|ancienne|ex)[ -]?)*", re.IGNORECASE)


@cache
def _roles() -> dict[str, str]:
    """The words of a role, bare, to the role as it is written."""
    return {" ".join(_WORD.findall(word)): word for word in _fields()}


@cache
def _fields() -> dict[str, str]:
    return {
        word: name
        for name, entry in table("roles").items()
        if name != "reason" and "words" in entry
        for word in entry["words"]
    }


@cache
def _together() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in table("roles")["together"]["pairs"])


def role(text: str, mention: Mention) -> str | None:
    """The role that stands right before the name, or behind it in apposition; None where none does."""
    clauses = _CLAUSE.split(text[max(0, mention.start - _REACH) : mention.start])
    before = clauses[-1]
    if not before.strip() and len(clauses) > 1 and text[: mention.start].rstrip().endswith(","):
        before = clauses[-2]  # « la ministre de la Santé, Anna Brel »
    words = _WORD.findall(before.lower())
    for end in range(len(words), 0, -1):
        found = _longest(words[:end], last=True)
        if found:
            return found
    after = text[mention.end : mention.end + _REACH]
    apposition = _APPOSITION.match(after)
    if apposition is None:
        return None
    return _longest(_WORD.findall(_CLAUSE.split(after[apposition.end() :])[0].lower()), last=False)


def _longest(words: list[str], *, last: bool) -> str | None:
    """The longest role that ends, or begins, these words."""
    for size in range(min(_LONGEST, len(words)), 0, -1):
        part = words[-size:] if last else words[:size]
        for form in (" ".join(part), " ".join(part).removesuffix("s").removeprefix("ex-")):
            if form in _roles():
                return _roles()[form]
    return None


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
