"""The common words of French, so that none of them is taken for a name because somebody is called so."""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FILE = "words.txt.gz"
_WORD = re.compile(r"[a-zà-öø-ÿœ]{2,}(?:-[a-zà-öø-ÿœ]+)*")
_CLASSES = ("noun", "adj", "verb", "adv")


@cache
def common_words() -> frozenset[str]:
    """Nouns, adjectives, verbs and adverbs in all their forms, lower case, with their accents."""
    data = files("etl.enrich").joinpath("models", "recogniser", FILE).read_bytes()
    return frozenset(gzip.decompress(data).decode().split("\n"))


def compile_words(output: Path, pipeline: str) -> int:
    """Write the words that the lemmatiser of an installed spaCy pipeline knows; returns their number.

    Raises `OSError` where it is not installed.
    """
    import spacy

    loaded = spacy.load(pipeline, exclude=["morphologizer", "parser", "attribute_ruler", "senter", "tok2vec", "ner"])
    lemmatiser: Any = loaded.get_pipe("lemmatizer")
    lookups = lemmatiser.lookups
    known: set[str] = set()
    for name in ("lemma_exc", "lemma_index"):
        table = lookups.get_table(name)
        known.update(w for kind in _CLASSES for w in table.get(kind, ()))
    lines = sorted(w for w in known if _WORD.fullmatch(w))
    with (output / FILE).open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write("\n".join(lines).encode())
    return len(lines)
