from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.report import wording


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_plain_text_is_one_line_without_a_steering_character(text: str) -> None:
    shown = wording.plain(text)
    allowed = {"\u200c", "\u200d", "\ufe0e", "\ufe0f"}
    assert not [c for c in shown if unicodedata.category(c).startswith("C") and c not in allowed]
    assert len(shown.splitlines()) <= 1
    shown.encode()  # no lone surrogate either


@given(st.text(max_size=300), st.integers(2, 40))
def test_a_limit_is_kept(text: str, limit: int) -> None:
    assert len(wording.plain(text, limit)) <= limit


def test_plain_leaves_french_alone() -> None:
    text = "« L’œuvre d’Éloïse », à 12 % : un élan… – c’est tout !"
    assert wording.plain(text) == text


def test_a_limit_cuts_between_words() -> None:
    assert wording.plain("Le pont restera fermé jusqu’à la mi-juin", 24) == "Le pont restera fermé…"
    assert wording.plain("Le pont restera fermé", 8) == "Le pont…"


def test_a_huge_text_is_not_read_whole_for_a_line() -> None:
    assert wording.plain("a" * 10_000_000, 10) == "a" * 9 + "…"


@pytest.mark.parametrize(
    ("stamp", "shown"),
    [
        ("2022-07-29T14:03:00+02:00", "29 July 2022"),
        ("2022-07-29", "29 July 2022"),
        ("2022-07", "July 2022"),
        ("2022", "2022"),
        (None, ""),
        ("hier", "hier"),
        ("2022-13-01", "2022-13-01"),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(stamp: str | None, shown: str) -> None:
    assert wording.date(stamp) == shown


@pytest.mark.parametrize(
    ("stamp", "shown"),
    [
        ("2026-03-02T04:20:00+01:00", "2 March 2026, 04:20 UTC+01:00"),
        ("2026-03-02T04:20:00Z", "2 March 2026, 04:20 UTC"),
        ("jamais", "jamais"),
    ],
)
def test_a_moment_names_its_offset(stamp: str, shown: str) -> None:
    assert wording.moment(stamp) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.04, "0.0 s"), (9.96, "10.0 s"), (12.4, "12 s"), (60, "1 min"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_a_duration_has_the_precision_that_matters(seconds: float, shown: str) -> None:
    assert wording.duration(seconds) == shown


def test_one_and_many() -> None:
    assert [wording.counted(1, "story", "stories"), wording.counted(1204, "story", "stories")] == [
        "1 story",
        "1,204 stories",
    ]
