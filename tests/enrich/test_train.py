from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from etl.enrich import crf
from etl.enrich.corpus import Corpus, example
from etl.enrich.gazetteer import gazetteer
from etl.enrich.learning import Example, Pass, Vocabulary, batch, fresh
from etl.enrich.lexicon import ATTRIBUTES, Lexicon
from etl.enrich.network import DEPTH, PIECES, WIDTH, Floats, Network, Parameters
from etl.enrich.reading import Reading, read
from etl.enrich.samples import Marked, Sample, TrainingDataError, read_samples
from etl.enrich.train import Recipe, fit
from tests.enrich.conftest import unmark

TEXTS = [
    "[Paul Roux|PER] vit à [Vannes|LOC]. Hier, [Roux|PER] a quitté [Vannes|LOC] pour [Oslo|LOC].",
    "La [Banque du Port|ORG] prête à [Anna Brel|PER].\nÀ [Oslo|LOC], [Brel|PER] remercie la [Banque du Port|ORG].",
    "Le prix [Éole|MISC] va à [Anna Brel|PER], de [Vannes|LOC].",
]


def _drawn(rng: np.random.Generator, shape: tuple[int, ...], divided_by: float) -> Floats:
    drawn: Floats = (rng.standard_normal(shape) / divided_by).astype(np.float32)
    return drawn


def pretrained(rng: np.random.Generator) -> Parameters:
    found: Parameters = {"static": _drawn(rng, (WIDTH, 8), 4)}
    for i, (_, rows, _) in enumerate(ATTRIBUTES):
        found[f"E{i}"] = _drawn(rng, (rows, WIDTH), 4)
    for i in range(DEPTH + 1):
        size = (len(ATTRIBUTES) + 1) * WIDTH if i == 0 else 3 * WIDTH
        found[f"W{i}"] = _drawn(rng, (WIDTH, PIECES, size), 20)
        found[f"b{i}"] = np.zeros((WIDTH, PIECES), np.float32)
        found[f"G{i}"], found[f"B{i}"] = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
    return found


def material() -> tuple[list[Reading], list[Example], Vocabulary, Parameters, Lexicon]:
    rng = np.random.default_rng(3)
    lexicon = Lexicon(np.zeros(0, np.uint64), np.zeros(0, np.uint16))
    readings, examples = [], []
    for marked in TEXTS:
        text, spans = unmark(marked)
        readings.append(read(text, gazetteer()))
        sample = Sample(text, [Marked(s.start, s.end, s.type) for s in spans])
        examples.append(example(sample, readings[-1], lexicon))
    words = lexicon.words(0)
    vectors = rng.standard_normal((5, 8)).astype(np.float32)
    vocabulary = Vocabulary(lexicon.hashed(words), np.arange(len(words)) % 6 - 1, vectors)
    return readings, examples, vocabulary, fresh(pretrained(rng), rng), lexicon


def test_slopes_of_every_layer_are_those_of_the_loss() -> None:
    _, examples, vocabulary, parameters, _ = material()
    rng = np.random.default_rng(0)
    for name in ("O", "F", "T"):
        parameters[name] = _drawn(rng, parameters[name].shape, 10)
    given = batch(examples)
    _, slopes = Pass(parameters, given, vocabulary).gradients()
    for name in ("E0", "static", "W0", "G0", "F", "W2", "B4", "U", "ub", "O", "ob", "T"):
        at = np.unravel_index(np.abs(slopes[name]).argmax(), slopes[name].shape)
        step = 0.01
        around = []
        for sign in (1, -1):
            parameters[name][at] += sign * step
            around.append(Pass(parameters, given, vocabulary).gradients()[0])
            parameters[name][at] -= sign * step
        assert (around[0] - around[1]) / (2 * step) == pytest.approx(slopes[name][at], rel=0.05, abs=2e-3), name


def test_reading_gives_the_scores_of_learning() -> None:
    readings, examples, vocabulary, parameters, lexicon = material()
    parameters["O"] = np.random.default_rng(1).standard_normal(parameters["O"].shape).astype(np.float32)
    learned = Pass(parameters, batch(examples), vocabulary).scores
    for name in ("static",):
        parameters["vectors"] = np.zeros((1, WIDTH), np.float32)
        parameters.pop(name)
    blind = vocabulary._replace(vector=np.full(len(vocabulary.vector), -1))
    parameters["static"] = np.zeros((WIDTH, 8), np.float32)
    learned = Pass(parameters, batch(examples), blind).scores
    network = Network(parameters, lexicon)
    at = 0
    for reading in readings:
        size = len(reading.words)
        assert np.allclose(network.scores(reading), learned[at : at + size], atol=1e-4)
        at += size + 1


def corpus(share: float) -> Corpus:
    rng = np.random.default_rng(3)
    lexicon = Lexicon(np.zeros(0, np.uint64), np.zeros(0, np.uint16))
    samples = []
    for marked in TEXTS:
        text, spans = unmark(marked)
        samples.append(Sample(text, [Marked(s.start, s.end, s.type) for s in spans]))
    return Corpus(samples, gazetteer(), lexicon, rng.standard_normal((5, 8)).astype(np.float32), share)


def test_it_learns_what_it_is_shown_and_the_same_each_time() -> None:
    readings, examples, _, parameters, _ = material()
    recipe = Recipe(epochs=60, tokens=30, dropout=0.1, blind=0.05, averaging=0.9, rate=5e-3, rate_pretrained=2e-3)
    told: list[str] = []
    shown = corpus(share=0.3)
    learned = fit(shown, parameters, recipe, told.append)
    again = fit(corpus(share=0.3), parameters, recipe, told.append)
    assert all(np.array_equal(learned[n], again[n]) for n in learned)
    assert len(told) == 2 * recipe.epochs
    scores = Pass(learned, batch(examples), shown.vocabulary).scores
    at = 0
    for reading, right in zip(readings, examples, strict=True):
        size = len(reading.words)
        tags = crf.best_tags(scores[at : at + size], reading.sentences, learned["T"])
        assert np.array_equal(tags, right.tags)
        at += size + 1


def test_an_epoch_reads_texts_in_another_version_and_knows_their_words() -> None:
    shown = corpus(share=1.0)
    whole = shown.tokens
    epochs = [shown.epoch(np.random.default_rng(seed)) for seed in range(4)]
    assert shown.tokens == whole
    assert len({tuple(map(int, np.concatenate([e.words for e in epoch]))) for epoch in epochs}) > 1
    assert len(shown.vocabulary.vector) > max(int(e.words.max()) for epoch in epochs for e in epoch)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "line 1"),
        (json.dumps({"text": 3}), "line 1"),
        (json.dumps({"text": "a", "entities": [{"start": 0, "end": 1, "type": "CITY"}]}), "CITY"),
        ("", "no training text"),
    ],
)
def test_bad_training_data_is_refused_with_its_line(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(TrainingDataError, match=says):
        read_samples(path)
    with pytest.raises(TrainingDataError, match=says):
        read_samples(tmp_path)
