"""Shingles and keys of a text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.dedupe import damage
from etl.dedupe.sketch import KEYS, key_terms, sketch
from tests.dedupe.newsdesk import FERRY, HALLE

TEXT = "\n".join(HALLE)


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=80))
@settings(deadline=None)
def test_a_sketch_does_not_depend_on_the_batch(others: list[str], text: str) -> None:
    alone = sketch([text])[0]
    among = sketch([*others, text, *others])[len(others)]
    assert alone.content == among.content
    assert np.array_equal(alone.shingles, among.shingles)
    assert np.array_equal(alone.keys, among.keys)
    assert np.array_equal(alone.words, among.words)


def test_keys_are_the_smallest_and_different() -> None:
    keys = sketch([TEXT * 5])[0].keys
    assert len(keys) == KEYS
    assert (np.diff(keys.astype(object)) > 0).all()
    assert np.array_equal(keys, sketch([TEXT])[0].keys)


def test_key_terms_are_twelve_digits() -> None:
    terms = key_terms(sketch([TEXT])[0].keys)
    assert len(terms) == KEYS
    assert {len(term) for term in terms} == {12}


@pytest.mark.parametrize("text", ["", "…", "«»"])
def test_a_text_without_words_has_no_content(text: str) -> None:
    assert sketch([text])[0].content == 0
    assert not len(sketch([text])[0].keys)


def test_a_text_of_two_words_has_one_shingle() -> None:
    assert len(sketch(["Grève reconduite"])[0].shingles) == 1


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
    assert len(np.intersect1d(sketch([TEXT])[0].keys, sketch([damaged])[0].keys)) > 0.8 * KEYS


def test_a_question_stays_one() -> None:
    question = "Qui paiera ? La mairie ? Personne ne le sait."
    assert damage.repair(question) == question


def test_other_texts_share_no_key() -> None:
    assert not len(np.intersect1d(sketch([TEXT])[0].keys, sketch(["\n".join(FERRY)])[0].keys))
