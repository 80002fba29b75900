"""How a reader's line is taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.load import mappings
from etl.load.analysis import analyzers
from etl.load.query import Reading, read, slips

ANALYZERS = analyzers(mappings.definition("articles"))


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("", Reading()),
        ("   ", Reading()),
        ("guerre Ukraine", Reading(words=("guerre", "Ukraine"))),
        ("la guerre en Ukraine", Reading(words=("guerre", "Ukraine"))),
        ("guerre guerre", Reading(words=("guerre",))),
        ('accord "cessez-le-feu immédiat"', Reading(words=("accord",), phrases=("cessez-le-feu immédiat",))),
        ("« pas décisif »", Reading(phrases=("pas décisif",))),
        ("“pas décisif”", Reading(phrases=("pas décisif",))),
        ("gaz -pétrole", Reading(words=("gaz",), without_words=("pétrole",))),
        ("gaz −“mer Noire”", Reading(words=("gaz",), without_phrases=("mer Noire",))),
        ("porte-parole", Reading(words=("porte-parole",))),
        ("gaz - pétrole", Reading(words=("gaz", "pétrole"))),
        ("O.N.U.", Reading(words=("ONU.",))),
        ("10 000 soldats", Reading(words=("10000", "soldats"))),
        ("e\u0301lection", Reading(words=("élection",))),
        ("est-ce que", Reading(phrases=("est-ce que",))),
        ('"jamais fermé', Reading(words=("jamais", "fermé"))),
        ("!?", Reading()),
    ],
)
def test_reading(line: str, reading: Reading) -> None:
    assert read(line, ANALYZERS) == reading


@given(st.text())
def test_no_line_is_too_odd(line: str) -> None:
    reading = read(line, ANALYZERS)
    assert reading.asks == bool(reading.words or reading.phrases)


@pytest.mark.parametrize(("words", "needed"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (6, 4)])
def test_longer_questions_may_be_met_in_part(words: int, needed: int) -> None:
    assert Reading(words=tuple(map(str, range(words)))).needed == needed


@pytest.mark.parametrize(("word", "letters"), [("gaz", 0), ("2022", 0), ("gazs", 1), ("ukrane", 1), ("negociat", 2)])
def test_short_words_have_to_be_right(word: str, letters: int) -> None:
    assert slips(word) == letters


def test_of_a_pasted_paragraph_the_first_words_count() -> None:
    reading = read(" ".join(f"mot{number}" for number in range(500)), ANALYZERS)
    assert reading.words == tuple(f"mot{number}" for number in range(32))
