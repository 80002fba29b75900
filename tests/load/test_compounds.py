"""The ways in which a compound is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.load.compounds import FIRST_PARTS, SHORTEST, joined, parted


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("cyber-attaque", "cyberattaque"),
        ("week‑end", "weekend"),
        ("cessez-le-feu", "cessezlefeu"),
        ("cyberattaque", None),
        ("covid-19", None),
        ("2024-2025", None),
        ("-gaz", None),
        ("l'Ukraine", None),
    ],
)
def test_a_hyphenated_word_in_one(word: str, one: str | None) -> None:
    assert joined(word) == one


def test_a_word_in_two_behind_a_first_part() -> None:
    assert parted("cyberattaques") == ["cyber attaque", "cyber attaques"]
    assert parted("Antigel") == ["Anti gel", "Anti gels"]
    for word in ("attaque", "pomme", "weekends2", "anti-gel", ""):
        assert parted(word) == [], word


def test_an_unknown_word_wherever_it_can_be_cut() -> None:
    assert "gare routière" in parted("gareroutière", anywhere=True)
    assert parted("poire", anywhere=True) == []


@given(st.text(max_size=30))
def test_the_parts_are_the_word(word: str) -> None:
    for anywhere in (False, True):
        for two in parted(word, anywhere=anywhere):
            first, second = two.split(" ")
            assert min(len(first), len(second)) >= SHORTEST - 1
            assert first + second in {word, f"{word}s", word.removesuffix("s")}


def test_first_parts_are_lower_case_words_that_can_be_cut() -> None:
    assert all(part.isalpha() and part == part.lower() and len(part) >= SHORTEST for part in FIRST_PARTS)
