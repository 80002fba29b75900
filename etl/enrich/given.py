"""Given names compared: variants of one name, names that are alike and two, initials."""

from __future__ import annotations

import enum
import math
from functools import cache, lru_cache

from etl.enrich.romanise import key
from etl.enrich.similarity import likeness, same_word
from etl.enrich.spans import table
from etl.normalise import fold

_GIVEN_FLOOR = 0.2
"""Given names less alike than this are different names."""
_HEARD_TWICE = (("j", "y"), (("ge", "gi", "gy"), "gu"))
"""Jakub is also Yakub, Georgy also Gueorgui."""


class Agreement(enum.IntEnum):
    """What two names say about being one person's."""

    CONTRADICT = 0
    OPEN = 1
    AGREE = 2


@cache
def _variants() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, names in enumerate(table("given_names")["variants"]):
        for name in names:
            groups.setdefault(fold(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


@cache
def given_names() -> frozenset[str]:
    """The given names of our lists, folded."""
    lists = table("given_names")
    groups = (lists["alone"], lists["common"], *lists["variants"], *lists["apart"])
    return frozenset(fold(n) for group in groups for n in group)


@cache
def _apart() -> frozenset[frozenset[str]]:
    lists = table("given_names")
    return frozenset(frozenset((fold(a), fold(b))) for a, b in (*lists["apart"], *lists["genders"]))


@cache
def _common() -> frozenset[str]:
    return frozenset(table("given_names")["common"])


def _two_names(a: str, b: str) -> bool:
    """True for two given names that are known to be different ones, however alike they are written."""
    return frozenset((a, b)) in _apart() or ({a, b} <= _common() and not _are_variants(a, b))


def _are_variants(a: str, b: str) -> bool:
    return not _variants().get(a, frozenset()).isdisjoint(_variants().get(b, frozenset()))


@lru_cache(maxsize=65536)
def given_agree(a: str, b: str) -> Agreement:
    """Two folded given names: the same (or variants of one), an initial that leaves it open, or two different ones."""
    if a == b:
        return Agreement.AGREE
    if len(a) == 1 or len(b) == 1:
        return Agreement.OPEN if a[0] == b[0] else Agreement.CONTRADICT
    if _two_names(a, b):
        return Agreement.CONTRADICT
    if _are_variants(a, b):
        return Agreement.AGREE
    return Agreement.AGREE if same_word(a, b) else Agreement.CONTRADICT


def givens_agree(a: tuple[str, ...], b: tuple[str, ...]) -> Agreement:
    """Given names as a whole: each of the shorter list finds its partner, in order; none on a side leaves it open."""
    if not a or not b:
        return Agreement.OPEN
    short, long = sorted((a, b), key=len)
    verdict = Agreement.AGREE
    position = 0
    for name in short:
        found = Agreement.CONTRADICT
        for i in range(position, len(long)):
            found = given_agree(name, long[i])
            if found != Agreement.CONTRADICT:
                position = i + 1
                break
        if found == Agreement.CONTRADICT:
            # "Jean-Luc" beside "Jean" is one list gone short; "Marie Anne" beside "Marie Claire" is two people
            return Agreement.CONTRADICT
        verdict = min(verdict, found)
    return verdict


def given_alike(a: str, b: str) -> float | None:
    """Log-odds that two given names are one person's, 0 for no objection; None where they contradict."""
    if a == b or len(a) == 1 or len(b) == 1:
        return 0.0 if a[0] == b[0] else None
    if _two_names(a, b):
        return None
    if _are_variants(a, b):
        return -0.5
    alike = likeness(a, b)
    return math.log(alike / (1 - min(alike, 0.9999))) if alike >= _GIVEN_FLOOR else None


def variant_keys(given: str) -> frozenset[str]:
    """Blocking keys of a given name: the first sound of its romanisation key, and its groups of variants."""
    sounds = {key(given)[:1]}
    for letters, other in _HEARD_TWICE:
        if given.startswith(letters):
            sounds.add(key(other + given[1:])[:1])
    return frozenset((*sounds, *(str(n) for n in _variants().get(given, ()))))
