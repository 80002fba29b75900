"""How a text has to begin for a pattern to match at its start: read off the pattern itself, so that it can't be wrong.

Most patterns begin with one of a few words. What a line begins with then says which of them are worth a try, which
saves most of the time that the rules would take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

DEPTH = 3
"""Characters of a beginning that are looked at."""
_LISTED = 60  # characters up to which a set in brackets is written out
_MANY = 500  # beginnings of one pattern from which nothing more is added to them
_DIGIT = "0"
_SPACE = " "
_Ends = dict[str, bool]
"""Each beginning, and whether the pattern goes on behind it in a way that is known (`True`) or not."""


def beginning_of(text: str) -> str:
    """The first characters of a text, all digits and all spaces taken for one."""
    return "".join(_class_of(character) for character in text[:DEPTH])


def beginnings(pattern: str) -> frozenset[str]:
    """Beginnings, one of which each text has that the pattern matches at its start; `""` is the start of any text."""
    tree = _parser.parse(pattern)
    if tree.state.flags & re.IGNORECASE:
        return frozenset({""})
    return frozenset(_after({"": True}, tree))


def is_anchored(pattern: str) -> bool:
    """Whether a pattern matches nowhere but at the start of a text."""
    return list(_parser.parse(pattern))[:1] == [(op.AT, op.AT_BEGINNING)]


def _class_of(character: str) -> str:
    return _DIGIT if character.isdecimal() else _SPACE if character.isspace() else character


def _after(ends: _Ends, items: Iterable[Any]) -> _Ends:
    """The beginnings there are once some parts of a pattern have followed others."""
    for kind, value in items:
        if not any(ends.values()):
            break
        ends = _one(ends, kind, value) if len(ends) <= _MANY else dict.fromkeys(ends, False)
    return ends


def _one(ends: _Ends, kind: Any, value: Any) -> _Ends:
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return ends  # they forbid; what they leave is among what comes without them
    if kind is op.LITERAL:
        return _extended(ends, {_class_of(chr(value))})
    if kind is op.IN:
        return _extended(ends, _members(value))
    if kind is op.SUBPATTERN:
        _, add, _, inner = value
        return _extended(ends, None) if add & re.IGNORECASE else _after(ends, inner)
    if kind is op.BRANCH:
        return _joined(_after(ends, branch) for branch in value[1])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _repeated(ends, *value)
    if kind is op.ATOMIC_GROUP:
        return _after(ends, value)
    return _extended(ends, None)


def _repeated(ends: _Ends, least: int, most: Any, inner: Any) -> _Ends:
    """Up to as many rounds as a beginning has characters: what more of them add lies behind it."""
    rounds, stops = ends, [ends] if least == 0 else []
    for count in range(1, min(most, DEPTH) + 1):
        rounds = _after(rounds, inner)
        if count >= min(least, DEPTH):
            stops.append(rounds)
    return _joined(stops)


def _extended(ends: _Ends, members: set[str] | None) -> _Ends:
    """Each beginning with one more character; none of the members is known if there are `None`."""
    if members is None:
        return dict.fromkeys(ends, False)
    found: _Ends = {}
    for end, open_ in ends.items():
        if not open_ or len(end) >= DEPTH:
            _put(found, end, False)
            continue
        for member in members:
            _put(found, end + member, True)
    return found


def _joined(several: Iterable[_Ends]) -> _Ends:
    found: _Ends = {}
    for ends in several:
        for end, open_ in ends.items():
            _put(found, end, open_)
    return found


def _put(found: _Ends, end: str, open_: bool) -> None:
    found[end] = open_ and found.get(end, True)


def _members(items: Iterable[Any]) -> set[str] | None:
    """The characters of a set in brackets; none if they are too many to list."""
    found: set[str] = set()
    for kind, value in items:
        if kind is op.LITERAL:
            found.add(_class_of(chr(value)))
        elif kind is op.RANGE and value[1] - value[0] < _LISTED:
            found |= {_class_of(chr(code)) for code in range(value[0], value[1] + 1)}
        elif kind is op.CATEGORY and value is op.CATEGORY_DIGIT:
            found.add(_DIGIT)
        elif kind is op.CATEGORY and value is op.CATEGORY_SPACE:
            found.add(_SPACE)
        else:
            return None
    return found
