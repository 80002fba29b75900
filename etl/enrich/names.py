"""Names of persons taken apart and compared: given names, surnames, particles, initials, order."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from etl.enrich import east_asian
from etl.enrich.given import Agreement, givens_agree
from etl.enrich.romanise import latin
from etl.enrich.similarity import same_word
from etl.enrich.spans import table

_SPLIT = re.compile(r"[\s\u00a0\u202f]+|(?<=[a-z.])-(?=[a-z])")
_GIVEN_TOO = frozenset(("al", "ben"))
"""Particles that are also given names where one word follows: Ben Wallace, Al Gore."""
_JUNIOR = frozenset(("jr", "junior", "fils"))
_BLANK = re.compile(r"[\s\u00a0\u202f]")
_SIGNS = re.compile(r"[^\w'.-]+")
_ASPIRATED = re.compile(r"(?<![a-z])(p|t|k|t?ch|ts|tz)'(?=[aeiou])")
"""Wade-Giles's « Hsi Chin-p'ing »: the apostrophe stands inside a syllable."""


class PersonName(NamedTuple):
    """A person's name as comparison sees it: folded words, without particles and suffixes.

    Attributes:
        given: Given names and initials, in order; empty where the name is one word.
        surname: The last word, with the words that particles bind to it.
        words: All of them.
        junior: What tells a son from his father of the same name (`jr`, `fils`); empty for most.
    """

    given: tuple[str, ...]
    surname: tuple[str, ...]
    words: tuple[str, ...]
    junior: str = ""

    @property
    def bare(self) -> bool:
        """True for a surname (or a mononym) alone."""
        return not self.given


@cache
def _particles() -> frozenset[str]:
    return frozenset(table("particles")["words"])


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(table("particles")["suffixes"])


@lru_cache(maxsize=65536)
def parse(name: str) -> PersonName:
    """Take a person's name apart. The last word is the surname, with what follows a particle before it."""
    plainly = _ASPIRATED.sub(r"\1", latin(name))
    words = [w.strip(".'-") for w in _SPLIT.split(_SIGNS.sub(" ", plainly.replace("'", " ").strip())) if w.strip(".'-")]
    kept = [w for w in words if w not in _suffixes()]
    junior = "jr" if len(kept) > 1 and set(words) & _JUNIOR else ""
    words = kept if len(kept) > 1 else words  # « Henri IV »: the number is what tells him from Henri II
    if any(w in _particles() for w in words) and east_asian.readings(tuple(words)):  # Jeon Du-hwan, Zhu De
        return PersonName(tuple(words[:-1]), tuple(words[-1:]), tuple(words))
    first_particle = next((i for i, w in enumerate(words) if w in _particles() and 0 < i < len(words) - 1), None)
    leads = len(words) == 2 and words[0] in _GIVEN_TOO
    plain = tuple(w for i, w in enumerate(words) if w not in _particles() or (leads and i == 0)) or tuple(words)
    if len(plain) == 1 or not _BLANK.search(name.strip()):  # Braun-Pivet alone is a surname, of two words
        return PersonName((), plain, plain)
    if first_particle is not None:
        given = tuple(w for w in words[:first_particle] if w not in _particles())
        if given and len(given) < len(plain):
            return PersonName(given, plain[len(given) :], plain, junior)
    return PersonName(plain[:-1], plain[-1:], plain, junior)


def agree(a: PersonName, b: PersonName) -> Agreement:
    """Whether two names can be one person's: surnames that render one name, given names that do not contradict.

    `AGREE`: full names on both sides that match; `OPEN`: one is only a surname or an initial; else `CONTRADICT`.
    """
    if a.junior != b.junior and not (a.bare or b.bare):
        return Agreement.CONTRADICT
    if "".join(a.words) == "".join(b.words):  # Xi Jinping, Xi Jin-ping
        return Agreement.AGREE
    eastern = east_asian.same(east_asian.readings(a.words), east_asian.readings(b.words))
    if eastern is not None:
        return Agreement.AGREE if eastern else Agreement.CONTRADICT
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
