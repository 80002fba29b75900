"""A compound is written in one word, with a hyphen or in two, by house style: cyberattaque, cyber-attaque, week-end.

The index keeps what an author wrote; a question asks for the other ways of writing too.
"""

from __future__ import annotations

import re

_FIRST_PARTS = """
agro anti archi auto avant bio ciné cyber demi électro euro extra franco géo hydro hyper infra inter intra macro maxi
méga méta micro mini mono multi narco néo neuro non nord ouest oligo outre para péri photo pluri poly porte post pro
proto pseudo psycho radio rond semi socio sous sud super supra télé thermo trans turbo ultra uni vidéo vice week
"""
FIRST_PARTS = frozenset(_FIRST_PARTS.split())
"""What French puts before a word with a hyphen in one house and without in the next (the reform of 1990 joins most).
A word that begins so is also looked for in two parts; one that no article has, wherever it can be cut."""

SHORTEST = 3
"""Letters of a part: below, nearly every word can be cut somewhere."""

_HYPHENS = re.compile("[-‐‑]")


def joined(word: str) -> str | None:
    """A hyphenated word in one; none for a word without a hyphen, or with figures in it (covid-19, 2024-2025)."""
    parts = _HYPHENS.split(word)
    return "".join(parts) if len(parts) > 1 and all(part.isalpha() for part in parts) else None


def parted(word: str, *, anywhere: bool = False) -> list[str]:
    """A word in two, singular and plural: behind one of `FIRST_PARTS`, or wherever it can be cut."""
    if not word.isalpha():
        return []
    number = word.removesuffix("s") if word.endswith("s") else f"{word}s"
    cuts = range(SHORTEST, len(word) - SHORTEST + 1)
    return [
        f"{one[:cut]} {one[cut:]}"
        for cut in cuts
        if anywhere or word[:cut].lower() in FIRST_PARTS
        for one in sorted({word, number})
    ]
