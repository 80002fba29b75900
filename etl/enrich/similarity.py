"""Whether two spellings render one name: what it takes to turn one into the other, weighed by what was learned.

Between two folded spellings stand edits (`w>v`, `ou>u`, an ending `>a$`), and edits between their sounds (`~S>k`).
Transliteration makes some of them often and others never; how much each says was learned from groups of spellings of
one name (`etl.enrich.train_similarity`).
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import JaroWinkler, Levenshtein

from etl.enrich.romanise import key, latin
from etl.enrich.sound import nearest

FILE = "similarity.json"
SAME = 0.5
_VOWELS = frozenset("aeiouy")
_FEMININE = ("ova", "eva", "owa", "ewa", "ina", "skaia", "skaya", "skaja", "aia", "aya", "aja", "ska", "ovna", "evna")
_NUMERAL = re.compile(r"[ivx]+")
"""Henri II is not Henri III, however alike the two are written."""
_CHUNK = 4
"""Edits longer than this are counted by their class only."""


@lru_cache(maxsize=65536)
def feminine(word: str) -> bool:
    """True for what looks like the feminine form of a Slavic surname: Medvedeva is not Medvedev."""
    return latin(word).endswith(_FEMININE)


def edits(a: str, b: str) -> list[tuple[str, str, str, str]]:
    """The edits between two folded words: (one side, other side, letter before, letter after), `^` and `$` the ends.

    The two sides of an edit are sorted, so that the order of the words does not matter.
    """
    first, second = (f"^{w}$" for w in sorted((a, b)))
    blocks: list[list[int]] = []
    for step in Levenshtein.opcodes(first, second):
        if step.tag == "equal":
            continue
        if blocks and blocks[-1][1] == step.src_start and blocks[-1][3] == step.dest_start:
            blocks[-1][1], blocks[-1][3] = step.src_end, step.dest_end
        else:
            blocks.append([step.src_start, step.src_end, step.dest_start, step.dest_end])
    found = []
    for i, j, k, m in blocks:
        one, other = sorted((first[i:j], second[k:m]))
        found.append((one, other, first[i - 1] if i else "^", first[j] if j < len(first) else "$"))
    return found


def features(a: str, b: str) -> Counter[str]:
    """What stands between two spellings, as the learned weights know it. Both in folded Latin letters, not equal."""
    found: Counter[str] = Counter()
    for one, other, before, after in edits(a, b):
        if len(one) < _CHUNK and len(other) < _CHUNK:
            found[f"{one}>{other}"] += 1
            found[f"{before}<{one}>{other}"] += 1
            found[f"{one}>{other}<{after}"] += 1
            if after == "$" or before == "^":
                found[f"{before}<{one}>{other}<{after}"] += 1
        found[f"class:{_classes(one)}>{_classes(other)}{'$' if after == '$' else '^' if before == '^' else ''}"] += 1
        letters = set(one) | set(other)
        found["edits"] += 1
        if not one and len(other) == 1 and other in (before, after):
            found["double"] += 1
        if letters <= _VOWELS:
            found["vowels"] += 1
        elif not letters & _VOWELS:
            found["consonants"] += 1
    for one, other, before, after in edits(*nearest(a, b)):
        found["~edits"] += 1
        if len(one) < _CHUNK and len(other) < _CHUNK:
            found[f"~{one}>{other}"] += 1
            found[f"~{one}>{other}{'$' if after == '$' else '^' if before == '^' else ''}"] += 1
    return found


def measures(a: str, b: str) -> dict[str, float]:
    """Distances of two folded spellings, as the learned weights know them."""
    one, other = key(a), key(b)
    distance = Levenshtein.distance(a, b)
    heard, also = nearest(a, b)
    heard_distance = 3 * Levenshtein.distance(heard, also) / max(len(heard), len(also), 1)
    short = max(0, 6 - min(len(a), len(b))) / 2
    relative = 3 * distance / max(len(a), len(b))
    return {
        "distance": relative,
        "jaro-winkler": 3 * (1 - JaroWinkler.similarity(a, b)),
        "same key": float(one == other),
        "key distance": 3 * Levenshtein.distance(one, other) / max(len(one), len(other), 1),
        "sound distance": heard_distance,
        "sound jaro-winkler": 3 * (1 - JaroWinkler.similarity(heard, also)),
        "same sound": float(heard == also),
        "short": short,
        "short distance": short * relative,
        "short sound distance": short * heard_distance,
        "feminine": float(feminine(a) != feminine(b)),
        "first": float(a[0] != b[0]),
        "last": float(a[-1] != b[-1]),
    }


def _classes(part: str) -> str:
    return "".join("V" if c in _VOWELS else "C" for c in part[:3]) or "-"


@cache
def weights() -> dict[str, float]:
    """The learned weights, `bias` among them."""
    loaded: dict[str, float] = json.loads(files("etl.enrich").joinpath("models", "names", FILE).read_text("utf-8"))
    return loaded


@lru_cache(maxsize=262144)
def likeness(a: str, b: str) -> float:
    """0 to 1: how likely two words are spellings of one name, going by their letters alone."""
    x, y = latin(a), latin(b)
    if x == y:
        return 1.0
    if not x or not y or (_NUMERAL.fullmatch(x) and _NUMERAL.fullmatch(y)):
        return 0.0
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score(x, y, weights())))))


def score(a: str, b: str, learned: dict[str, float]) -> float:
    """Log-odds that two different folded words are spellings of one name, by these weights."""
    total = learned["bias"]
    for name, count in features(a, b).items():
        total += learned.get(name, 0.0) * count
    for name, measure in measures(a, b).items():
        total += learned.get(name, 0.0) * measure
    return total


def same_word(a: str, b: str) -> bool:
    """True where two words are taken to render one name."""
    return a == b or likeness(a, b) >= SAME
