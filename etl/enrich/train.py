"""Train the recogniser that ships with Revue: `revue train-entities DATA --output DIR`.

It starts from the entity recogniser of spaCy's fr_core_news_md (LGPL-LR, so what comes out is LGPL-LR too) and learns
from articles with marked names, JSON Lines: `{"text", "entities": [{"start", "end", "type"}]}`, offsets in code points.
Same data, same seed, same machine: same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from threadpoolctl import threadpool_limits

from etl.enrich import gazetteer
from etl.enrich.corpus import Corpus
from etl.enrich.learning import NEW, Batch, Example, Pass, batch, fresh
from etl.enrich.lexicon import Lexicon
from etl.enrich.network import FILE, Parameters
from etl.enrich.samples import own_samples, read_samples
from etl.enrich.words import compile_words

PIPELINE = "fr_core_news_md"


class Recipe(msgspec.Struct, kw_only=True, frozen=True):
    """How to train.

    Attributes:
        epochs: Times that every document is read.
        tokens: Tokens a step, on average.
        rate: Learning rate of the new parameters at the start; it falls to nothing in a straight line.
        rate_pretrained: The same for those that spaCy's recogniser brought.
        dropout: Share of units dropped in each layer.
        blind: Share of words whose norm and vector are hidden.
        own: Times that our own texts are read beside the data at each epoch.
        varied: Share of texts that an epoch reads in another version (`etl.enrich.varied`).
        averaging: Decay of the running average of the parameters, which is what is kept.
        clip: Largest norm of a step's gradient.
        seed: Of the new parameters, the order of the documents and dropout.
    """

    epochs: int = 20
    tokens: int = 700
    rate: float = 2e-3
    rate_pretrained: float = 1e-3
    dropout: float = 0.35
    blind: float = 0.2
    own: int = 2
    varied: float = 0.75
    averaging: float = 0.998
    clip: float = 2.0
    seed: int = 1


def start_from(pipeline: str = PIPELINE) -> tuple[Parameters, Any]:
    """The parameters of an installed spaCy recogniser, and its vector table.

    Raises:
        OSError: The pipeline is not installed.
    """
    import spacy

    excluded = ["morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter"]
    loaded = spacy.load(pipeline, exclude=excluded)
    recogniser: Any = loaded.get_pipe("ner")
    found: Parameters = {}
    tables, layers, norms = count(), count(), count()
    for layer in recogniser.model.walk():
        if layer.name == "hashembed":
            found[f"E{next(tables)}"] = layer.get_param("E")
        elif layer.name == "static_vectors":
            found["static"] = layer.get_param("W")
        elif layer.name == "maxout":
            i = next(layers)
            found[f"W{i}"], found[f"b{i}"] = layer.get_param("W"), layer.get_param("b")
        elif layer.name == "layernorm":
            i = next(norms)
            found[f"G{i}"], found[f"B{i}"] = layer.get_param("G"), layer.get_param("b")
    return found, loaded.vocab.vectors


def fit(corpus: Corpus, start: Parameters, recipe: Recipe, report: Callable[[str], None]) -> Parameters:
    """Learn from the corpus; returns the running average of the parameters."""
    with threadpool_limits(limits=1, user_api="blas"):  # the same sums on every machine, and no cores taken away
        return _run(corpus, start, recipe, report)


def _run(corpus: Corpus, start: Parameters, recipe: Recipe, report: Callable[[str], None]) -> Parameters:
    rng = np.random.default_rng(recipe.seed)
    optimiser = _Adam(start, recipe)
    total = recipe.epochs * corpus.tokens
    done = 0
    for epoch in range(1, recipe.epochs + 1):
        lost, tokens = 0.0, 0
        examples = corpus.epoch(rng)
        vocabulary = corpus.vocabulary
        for group in _batches(examples, recipe.tokens, rng):
            loss, slopes = Pass(optimiser.parameters, group, vocabulary, rng, recipe.dropout, recipe.blind).gradients()
            size = int(group.mask.sum())
            done += size
            optimiser.step(slopes, max(0.0, 1 - done / total))
            lost, tokens = lost + loss * size, tokens + size
        report(f"epoch {epoch} of {recipe.epochs}: loss {lost / tokens:.4f} a token")
    return optimiser.average


def _batches(examples: Sequence[Example], tokens: int, rng: np.random.Generator) -> Iterable[Batch]:
    """The examples in a new order, in steps of 0.6 to 1.4 times so many tokens."""
    waiting: list[Example] = []
    size, wanted = 0, 0.0
    for i in rng.permutation(len(examples)):
        if not waiting:
            size, wanted = 0, tokens * (0.6 + 0.8 * rng.random())
        waiting.append(examples[i])
        size += len(examples[i].words)
        if size >= wanted:
            yield batch(waiting)
            waiting = []
    if waiting:
        yield batch(waiting)


class _Adam:
    """Adam (Kingma and Ba, 2015) with clipping, a short warm-up, and a running average of the parameters."""

    _WARM_UP = 100
    _SCALE = 3.0

    def __init__(self, start: Parameters, recipe: Recipe) -> None:
        self.parameters = {name: value.copy() for name, value in start.items()}
        self.average = {name: value.copy() for name, value in start.items()}
        self._mean = {name: np.zeros_like(value) for name, value in start.items()}
        self._square = {name: np.zeros_like(value) for name, value in start.items()}
        self._recipe = recipe
        self._steps = 0

    def step(self, slopes: Parameters, left: float) -> None:
        """One step; `left` is the share of the training still to come."""
        self._steps += 1
        norm = self._SCALE * float(np.sqrt(sum(float(np.vdot(s, s)) for s in slopes.values())))
        clip = np.float32(self._SCALE * min(1.0, self._recipe.clip / max(norm, 1e-9)))
        pace = min(1.0, self._steps / self._WARM_UP) * left
        decay = np.float32(min(self._recipe.averaging, 1 - 1 / (self._steps + 1)))
        for name, value in self.parameters.items():
            slope = slopes[name].astype(np.float32) * clip
            mean, square = self._mean[name], self._square[name]
            mean += np.float32(0.1) * (slope - mean)
            square += np.float32(0.001) * (slope * slope - square)
            rate = pace * (self._recipe.rate if name in NEW else self._recipe.rate_pretrained)
            unbiased = mean / np.float32(1 - 0.9**self._steps)
            spread = np.sqrt(square / np.float32(1 - 0.999**self._steps)) + np.float32(1e-7)
            value -= np.float32(rate) * unbiased / spread
            self.average[name] += (1 - decay) * (value - self.average[name])


def train(
    data: Path, output: Path, *, recipe: Recipe | None = None, report: Callable[[str], None] = lambda _: None
) -> None:
    """Compile the gazetteer and the word list, train the recogniser, and write all three to a folder.

    Args:
        data: Marked articles, JSON Lines (`.gz` too).
        output: Folder for `places.tsv.gz`, `words.txt.gz` and `recogniser.npz`.
        recipe: How; the default is what the shipped weights were trained with.
        report: Is told of each epoch.

    Raises:
        etl.enrich.samples.TrainingDataError: The data can't be used.
        OSError: fr_core_news_md is not installed, or the folder can't be written.
    """
    samples = read_samples(data)
    gazetteer.compile_places(output)
    compile_words(output, PIPELINE)
    places = gazetteer.Gazetteer(gazetteer.unpack((output / gazetteer.FILE).read_bytes()))
    pretrained, table = start_from()
    chosen = recipe or Recipe()
    keys = np.array(list(table.key2row.keys()), dtype=np.uint64)
    order = np.argsort(keys)
    rows = np.array(list(table.key2row.values()), dtype=np.uint16)[order]
    lexicon = Lexicon(keys[order], rows)
    vectors = np.asarray(table.data, np.float32)
    corpus = Corpus(samples + chosen.own * own_samples(), places, lexicon, vectors, chosen.varied)
    start = fresh(pretrained, np.random.default_rng(chosen.seed))
    learned = fit(corpus, start, chosen, report)
    learned["vectors"] = vectors @ learned.pop("static").T
    stored = {name: value.astype(np.float16) for name, value in learned.items()}
    np.savez_compressed(output / FILE, keys=keys[order], rows=rows, **stored)  # type: ignore[arg-type]
