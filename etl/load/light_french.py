"""Light stemming of French: the suffix rules of Jacques Savoy, as a table.

Published in J. Savoy, "A stemming procedure and stopword list for general French corpora" (JASIS 50(10), 1999) and
revised for CLEF; it is what Elasticsearch calls `light_french`. The embedded engine uses it so that both engines find
the same inflections; a test compares it with Elasticsearch's own filter word by word.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple


class Suffix(NamedTuple):
    """Replace `ending` of a word longer than `longer_than` letters; `last` rules end the search for a suffix."""

    ending: str
    longer_than: int
    replacement: str
    last: bool = True


SUFFIXES = (
    Suffix("issement", 9, "ir"),  # refroidissement -> refroidir
    Suffix("issant", 8, "ir"),  # finissant -> finir
    Suffix("ivement", 6, "if"),  # activement -> actif
    Suffix("ement", 6, "e"),  # lentement -> lente
    Suffix("ficatrice", 11, "fier"),  # vérificatrice -> vérifier
    Suffix("ficateur", 10, "fier"),  # vérificateur -> vérifier
    Suffix("catrice", 9, "quer"),  # provocatrice -> provoquer
    Suffix("cateur", 8, "quer"),  # provocateur -> provoquer
    Suffix("atrice", 8, "er"),  # formatrice -> former
    Suffix("ateur", 7, "er"),  # formateur -> former
    Suffix("trice", 6, "teur", last=False),  # directrice -> directeur
    Suffix("ième", 5, ""),  # troisième -> trois
    Suffix("teuse", 7, "ter"),  # acheteuse -> acheter
    Suffix("teur", 6, "ter"),  # acheteur -> acheter
    Suffix("euse", 5, "eu"),  # heureuse -> heureu
    Suffix("ère", 8, "er"),  # financière -> financier
    Suffix("ive", 7, "if"),  # offensive -> offensif
    Suffix("folle", 4, "fou"),
    Suffix("molle", 4, "mou"),
    Suffix("nnelle", 9, "n"),  # personnelle -> person
    Suffix("nnel", 9, "n"),  # professionnel -> profession
    Suffix("ète", 4, "et", last=False),  # complète -> complet
    Suffix("ique", 8, "", last=False),  # diplomatique -> diplomat
    Suffix("esse", 8, "e"),  # forteresse -> fortere
    Suffix("inage", 7, "in"),  # jardinage -> jardin
    Suffix("ualisation", 12, "uel"),  # actualisation -> actuel
    Suffix("isation", 9, ""),  # mobilisation -> mobil
    Suffix("isateur", 9, ""),
    Suffix("ation", 8, ""),  # négociation -> négoci
    Suffix("ition", 8, ""),  # expédition -> expéd
)
_PLAIN = str.maketrans("àáâôèéêùûîç", "aaaoeeeuuic")
_DOUBLED = re.compile(r"([^\W\d_])\1+")


@functools.lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a lower-case word."""
    word = _singular(word)
    for ending, longer_than, replacement, last in SUFFIXES:
        if len(word) > longer_than and word.endswith(ending):
            word = word[: -len(ending)] + replacement
            if last:
                break
    return _trimmed(word)


def _singular(word: str) -> str:
    if len(word) > 5 and word.endswith("x"):
        word = word[:-1]
        if word.endswith("au") and word[-3] != "e":
            word = word[:-1] + "l"
    for mark in "xs":
        if len(word) > 3 and word.endswith(mark):
            word = word[:-1]
    return word


def _trimmed(word: str) -> str:
    """Without accents, doubled letters and the endings of conjugation and gender."""
    if len(word) > 4:
        word = _DOUBLED.sub(r"\1", word.translate(_PLAIN))
    if len(word) > 4 and word.endswith("ie"):
        word = word[:-2]
    if len(word) > 4:
        word = word.removesuffix("r")
        word = word.removesuffix("e")
        word = word.removesuffix("e")
        if len(word) > 1 and word[-1] == word[-2] and word[-1].isalpha():
            word = word[:-1]
    return word
