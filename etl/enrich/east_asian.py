"""Chinese and Korean names, whose romanisations share too few letters to be compared by them.

A name is read into syllables of one system: Mao Zedong, Mao Tse-tung and Mao Tsé-toung are `mao ze dong`. A spelling
that may stand for several syllables has several readings; two names are one where a reading of theirs is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product

from etl.enrich.spans import table

Reading = tuple[str, ...]
"""The system, the family name, and the syllables of the given name."""
_MOST = 64
"""Readings kept of a name."""


@lru_cache(maxsize=65536)
def readings(words: tuple[str, ...]) -> frozenset[Reading]:
    """All that a person's folded words may be in Chinese or Korean, the family name first or last; mostly nothing."""
    found: set[Reading] = set()
    if 2 <= len(words) <= 3:
        for family, given in ((words[0], words[1:]), (words[-1], words[:-1])):
            found.update(_chinese(family, given))
            found.update(_korean(family, given))
    return frozenset(sorted(found)[:_MOST])


def same(a: frozenset[Reading], b: frozenset[Reading]) -> bool | None:
    """Whether two names' readings meet; None where not both are names of one of these languages."""
    if not {r[0] for r in a} & {r[0] for r in b}:
        return None
    return bool(a & b)


def _chinese(family: str, given: Sequence[str]) -> Iterator[Reading]:
    """Pinyin writes a given name as one word, and a name that is pinyin as it stands is of no other system."""
    pinyin = False
    for parts in _halves(given[0], _pinyin()) if len(given) == 1 and family in _families() else ():
        pinyin = True
        yield ("zh", family, *parts)
    if not pinyin:
        families = [f for f in _syllables().get(family, ()) if f in _families()]
        yield from (("zh", *r) for r in product(families, *(_syllables().get(g, ()) for g in given)))


def _korean(family: str, given: Sequence[str]) -> Iterator[Reading]:
    """A given name has two syllables, in two words or one."""
    families = _korean_families().get(family, ())
    for parts in ([tuple(given)] if len(given) > 1 else _halves(given[0], _korean_syllables())) if families else ():
        if len(parts) > 1:
            yield from (("ko", *r) for r in product(families, *(_korean_syllables().get(p, ()) for p in parts)))


def _halves(word: str, syllables: Container[str]) -> list[tuple[str, ...]]:
    """The word as one syllable, and as two in every way."""
    ways = [(word,), *((word[:i], word[i:]) for i in range(1, len(word)))]
    return [way for way in ways if all(part in syllables for part in way)]


@cache
def _families() -> frozenset[str]:
    return frozenset(table("east_asian")["chinese"]["families"])


@cache
def _pinyin() -> frozenset[str]:
    return frozenset(i + f for i, finals in _joined().items() for f in finals)


@cache
def _joined() -> Mapping[str, Sequence[str]]:
    """For each pinyin initial the finals that stand behind it."""
    return {i: group["finals"] for group in table("east_asian")["chinese"]["syllables"] for i in group["initials"]}


@cache
def _syllables() -> Mapping[str, Sequence[str]]:
    """What each written syllable may stand for, in pinyin."""
    lists = table("east_asian")["chinese"]
    found: defaultdict[str, set[str]] = defaultdict(set)
    for initial, final in ((i, f) for i, finals in _joined().items() for f in finals):
        found[initial + final].add(initial + final)
        for i, f in product(lists["initials"][initial], lists["finals"][final]):
            found[i + f].add(initial + final)
    for written, family in lists["overseas"].items():
        found[written].add(family)
    return {written: sorted(syllables) for written, syllables in found.items()}


@cache
def _korean_families() -> Mapping[str, Sequence[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for group in table("east_asian")["korean"]["families"]:
        for name in group:
            found[name].append(group[0])
    return found


@cache
def _korean_syllables() -> Mapping[str, Sequence[str]]:
    """What each written syllable may stand for, in the South's revised romanisation."""
    lists = table("east_asian")["korean"]
    found: defaultdict[str, set[str]] = defaultdict(set)
    for parts in product(lists["initials"], lists["vowels"], lists["finals"]):
        for written in product(lists["initials"][parts[0]], lists["vowels"][parts[1]], lists["finals"][parts[2]]):
            found["".join(written)].add("".join(parts))
    return {written: sorted(syllables) for written, syllables in found.items()}
