"""Tags of a sentence as a whole: a linear-chain conditional random field over BIOES tags, in numpy.

After Lafferty, McCallum and Pereira, "Conditional random fields" (ICML 2001); forward-backward with scaling.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.article import EntityType

Floats = npt.NDArray[np.float32]
TYPES = (EntityType.LOC, EntityType.MISC, EntityType.ORG, EntityType.PER)
TAGS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BIES"))
NUMBER = {tag: i for i, tag in enumerate(TAGS)}
_NEVER = -1e4


def _may_follow(a: str, b: str) -> bool:
    if a == "O" or a[0] in "ES":
        return b == "O" or b[0] in "BS"
    return b[0] in "IE" and a[2:] == b[2:]


ALLOWED: Floats = np.array([[0.0 if _may_follow(a, b) else _NEVER for b in TAGS] for a in TAGS], dtype=np.float32)
OPENS: Floats = np.array([0.0 if t == "O" or t[0] in "BS" else _NEVER for t in TAGS], dtype=np.float32)
CLOSES: Floats = np.array([0.0 if t == "O" or t[0] in "ES" else _NEVER for t in TAGS], dtype=np.float32)
"""What BIOES allows: the scores that are added to the learned ones."""

Sentences = Sequence[tuple[int, int]]


def best_tags(scores: Floats, sentences: Sentences, transitions: Floats) -> npt.NDArray[np.int64]:
    """The most likely tags (Viterbi), for all sentences of a document at once.

    Args:
        scores: (tokens, tags), unnormalised log-scores.
        sentences: First token and one past the last; they cover all tokens.
        transitions: (tags, tags), learned scores from one tag to the next.

    Returns:
        The number of each token's tag.
    """
    order, first, length = _longest_first(sentences)
    steps = np.ascontiguousarray((transitions + ALLOWED).T)  # the tag before last: reductions are fast along memory
    longest = int(length[0]) if len(order) else 0
    running = np.searchsorted(-length, -np.arange(longest), side="left")
    best = scores[first] + OPENS
    back = np.zeros((longest, len(order), len(TAGS)), dtype=np.int8)
    final = best.copy()
    for t in range(1, longest):
        n = running[t]
        paths = best[:n, None, :] + steps
        back[t, :n] = paths.argmax(2)
        best = paths.max(2) + scores[first[:n] + t]
        final[:n] = best
    tags = np.zeros(len(scores), dtype=np.int64)
    current = (final + CLOSES).argmax(1)
    everyone = np.arange(len(order))
    for t in range(longest - 1, -1, -1):
        n = running[t]
        tags[first[:n] + t] = current[:n]
        if t:
            current[:n] = back[t, everyone[:n], current[:n]]
    return tags


def _longest_first(sentences: Sentences) -> tuple[list[tuple[int, int]], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    order = sorted(sentences, key=lambda s: s[0] - s[1])
    first = np.array([s for s, _ in order], dtype=np.int64)
    return order, first, np.array([e - s for s, e in order], dtype=np.int64)


class Loss(NamedTuple):
    """Negative log-likelihood of the right tags, and its slopes."""

    value: float
    scores: Floats
    transitions: Floats


def loss(scores: Floats, sentences: Sentences, right: npt.NDArray[np.int64], transitions: Floats) -> Loss:
    """How unlikely the right tags are, summed over sentences, with the gradients. Shapes as in `best_tags`."""
    order, first, length = _longest_first(sentences)
    count, longest = len(order), int(length[0])
    at = first[:, None] + np.minimum(np.arange(longest)[None], length[:, None] - 1)
    inside = np.arange(longest)[None] < length[:, None]
    emitted = scores[at].astype(np.float64)
    top = emitted.max(2, keepdims=True)
    weight = np.exp(emitted - top)
    steps = transitions.astype(np.float64) + ALLOWED
    move = np.exp(steps)
    running = [int((length > t).sum()) for t in range(longest)]

    forward = np.zeros((count, longest, len(TAGS)))
    scale = np.zeros((count, longest))
    for t in range(longest):
        n = running[t]
        alpha = (np.exp(OPENS)[None] if t == 0 else forward[:n, t - 1] @ move) * weight[:n, t]
        scale[:n, t] = alpha.sum(1)
        forward[:n, t] = alpha / scale[:n, t, None]
    everyone = np.arange(count)
    ending = (forward[everyone, length - 1] * np.exp(CLOSES)).sum(1)
    normaliser = np.log(np.where(inside, scale, 1.0)).sum() + (top[:, :, 0] * inside).sum() + np.log(ending).sum()

    backward = np.zeros_like(forward)
    backward[everyone, length - 1] = np.exp(CLOSES)
    expected = np.zeros_like(move)
    for t in range(longest - 2, -1, -1):
        n = running[t + 1]
        ahead = weight[:n, t + 1] * backward[:n, t + 1]
        beta = ahead @ move.T
        joint = forward[:n, t, :, None] * move * ahead[:, None, :]
        expected += (joint / joint.sum((1, 2), keepdims=True)).sum(0)
        backward[:n, t] = beta / beta.sum(1, keepdims=True)
    marginal = forward * backward
    marginal /= marginal.sum(2, keepdims=True) + 1e-300

    tags = right[at]
    chosen = np.zeros_like(marginal)
    np.put_along_axis(chosen, tags[:, :, None], 1.0, 2)
    slope = np.zeros(scores.shape)
    slope[at[inside]] = (marginal - chosen)[inside]
    before, after = tags[:, :-1][inside[:, 1:]], tags[:, 1:][inside[:, 1:]]
    np.add.at(expected, (before, after), -1.0)
    value = normaliser - (emitted * chosen)[inside].sum() - steps[before, after].sum()
    return Loss(float(value), slope.astype(np.float32), expected.astype(np.float32))
