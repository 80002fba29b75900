"""Training texts read in other versions, so that names are learned by what stands around them and not by heart.

A version names other people, places, organizations and works, of the training data and of our own list
(`data/training_names.toml`); now and then it is written as headlines, agencies and careless keyboards write: in
capitals, with surnames in capitals, without accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from etl.article import EntityType
from etl.enrich.samples import Marked, Sample
from etl.enrich.spans import table

_PERSON, _OTHER = 0.5, 0.25
"""Chance that a word of a person's name, or another name, is exchanged."""
_BARE = 0.12
"""Chance that a text names people by their surnames only, as headlines and briefs do of those whom everybody knows."""
_HEADLINE, _SURNAMES, _PLAIN = 0.15, 0.08, 0.06
"""Chance that a text has its first line in capitals, its surnames in capitals, no accents."""
_LONGEST_HEADLINE = 200
_VOWEL = re.compile(r"[aeiouyhœæ]")

Kind = tuple[EntityType, int, bool, bool]
"""What an exchanged name has to share, so that the sentence stays French: type, words, capitals, a vowel in front."""


class Names:
    """The names of the training data and of our own list, to be exchanged for each other."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        given: set[str] = set()
        surnames: set[str] = set()
        others: defaultdict[Kind, set[str]] = defaultdict(set)
        for sample in samples:
            for mark in sample.entities:
                name = sample.text[mark.start : mark.end]
                words = name.split()
                if mark.type == EntityType.PER and 2 <= len(words) <= 3 and all(w[0].isupper() for w in words):
                    given.add(words[0])
                    surnames.add(words[-1])
                elif mark.type != EntityType.PER:
                    others[_kind(mark.type, name)].add(name)
        for kind, entry in ((EntityType.ORG, "organizations"), (EntityType.MISC, "others")):
            for name in table("training_names")[entry]:
                others[_kind(kind, name)].add(name)
        self.given = sorted(given)
        self.surnames = sorted(surnames)
        self.others = {kind: sorted(names) for kind, names in others.items()}


def _kind(kind: EntityType, name: str) -> Kind:
    first = unicodedata.normalize("NFD", name[:1]).lower()
    return kind, len(name.split()), name.isupper() and kind == EntityType.ORG, _VOWEL.match(first) is not None


def varied(sample: Sample, names: Names, rng: np.random.Generator) -> Sample:
    """Another version of a training text. One word is exchanged for one word throughout the text."""
    return _written(_renamed(sample, names, rng), rng)


def _renamed(sample: Sample, names: Names, rng: np.random.Generator) -> Sample:
    words: dict[str, str] = {}
    others: dict[tuple[EntityType, str], str] = {}
    for mark in sample.entities:
        name = sample.text[mark.start : mark.end]
        if mark.type == EntityType.PER:
            parts = name.split()
            for i, word in enumerate(parts):
                if word not in words:
                    pool = names.given if len(parts) > 1 and i == 0 else names.surnames
                    exchanged = word[:1].isupper() and len(word) > 2 and pool and rng.random() < _PERSON
                    words[word] = _one_of(pool, rng) if exchanged else word
        elif (mark.type, name) not in others:
            same = names.others.get(_kind(mark.type, name))
            others[mark.type, name] = _one_of(same, rng) if same and rng.random() < _OTHER else name
    bare = rng.random() < _BARE
    parts, marks, at, size = [], [], 0, 0
    for mark in sorted(sample.entities, key=lambda m: m.start):
        name = sample.text[mark.start : mark.end]
        if mark.type == EntityType.PER:
            written = re.split(r"(\s+)", name)
            name = "".join(words.get(p, p) for p in (written[-1:] if bare and len(written) == 3 else written))
        else:
            name = others[mark.type, name]
        parts += [sample.text[at : mark.start], name]
        size += mark.start - at
        marks.append(Marked(size, size + len(name), mark.type))
        size += len(name)
        at = mark.end
    return Sample("".join([*parts, sample.text[at:]]), marks)


def _one_of(pool: Sequence[str], rng: np.random.Generator) -> str:
    return pool[int(rng.integers(len(pool)))]


def _written(sample: Sample, rng: np.random.Generator) -> Sample:
    """The text in other letters, each for one: the marks stay where they are."""
    text = sample.text
    headline, surnames, plain = rng.random(3) < (_HEADLINE, _SURNAMES, _PLAIN)
    end = text.find("\n")
    if headline and 0 < end < _LONGEST_HEADLINE:
        text = _capitals(text, 0, end)
    if surnames:
        for mark in sample.entities:
            blank = text.rfind(" ", mark.start, mark.end)
            if mark.type == EntityType.PER and blank > 0:
                text = _capitals(text, blank, mark.end)
    if plain:
        text = "".join(unicodedata.normalize("NFD", c)[0] if c.isalpha() else c for c in text)
    return Sample(text, sample.entities)


def _capitals(text: str, start: int, end: int) -> str:
    upper = "".join(u if len(u := c.upper()) == 1 else c for c in text[start:end])
    return text[:start] + upper + text[end:]
