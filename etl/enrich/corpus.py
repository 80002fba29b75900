"""The training texts as the network reads them, in another version at each epoch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from etl.enrich import crf
from etl.enrich.gazetteer import Gazetteer
from etl.enrich.learning import Example, Vocabulary
from etl.enrich.lexicon import Lexicon
from etl.enrich.network import Floats
from etl.enrich.reading import Reading, read
from etl.enrich.samples import Sample
from etl.enrich.varied import Names, varied


class Corpus:
    """Marked texts.

    Args:
        samples: The texts.
        places: The gazetteer to read them with.
        lexicon: Numbers their words.
        vectors: The vector table, (rows, size).
        share: Of the texts, how many are read in another version at each epoch.
    """

    def __init__(
        self, samples: Sequence[Sample], places: Gazetteer, lexicon: Lexicon, vectors: Floats, share: float
    ) -> None:
        self._places = places
        self._lexicon = lexicon
        self._samples = [s for s in samples if s.text.strip()]
        self._examples = [self._example(s) for s in self._samples]
        self._names = Names(self._samples)
        self._share = share
        known = lexicon.words(0)
        self._vocabulary = Vocabulary(lexicon.hashed(known), lexicon.vectors(known), vectors)

    @property
    def tokens(self) -> int:
        """Tokens of all texts as they are."""
        return sum(len(e.words) for e in self._examples)

    @property
    def vocabulary(self) -> Vocabulary:
        """Of all words read so far."""
        new = self._lexicon.words(len(self._vocabulary.vector))
        if new:
            hashed, vector, vectors = self._vocabulary
            hashed = np.concatenate((hashed, self._lexicon.hashed(new)))
            vector = np.concatenate((vector, self._lexicon.vectors(new)))
            self._vocabulary = Vocabulary(hashed, vector, vectors)
        return self._vocabulary

    def epoch(self, rng: np.random.Generator) -> list[Example]:
        """The texts, some of them in another version."""
        return [
            self._example(varied(sample, self._names, rng)) if rng.random() < self._share else example
            for sample, example in zip(self._samples, self._examples, strict=True)
        ]

    def _example(self, sample: Sample) -> Example:
        return example(sample, read(sample.text, self._places), self._lexicon)


def example(sample: Sample, reading: Reading, lexicon: Lexicon) -> Example:
    """A training text as the network learns it. Names that do not begin and end with a token can't be learned."""
    tags = np.zeros(len(reading.words), np.int64)
    first = {start: i for i, start in enumerate(reading.starts)}
    last = {end: i for i, end in enumerate(reading.ends)}
    for name in sample.entities:
        a, b = first.get(name.start), last.get(name.end)
        if a is None or b is None:
            continue
        if a == b:
            tags[a] = crf.NUMBER[f"S-{name.type}"]
        else:
            tags[a], tags[b] = crf.NUMBER[f"B-{name.type}"], crf.NUMBER[f"E-{name.type}"]
            tags[a + 1 : b] = crf.NUMBER[f"I-{name.type}"]
    return Example(lexicon.numbers(reading.words), reading.features, reading.group, reading.sentences, tags)
