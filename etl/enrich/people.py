"""Whether two names of persons, in different articles, are one person's: evidence for and against, added up."""

from __future__ import annotations

import math
from collections import Counter

from etl.enrich import context, east_asian
from etl.enrich.census import Form, FormKey
from etl.enrich.given import given_alike, variant_keys
from etl.enrich.names import PersonName
from etl.enrich.romanise import key
from etl.enrich.similarity import likeness

VETO = -math.inf
# Log-odds. Chosen by hand on the order of magnitude, checked with `score_aliases` (docs/entities.md).
_SAME_SURNAME = 4.5
_SAME_EASTERN = 4.0
_INITIAL = -0.5
_JUNIOR = -6.5
"""« Robert Kennedy Jr » and « Robert Kennedy » are one only where articles say so; else the doubt stays on record."""
_SAME_ROLE = 1.0
_FIELDS_CONFLICT = -7.0
_TOGETHER = -3.0
_COMPANION = 0.5
_COMPANIONS_MOST = 1.5
THRESHOLD = -1.5
DOUBT = -3.0
"""Between this and the threshold two names stay apart, and the doubt goes on record."""


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def names_score(a: PersonName, b: PersonName) -> float:
    """Log-odds by the letters alone; `VETO` where a given name or the feminine form of a surname contradicts."""
    return _letters(a, b) + (_JUNIOR if a.junior != b.junior else 0.0)


def _letters(a: PersonName, b: PersonName) -> float:
    if "".join(a.words) == "".join(b.words):  # Xi Jinping, Xi Jin-ping
        return _SAME_SURNAME
    eastern = east_asian.same(east_asian.readings(a.words), east_asian.readings(b.words))
    if eastern is not None:
        return _SAME_EASTERN if eastern else VETO
    best = _ordered(a, b)
    if len(a.words) == len(b.words) == 2 and a.words != b.words:  # family name first, as in Hungary or China
        best = max(best, _ordered(a, PersonName((b.words[1],), (b.words[0],), b.words)))
    return best


def _ordered(a: PersonName, b: PersonName) -> float:
    surname = _surnames(a.surname, b.surname)
    if surname == VETO or not a.given or not b.given:
        return surname
    given = _given(a.given, b.given)
    if len(a.given) != len(b.given):  # Abdelaziz, Abdel Aziz
        whole = given_alike("".join(a.given), "".join(b.given))
        given = given if whole is None else max(given, min(whole, 0.0))
    return surname + given


def _given(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """Log-odds that speak against two lists of given names being one person's; `VETO` where they contradict."""
    short, long = sorted((a, b), key=len)
    first = given_alike(short[0], long[0])
    if first is None:
        return VETO
    rest = 0.0
    for name in short[1:]:
        found = [s for other in long[1:] if (s := given_alike(name, other)) is not None]
        if not found:
            return VETO
        rest += min(max(found), 0.0)
    initial = _INITIAL if 1 in (len(short[0]), len(long[0])) and short[0] != long[0] else 0.0
    return min(first, 0.0) + rest + initial


def _surnames(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    short, long = sorted((a, b), key=len)
    # a double surname is also written by one of its halves: the last, or the first
    candidates = [long] if len(short) == len(long) else [long[-len(short) :], long[: len(short)]]
    best = VETO
    for candidate in candidates:
        scores = [_SAME_SURNAME if x == y else _logit(likeness(x, y)) for x, y in zip(short, candidate, strict=True)]
        best = max(best, min(scores))
    return best - (0.5 if len(short) != len(long) else 0.0)


def context_score(a: Form, b: Form, spread: Counter[FormKey], articles: int) -> float:
    """Log-odds by what the articles say: roles, fields, who else they name, and whether one article names both.

    Args:
        a: One form.
        b: The other.
        spread: In how many forms' company each companion is.
        articles: How many forms there are, as the measure of what is rare.
    """
    score = 0.0
    if set(a.roles) & set(b.roles):
        score += _SAME_ROLE
    elif not context.compatible(a.fields, b.fields):
        score += _FIELDS_CONFLICT
    if _meet(a, b):
        score += _TOGETHER
    shared = sum(
        _COMPANION * math.log(max(articles, 2) / spread[c]) / math.log(max(articles, 2))
        for c in a.companions.keys() & b.companions.keys()
    )
    return score + min(shared, _COMPANIONS_MOST)


def _meet(a: Form, b: Form) -> bool:
    """True where an article names both as two people."""
    plain = (FormKey(a.key.type, a.key.name), FormKey(b.key.type, b.key.name))
    return a.key.name != b.key.name and (plain[1] in a.companions or plain[0] in b.companions)


def full_keys(name: PersonName) -> frozenset[str]:
    """The keys under which a full name is looked for: a surname's with one consonant missing, and a given name's.

    Two spellings of one surname share one of them in 96 of 100 cases. Others find the name
    in the other order, and written in fewer words.
    """
    if not name.given:
        return frozenset()
    surnames = {w: near_keys(w) for w in (name.surname[0], name.words[-1])}
    found = {f"{s}/{g}" for near in surnames.values() for s in near for g in variant_keys(name.given[0])}
    if len(name.words) == 2:
        found.update(f"{key(name.words[0])}/{g}" for g in variant_keys(name.words[1]))
    found.add(key("".join(name.words)))
    found.update("/".join(reading) for reading in east_asian.readings(name.words))
    return frozenset(f"PER:{k}" for k in found)


def surname_keys(name: PersonName) -> frozenset[str]:
    """The keys under which a surname alone finds the full names that have it."""
    return frozenset(f"PER:{key(w)}" for w in called(name))


def called(name: PersonName) -> tuple[str, ...]:
    """The words by which a person is called alone: the surname's first and last; in Chinese and Korean the first."""
    family = name.words[:1] if east_asian.readings(name.words) else ()
    return (name.surname[0], name.words[-1], *family)


def near_keys(word: str) -> frozenset[str]:
    """The romanisation key of a word, and what is left of it when one consonant goes."""
    whole = key(word)
    if len(whole) < 3:
        return frozenset((whole,))
    return frozenset((whole, *(whole[:i] + whole[i + 1 :] for i in range(len(whole)))))
