"""Names of persons taken apart and compared: given names, surnames, particles, initials, order."""

from __future__ import annotations

import enum
import math
import re
from functools import cache, lru_cache
from typing import NamedTuple

from etl.enrich.romanise import key, latin
from etl.enrich.similarity import likeness, same_word
from etl.enrich.spans import table
from etl.normalise import fold

_SPLIT = re.compile(r"[\s\u00a0\u202f]+|(?<=[a-z.])-(?=[a-z])")
_GIVEN_FLOOR = 0.2
"""Given names less alike than this are different names."""
_GIVEN_TOO = frozenset(("al", "ben"))
"""Particles that are also given names where one word follows: Ben Wallace, Al Gore."""
_SIGNS = re.compile(r"[^\w'.-]+")


class PersonName(NamedTuple):
    """A person's name as comparison sees it: folded words, without particles and suffixes.

    Attributes:
        given: Given names and initials, in order; empty where the name is one word.
        surname: The last word, with the words that particles bind to it.
        words: All of them.
    """

    given: tuple[str, ...]
    surname: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def bare(self) -> bool:
        """True for a surname (or a mononym) alone."""
        return not self.given


class Agreement(enum.IntEnum):
    """What two names say about being one person's."""

    CONTRADICT = 0
    OPEN = 1
    AGREE = 2


@cache
def _particles() -> frozenset[str]:
    return frozenset(table("particles")["words"])


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(table("particles")["suffixes"])


@lru_cache(maxsize=65536)
def parse(name: str) -> PersonName:
    """Take a person's name apart. The last word is the surname, with what follows a particle before it."""
    words = [
        w.strip(".'-") for w in _SPLIT.split(_SIGNS.sub(" ", latin(name).replace("'", " ").strip())) if w.strip(".'-")
    ]
    kept = [w for w in words if w not in _suffixes()]
    words = kept if len(kept) > 1 else words  # « Henri IV »: the number is what tells him from Henri II
    first_particle = next((i for i, w in enumerate(words) if w in _particles() and 0 < i < len(words) - 1), None)
    leads = len(words) == 2 and words[0] in _GIVEN_TOO
    plain = tuple(w for i, w in enumerate(words) if w not in _particles() or (leads and i == 0)) or tuple(words)
    if len(plain) == 1:
        return PersonName((), plain, plain)
    if first_particle is not None:
        given = tuple(w for w in words[:first_particle] if w not in _particles())
        if given and len(given) < len(plain):
            return PersonName(given, plain[len(given) :], plain)
    return PersonName(plain[:-1], plain[-1:], plain)


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
    return frozenset(fold(n) for group in (lists["alone"], *lists["variants"], *lists["apart"]) for n in group)


@cache
def _apart() -> frozenset[frozenset[str]]:
    lists = table("given_names")
    return frozenset(frozenset((fold(a), fold(b))) for a, b in (*lists["apart"], *lists["genders"]))


@lru_cache(maxsize=65536)
def given_agree(a: str, b: str) -> Agreement:
    """Two folded given names: the same (or variants of one), an initial that leaves it open, or two different ones."""
    if a == b:
        return Agreement.AGREE
    if len(a) == 1 or len(b) == 1:
        return Agreement.OPEN if a[0] == b[0] else Agreement.CONTRADICT
    if frozenset((a, b)) in _apart():
        return Agreement.CONTRADICT
    if _variants().get(a, frozenset()) & _variants().get(b, frozenset()):
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
    if frozenset((a, b)) in _apart():
        return None
    if _variants().get(a, frozenset()) & _variants().get(b, frozenset()):
        return -0.5
    alike = likeness(a, b)
    return math.log(alike / (1 - min(alike, 0.9999))) if alike >= _GIVEN_FLOOR else None


def variant_keys(given: str) -> frozenset[str]:
    """Blocking keys of a given name: the first sound of its romanisation key, and its groups of variants."""
    sounds = {key(given)[:1]} | ({key("y" + given[1:])[:1]} if given.startswith("j") else set())  # Jakub, Yakub
    return frozenset((*sounds, *(str(n) for n in _variants().get(given, ()))))


def agree(a: PersonName, b: PersonName) -> Agreement:
    """Whether two names can be one person's: surnames that render one name, given names that do not contradict.

    `AGREE`: full names on both sides that match; `OPEN`: one is only a surname or an initial; else `CONTRADICT`.
    """
    if "".join(a.words) == "".join(b.words):  # Xi Jinping, Xi Jin-ping
        return Agreement.AGREE
    best = _ordered(a, b)
    if best != Agreement.AGREE and len(a.words) == 2 and len(b.words) == 2:  # family name first
        best = max(best, _ordered(a, PersonName((b.words[1],), (b.words[0],), b.words)))
    return best


def _ordered(a: PersonName, b: PersonName) -> Agreement:
    if not _surnames_match(a.surname, b.surname):
        return Agreement.CONTRADICT
    if a.bare or b.bare:
        return Agreement.OPEN
    return max(givens_agree(a.given, b.given), givens_agree(("".join(a.given),), ("".join(b.given),)))


def _surnames_match(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if len(a) == len(b):
        return all(same_word(x, y) for x, y in zip(a, b, strict=True))
    short, long = sorted((a, b), key=len)
    # a double surname is also written by one of its halves: the last, or the first
    return all(same_word(x, y) for x, y in zip(short, long[-len(short) :], strict=True)) or all(
        same_word(x, y) for x, y in zip(short, long[: len(short)], strict=True)
    )
