"""Shingles and keys of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.dedupe import damage, sketch
from etl.dedupe.folding import mix
from etl.dedupe.sketch import KEYS, key_terms
from tests.dedupe.newsdesk import FERRY, HALLE

TEXT = "\n".join(HALLE)


class _Sketch(NamedTuple):
    content: int
    shingles: npt.NDArray[np.uint32]
    words: npt.NDArray[np.uint32]
    keys: npt.NDArray[np.uint64]


def _sketch(text: str, others: Sequence[str] = ()) -> _Sketch:
    """The sketch of a text in the midst of others."""
    found = sketch.sketches([*others, text, *others])
    place = len(others)
    start, end = (int(found.lengths[:stop].sum()) for stop in (place, place + 1))
    first, last = (int(found.key_counts[:stop].sum()) for stop in (place, place + 1))
    return _Sketch(int(found.content[place]), found.shingles[start:end], found.words[start:end], found.keys[first:last])


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=80))
@settings(deadline=None)
def test_a_sketch_does_not_depend_on_the_batch(others: list[str], text: str) -> None:
    alone, among = _sketch(text), _sketch(text, others)
    assert alone.content == among.content
    assert np.array_equal(alone.shingles, among.shingles)
    assert np.array_equal(alone.keys, among.keys)
    assert np.array_equal(alone.words, among.words)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 2**30)), min_size=1, max_size=6), st.integers(0, 9))
@settings(deadline=None)
def test_keys_are_the_smallest_hashes_of_each_text(texts: list[tuple[int, int]], seed: int) -> None:
    """Texts of so many shingles, of which at most so many are different: some repeat themselves again and again."""
    chance = np.random.default_rng(seed)
    rows = [mix(chance.integers(0, different, size=length, dtype=np.uint64)) for length, different in texts]
    keys, counts = sketch._keys(np.concatenate(rows), np.array([len(row) for row in rows]))
    assert keys.tolist() == [key for row in rows for key in sorted(set(row.tolist()))[:KEYS]]
    assert counts.tolist() == [min(KEYS, len(set(row.tolist()))) for row in rows]


def test_keys_that_differ_in_their_lowest_bits_only_stay_in_order() -> None:
    hashes = np.array([9, 8, 7, 2**40, 5], dtype=np.uint64)
    keys, counts = sketch._keys(hashes, np.array([3, 2]))
    assert keys.tolist() == [7, 8, 9, 5, 2**40]
    assert counts.tolist() == [3, 2]


def test_keys_are_the_smallest_and_different() -> None:
    keys = _sketch(TEXT * 5).keys
    assert len(keys) == KEYS
    assert (np.diff(keys.astype(object)) > 0).all()
    assert np.array_equal(keys, _sketch(TEXT).keys)


def test_key_terms_are_twelve_digits() -> None:
    terms = key_terms(_sketch(TEXT).keys)
    assert len(terms) == KEYS
    assert {len(term) for term in terms} == {12}


@pytest.mark.parametrize("text", ["", "…", "«»"])
def test_a_text_without_words_has_no_content(text: str) -> None:
    assert _sketch(text).content == 0
    assert not len(_sketch(text).keys)


def test_a_text_of_two_words_has_one_shingle() -> None:
    assert len(_sketch("Grève reconduite").shingles) == 1


@pytest.mark.parametrize(
    "damaged",
    [
        TEXT.encode().decode("cp1252", errors="replace"),
        TEXT.replace("é", "?").replace("É", "?"),
        TEXT.replace("’", "'").upper(),
        "".join({"é": "e", "è": "e", "â": "a", "É": "E"}.get(c, c) for c in TEXT),
        TEXT.replace("\n", " ").replace(" ", "\u00a0"),
    ],
    ids=["mojibake", "lost letters", "capitals", "no accents", "no-break spaces"],
)
def test_damage_leaves_most_keys(damaged: str) -> None:
    assert len(np.intersect1d(_sketch(TEXT).keys, _sketch(damaged).keys)) > 0.8 * KEYS


def test_a_question_stays_one() -> None:
    question = "Qui paiera ? La mairie ? Personne ne le sait."
    assert damage.repair(question) == question


def test_other_texts_share_no_key() -> None:
    assert not len(np.intersect1d(_sketch(TEXT).keys, _sketch("\n".join(FERRY)).keys))
