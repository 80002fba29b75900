"""How a name sounds, whatever alphabet's rules it is spelled by: vowels kept, one letter a sound.

Where `etl.enrich.romanise.key` is coarse so that candidates meet, this is fine, so that they can be told apart. Letters
that languages read differently (`j` in Zaloujny and in Jelena) give a word several readings, and two words are compared
by those that are nearest.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Levenshtein

from etl.enrich.romanise import latin

# In order: what one language writes, and the sound. Capitals are sounds that no Latin letter stands for alone.
_RULES: tuple[tuple[str, str], ...] = (
    (r"(?:schtsch|chtch|shch|szcz|stch|sch?tch|scz)", "S"),  # щ
    (r"(?:tsch|tch|dsch|dzh|dj|cz|tsh|ch|sch|sh|sz|zh|rz(?=[aeiouy])|[zjc](?=h))h?", "S"),  # ч, ш, ж
    (r"(?:ts|tz)", "C"),  # ц
    (r"g(?=[ei])", "J"),
    (r"c(?=[eiy])", "s"),
    (r"gu(?=[eiy])", "g"),
    (r"qu|q|ck|x(?=\b)|c|kh", "k"),
    (r"x", "ks"),
    (r"ph|ff|w|f", "v"),
    (r"th", "t"),
    (r"dh", "d"),
    (r"gh", "g"),
    (r"z|ss", "s"),
    (r"eau|aux?$|au", "o"),
    (r"ou|oo|ue|u", "u"),
    (r"ee|iy|ij|yi|yy|ii|ey|ei|ie|ye|y|j", "i"),
    (r"ai|ae|e", "e"),
    (r"h", ""),
    (r"(.)\1+", r"\1"),
)
_COMPILED = tuple((re.compile(pattern), by) for pattern, by in _RULES)
_READ_TWICE: tuple[tuple[str, str], ...] = (
    (r"j(?=[aeiouy])|(?<=[aeiou])j", "zh"),  # French and English, else i as in German and Polish
    (r"(?<![st])ch(?!t)", "kh"),  # German and Italian
    (r"w", "u"),  # English and Arabic
    (r"g(?=[ei])", "gu"),  # German and Russian
    (r"x", "kh"),  # Azeri
    (r"^(?:x|hs)(?=i)", "sh"),  # Chinese
)
"""Letters, and what else they may stand for."""
_OTHERWISE = tuple((re.compile(pattern), by) for pattern, by in _READ_TWICE)


def sound(word: str) -> str:
    """The sounds of a word as most languages read it; empty where it has no Latin letter that is heard."""
    return readings(word)[0]


@lru_cache(maxsize=65536)
def readings(word: str) -> tuple[str, ...]:
    """All that a word may sound like, the most common reading first."""
    forms = [re.sub(r"[^a-z]", "", latin(word))]
    for pattern, by in _OTHERWISE:
        if pattern.search(forms[0]):
            forms += [pattern.sub(by, form) for form in forms]
    return tuple(dict.fromkeys(map(_read, forms)))


def _read(text: str) -> str:
    for pattern, by in _COMPILED:
        text = pattern.sub(by, text)
    return text


@lru_cache(maxsize=65536)
def nearest(a: str, b: str) -> tuple[str, str]:
    """The readings of two words that are nearest to each other; the order of the words does not matter."""
    first, second = sorted((a, b))
    return min(product(readings(first), readings(second)), key=lambda pair: Levenshtein.distance(*pair))
