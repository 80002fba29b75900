"""The recogniser's network when it learns: the forward pass of `etl.enrich.network` with dropout, and its gradients."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.enrich.crf import TAGS, Loss, loss
from etl.enrich.lexicon import ATTRIBUTES
from etl.enrich.network import DEPTH, WIDTH, Floats, Parameters
from etl.enrich.reading import FEATURES

Ints = npt.NDArray[np.int64]
_EMBEDS = len(ATTRIBUTES)
_HIDDEN = 96
NEW = frozenset(("F", "U", "ub", "O", "ob", "T"))
"""Parameters that no spaCy recogniser has; they start from nothing and learn faster."""


class Example(NamedTuple):
    """A document to learn from: numbers of its words, features, groups and sentences as in `Reading`, right tags."""

    words: Ints
    features: Floats
    group: Ints
    sentences: list[tuple[int, int]]
    tags: Ints


class Vocabulary(NamedTuple):
    """For each word: rows in the attribute tables, row in the vector table (-1: none), and that table (rows, size)."""

    hashed: Ints
    vector: Ints
    vectors: Floats


class Batch(NamedTuple):
    """Documents end to end, a blank token after each."""

    words: Ints
    features: Floats
    mask: Floats
    group: Ints
    sentences: list[tuple[int, int]]
    tags: Ints


def batch(examples: list[Example]) -> Batch:
    """Put documents end to end; their groups and sentences are renumbered."""
    words, features, mask, group, tags = [], [], [], [], []
    sentences: list[tuple[int, int]] = []
    offset = groups = 0
    for example in examples:
        size = len(example.words)
        words += [example.words, np.zeros(1, np.int64)]
        features += [example.features, np.zeros((1, FEATURES), np.float32)]
        mask += [np.ones(size, np.float32), np.zeros(1, np.float32)]
        group += [np.where(example.group >= 0, example.group + groups, -1), np.full(1, -1)]
        tags += [example.tags, np.zeros(1, np.int64)]
        sentences += [(a + offset, b + offset) for a, b in example.sentences]
        offset += size + 1
        groups += int(example.group.max(initial=-1)) + 1
    joined = np.concatenate
    return Batch(joined(words), joined(features), joined(mask)[:, None], joined(group), sentences, joined(tags))


def fresh(pretrained: Parameters, rng: np.random.Generator) -> Parameters:
    """Parameters to start from: a spaCy recogniser's embedding and convolutions, everything above them new."""
    parameters = {name: value.astype(np.float32).copy() for name, value in pretrained.items()}
    parameters["F"] = np.zeros((FEATURES, WIDTH), np.float32)
    spread = np.sqrt(1 / (2 * WIDTH))
    parameters["U"] = (rng.standard_normal((_HIDDEN, 2, 2 * WIDTH)) * spread).astype(np.float32)
    parameters["ub"] = np.zeros((_HIDDEN, 2), np.float32)
    parameters["O"] = np.zeros((len(TAGS), _HIDDEN), np.float32)
    parameters["ob"] = np.zeros(len(TAGS), np.float32)
    parameters["T"] = np.zeros((len(TAGS), len(TAGS)), np.float32)
    return parameters


class Pass:
    """One forward pass over a batch, kept for its gradients.

    Args:
        parameters: See `fresh`.
        given: The batch.
        vocabulary: Of its words.
        rng: Source of dropout; none: nothing is dropped, as when reading.
        dropout: Share of units set to nothing in each layer.
        blind: Share of words whose norm and vector are hidden, so that shape and company have to do.
    """

    def __init__(
        self,
        parameters: Parameters,
        given: Batch,
        vocabulary: Vocabulary,
        rng: np.random.Generator | None = None,
        dropout: float = 0.0,
        blind: float = 0.0,
    ) -> None:
        self._p = parameters
        self._b = given
        self._rng = rng
        self._dropout = dropout
        self._kept: dict[str, Floats] = {}
        self._best: dict[str, Ints] = {}
        self.scores = self._forward(vocabulary, blind)

    def _drop(self, name: str, values: Floats) -> Floats:
        if self._rng is None:
            return values
        drawn = self._rng.random(values.shape, dtype=np.float32) >= self._dropout
        kept = drawn.astype(np.float32) / np.float32(1 - self._dropout)
        self._kept[f"drop {name}"] = kept
        dropped: Floats = values * kept
        return dropped

    def _undrop(self, name: str, slope: Floats) -> Floats:
        kept = self._kept.get(f"drop {name}")
        return slope if kept is None else slope * kept

    def _maxout(self, name: str, values: Floats, weight: str, bias: str) -> Floats:
        matrix = self._p[weight]
        out, pieces, size = matrix.shape
        raised = (values @ matrix.reshape(out * pieces, size).T).reshape(-1, out, pieces) + self._p[bias]
        best = raised.argmax(2)
        self._kept[f"in {name}"], self._best[name] = values, best
        taken: Floats = np.take_along_axis(raised, best[:, :, None], 2)[:, :, 0]
        return taken

    def _maxout_back(self, name: str, slope: Floats, weight: str, bias: str, into: Parameters) -> Floats:
        matrix = self._p[weight]
        out, pieces, size = matrix.shape
        raised = np.zeros((len(slope), out, pieces), np.float32)
        np.put_along_axis(raised, self._best[name][:, :, None], slope[:, :, None], 2)
        flat = raised.reshape(-1, out * pieces)
        into[weight] = (flat.T @ self._kept[f"in {name}"]).reshape(matrix.shape)
        into[bias] = raised.sum(0)
        back: Floats = flat @ matrix.reshape(out * pieces, size)
        return back

    def _norm(self, name: str, values: Floats, number: int) -> Floats:
        inverse = (values.var(1, keepdims=True) + np.float32(1e-8)) ** np.float32(-0.5)
        scaled = (values - values.mean(1, keepdims=True)) * inverse
        self._kept[f"scaled {name}"], self._kept[f"inverse {name}"] = scaled, inverse
        normed: Floats = scaled * self._p[f"G{number}"] + self._p[f"B{number}"]
        return normed

    def _norm_back(self, name: str, slope: Floats, number: int, into: Parameters) -> Floats:
        scaled = self._kept[f"scaled {name}"]
        inverse = self._kept[f"inverse {name}"]
        into[f"G{number}"], into[f"B{number}"] = (slope * scaled).sum(0), slope.sum(0)
        inner = slope * self._p[f"G{number}"]
        centred = inner - inner.mean(1, keepdims=True) - scaled * (inner * scaled).mean(1, keepdims=True)
        back: Floats = inverse * centred
        return back

    def _forward(self, vocabulary: Vocabulary, blind: float) -> Floats:
        p, b = self._p, self._b
        unique, self._where = np.unique(b.words, return_inverse=True)
        self._rows, vector = vocabulary.hashed[unique], vocabulary.vector[unique]
        self._vectors = np.where(vector[:, None] >= 0, vocabulary.vectors[np.maximum(vector, 0)], np.float32(0))
        parts = [p[f"E{k}"][self._rows[:, k]].sum(1) for k in range(_EMBEDS)]
        joined = np.concatenate([*parts, self._vectors @ p["static"].T], axis=1)[self._where]
        self._blinded = np.ones(joined.shape, np.float32)
        if self._rng is not None:
            hidden_words = self._rng.random(len(joined)) < blind
            self._blinded[hidden_words, :WIDTH] = 0
            self._blinded[hidden_words, _EMBEDS * WIDTH :] = 0
        mixed = self._norm("0", self._maxout("0", joined * self._blinded, "W0", "b0"), 0)
        hidden: Floats = (self._drop("0", mixed) + b.features @ p["F"]) * b.mask
        for i in range(1, DEPTH + 1):
            raised = self._norm(str(i), self._maxout(str(i), _window(hidden), f"W{i}", f"b{i}"), i)
            hidden = (hidden + self._drop(str(i), raised)) * b.mask
        both = self._drop("top", np.concatenate((hidden, _elsewhere(hidden, b.group)), axis=1))
        self._top = self._maxout("top", both, "U", "ub")
        scores: Floats = self._top @ p["O"].T + p["ob"]
        return scores

    def gradients(self) -> tuple[float, Parameters]:
        """Loss per token, and the slope of every parameter."""
        p, b = self._p, self._b
        found: Loss = loss(self.scores, b.sentences, b.tags, p["T"])
        count = float(b.mask.sum())
        slope: Floats = found.scores / np.float32(count)
        into: Parameters = {"T": found.transitions / np.float32(count)}
        into["O"], into["ob"] = slope.T @ self._top, slope.sum(0)
        both = self._undrop("top", self._maxout_back("top", slope @ p["O"], "U", "ub", into))
        hidden = both[:, :WIDTH] + _elsewhere(np.ascontiguousarray(both[:, WIDTH:]), b.group)
        for i in range(DEPTH, 0, -1):
            hidden = hidden * b.mask
            raised = self._norm_back(str(i), self._undrop(str(i), hidden), i, into)
            hidden = hidden + _window_back(self._maxout_back(str(i), raised, f"W{i}", f"b{i}", into))
        hidden = hidden * b.mask
        into["F"] = b.features.T @ hidden
        mixed = self._norm_back("0", self._undrop("0", hidden), 0, into)
        joined = self._maxout_back("0", mixed, "W0", "b0", into) * self._blinded
        unique = np.zeros((len(self._rows), joined.shape[1]), np.float32)
        np.add.at(unique, self._where, joined)
        for k in range(_EMBEDS):
            part = unique[:, k * WIDTH : (k + 1) * WIDTH]
            into[f"E{k}"] = np.zeros_like(p[f"E{k}"])
            for column in range(self._rows.shape[2]):
                np.add.at(into[f"E{k}"], self._rows[:, k, column], part)
        into["static"] = unique[:, _EMBEDS * WIDTH :].T @ self._vectors
        return found.value / count, into


def _window(values: Floats) -> Floats:
    """Each token beside the one before and the one after: (tokens, 3 WIDTH)."""
    padded = np.pad(values, ((1, 1), (0, 0)))
    return np.concatenate((padded[:-2], values, padded[2:]), axis=1)


def _window_back(slope: Floats) -> Floats:
    back = slope[:, WIDTH : 2 * WIDTH].copy()
    back[:-1] += slope[1:, :WIDTH]
    back[1:] += slope[:-1, 2 * WIDTH :]
    return back


def _elsewhere(values: Floats, group: Ints) -> Floats:
    """For each token of a group the group's average, else nothing. Its own gradient is the same operation."""
    result = np.zeros_like(values)
    members = np.flatnonzero(group >= 0)
    if len(members):
        groups = group[members]
        sums = np.zeros((int(groups.max()) + 1, values.shape[1]), np.float32)
        np.add.at(sums, groups, values[members])
        result[members] = (sums / np.maximum(np.bincount(groups), 1)[:, None].astype(np.float32))[groups]
    return result
