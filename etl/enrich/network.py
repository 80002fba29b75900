"""The recogniser's network when it reads: word embeddings, four convolutions, what the document says elsewhere, tags.

Embedding and convolutions are those of spaCy's `HashEmbedCNN` with maxout, so that training can start from a spaCy
recogniser. On top of them every capitalised word also sees the average of its other occurrences in the document.
`etl.enrich.learning` has the same network with gradients.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from etl.enrich.crf import NUMBER, best_tags
from etl.enrich.lexicon import ATTRIBUTES, Lexicon
from etl.enrich.reading import Reading

Floats = npt.NDArray[np.float32]
Parameters = dict[str, Floats]
WIDTH, PIECES, DEPTH = 96, 3, 4
FILE = "recogniser.npz"
_ROWS = 64
"""Words embedded at a time, always so many: the same shapes give the same rounding, whatever else is in the batch."""
_MOST_WORDS = 200_000
"""Words kept embedded (some 80 MB); then all are forgotten and learned again as they come."""


class Network:
    """Weights that are ready to read with.

    Args:
        parameters: As `etl.enrich.learning` leaves them, with `vectors` (rows, WIDTH) already projected.
        lexicon: Numbers the words.
    """

    def __init__(self, parameters: Parameters, lexicon: Lexicon) -> None:
        self._p = parameters
        self._lexicon = lexicon
        self._mix = _by_piece(parameters["W0"], parameters["b0"])
        self._convolve = [_by_piece(parameters[f"W{i}"], parameters[f"b{i}"]) for i in range(1, DEPTH + 1)]
        self._upper = _by_piece(parameters["U"], parameters["ub"])
        self._embedded = np.zeros((0, WIDTH), dtype=np.float32)
        self._known = 0

    @classmethod
    def load(cls, folder: Path) -> Network:
        """Read the weights of a folder. Raises `OSError` where they are missing."""
        with np.load(folder / FILE) as stored:
            arrays = {name: stored[name] for name in stored.files}
        lexicon = Lexicon(arrays.pop("keys"), arrays.pop("rows"))
        return cls({name: a.astype(np.float32) for name, a in arrays.items()}, lexicon)

    def tags(self, reading: Reading) -> npt.NDArray[np.int64]:
        """The number of each token's tag (`etl.enrich.crf.TAGS`); tokens far from any capital have none."""
        tags = np.full(len(reading.words), NUMBER["O"], dtype=np.int64)
        kept = np.flatnonzero(reading.near)
        if len(kept):
            tags[kept] = best_tags(self.scores(reading, kept), _parts(reading, kept), self._p["T"])
        return tags

    def scores(self, reading: Reading, kept: npt.NDArray[np.int64] | None = None) -> Floats:
        """(tokens, tags), unnormalised log-scores of all tokens, or of those given; a gap is like a text's edge."""
        kept = np.arange(len(reading.words)) if kept is None else kept
        # A row of nothing before each run of tokens that stand together, and behind the last.
        rows = np.arange(len(kept)) + 1 + np.cumsum(np.diff(kept, prepend=kept[0]) > 1)
        padded = np.zeros((int(rows[-1]) + 2, WIDTH), dtype=np.float32)
        padded[rows] = self._embed([reading.words[i] for i in kept]) + reading.features[kept] @ self._p["F"]
        blank = np.ones(len(padded), dtype=bool)
        blank[rows] = False
        for i, (weight, bias) in enumerate(self._convolve, 1):
            window = np.concatenate((padded[:-2], padded[1:-1], padded[2:]), axis=1)
            padded[1:-1] += _normed(_maxout(window @ weight + bias), self._p[f"G{i}"], self._p[f"B{i}"])
            padded[blank] = 0
        hidden = padded[rows]
        elsewhere = np.zeros_like(hidden)
        group = reading.group[kept]
        members = np.flatnonzero(group >= 0)
        if len(members):
            groups = group[members]
            sums = np.zeros((int(groups.max()) + 1, WIDTH), dtype=np.float32)
            np.add.at(sums, groups, hidden[members])
            counts = np.maximum(np.bincount(groups), 1)[:, None].astype(np.float32)
            elsewhere[members] = (sums / counts)[groups]
        weight, bias = self._upper
        raised = np.concatenate((hidden, elsewhere), axis=1) @ weight + bias
        half = raised.shape[1] // 2
        scores: Floats = np.maximum(raised[:, :half], raised[:, half:]) @ self._p["O"].T + self._p["ob"]
        return scores

    def _embed(self, words: list[str]) -> Floats:
        if len(self._lexicon) > _MOST_WORDS:
            self._lexicon.clear()
            self._known = 0
        numbers = self._lexicon.numbers(words)
        if len(self._lexicon) > self._known:
            self._learn_words()
        return self._embedded[numbers]

    def _learn_words(self) -> None:
        """Embed the words that are new; each costs as much as two tokens, and only once."""
        new = self._lexicon.words(self._known)
        if self._known + len(new) > len(self._embedded):
            grown = np.zeros((2 * (self._known + len(new)), WIDTH), dtype=np.float32)
            grown[: self._known] = self._embedded[: self._known]
            self._embedded = grown
        for i in range(0, len(new), _ROWS):
            words = new[i : i + _ROWS]
            self._embedded[self._known : self._known + len(words)] = self._mixed(words)
            self._known += len(words)

    def _mixed(self, words: list[str]) -> Floats:
        hashed = self._lexicon.hashed(words)
        vectors = self._lexicon.vectors(words)
        joined = np.zeros((_ROWS, (len(ATTRIBUTES) + 1) * WIDTH), dtype=np.float32)
        for k in range(len(ATTRIBUTES)):
            joined[: len(words), k * WIDTH : (k + 1) * WIDTH] = self._p[f"E{k}"][hashed[:, k]].sum(1)
        found = np.flatnonzero(vectors >= 0)
        joined[found, len(ATTRIBUTES) * WIDTH :] = self._p["vectors"][vectors[found]]
        weight, bias = self._mix
        return _normed(_maxout(joined @ weight + bias), self._p["G0"], self._p["B0"])[: len(words)]


def _parts(reading: Reading, kept: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """The runs of kept tokens inside each sentence, as places among the kept: first, and one past the last."""
    starts = np.array([first for first, _ in reading.sentences])
    sentence = np.searchsorted(starts, kept, side="right")
    cuts = np.flatnonzero((np.diff(kept) > 1) | (np.diff(sentence) > 0)) + 1
    edges = [0, *cuts.tolist(), len(kept)]
    return list(pairwise(edges))


def _by_piece(weight: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """Maxout weights (out, pieces, in) as one matrix (in, pieces * out), piece after piece."""
    out, pieces, size = weight.shape
    matrix = np.ascontiguousarray(weight.transpose(1, 0, 2).reshape(pieces * out, size).T)
    return matrix, np.ascontiguousarray(bias.T.reshape(-1))


def _maxout(values: Floats) -> Floats:
    return np.maximum(np.maximum(values[:, :WIDTH], values[:, WIDTH : 2 * WIDTH]), values[:, 2 * WIDTH :])


def _normed(values: Floats, gain: Floats, shift: Floats) -> Floats:
    """Layer normalisation, as thinc does it."""
    centred = values - values.mean(1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred)[:, None] / values.shape[1]
    normed: Floats = centred * (1 / np.sqrt(variance + np.float32(1e-8))) * gain + shift
    return normed
