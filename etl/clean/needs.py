"""What a text has to hold for a pattern to match anywhere in it: read off the pattern itself, as its beginnings are.

Only short lists are of use: to look for many words takes as long as the pattern does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

MOST = 12
"""Strings of a list, at most."""
_TELLING = 4  # characters from which a string is in few lines


def needs(pattern: str) -> tuple[str, ...]:
    """Strings, one of which each text holds that the pattern matches; none if no short list is known."""
    tree = _parser.parse(pattern)
    if tree.state.flags & re.IGNORECASE:
        return ()
    return tuple(sorted(_of(tree)))


def _of(items: Iterable[Any]) -> frozenset[str]:
    """The best list of a sequence: the shortest, of two as short the one with the longer strings; all but the shortest
    strings are in few lines.
    """
    lists: list[frozenset[str]] = []
    run = ""
    for kind, value in items:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        if kind not in (op.AT, op.ASSERT, op.ASSERT_NOT):
            lists.append(frozenset(filter(None, [run])))
            run = ""
            lists.append(_inside(kind, value))
    lists.append(frozenset(filter(None, [run])))
    telling = [found for found in lists if found and " " not in found]
    return min(telling, key=_cost, default=frozenset())


def _cost(found: frozenset[str]) -> tuple[bool, int, int]:
    shortest = min(len(one.strip()) for one in found)
    return shortest < _TELLING, len(found), -shortest


def _inside(kind: Any, value: Any) -> frozenset[str]:
    if kind is op.SUBPATTERN:
        _, add, _, inner = value
        return frozenset() if add & re.IGNORECASE else _of(inner)
    if kind is op.ATOMIC_GROUP:
        return _of(value)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and value[0] > 0:
        return _of(value[2])
    if kind is op.BRANCH:
        lists = [_of(branch) for branch in value[1]]
        together = _shortest(frozenset().union(*lists))
        return together if all(lists) and len(together) <= MOST else frozenset()
    return frozenset()


def _shortest(found: frozenset[str]) -> frozenset[str]:
    """The strings that do not hold another one of them."""
    return frozenset(one for one in found if not any(other in one for other in found - {one}))
