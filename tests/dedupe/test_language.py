"""Languages, stems, terms and order."""

from __future__ import annotations

import pytest

from etl import normalise
from etl.dedupe import language, order
from etl.dedupe.terms import stems
from tests.dedupe.newsdesk import HALLE, article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HALLE[2], "fr"),
        ("The mayor said that the market would be rebuilt before the end of the year.", "en"),
        ("Der Rat hat am Montag mit den Stimmen der Opposition für die Sanierung gestimmt.", "de"),
        ("Kerduel Brannec 312", "und"),
        ("", "und"),
    ],
)
def test_the_words_tell_the_language(text: str, expected: str) -> None:
    assert language.detect(normalise.words(text)) == expected


@pytest.mark.parametrize(("declared", "expected"), [("fr-CA", "fr"), ("en_GB", "en"), ("FR", "fr")])
def test_a_declared_language_counts(declared: str, expected: str) -> None:
    assert language.of(declared, []) == expected


def test_forms_of_a_word_share_their_stem() -> None:
    assert language.stem("negociations", "fr") == language.stem("negociation", "fr")
    assert language.stem("kerduel", "und") == "kerduel"


def test_terms_leave_out_function_words_and_years_and_mark_names() -> None:
    counts, names = stems(
        article("a", ["La maire de Tréville, Odile Vasseur, a parlé en 2024 à Odile."], title="Odile")
    )
    assert "la" not in counts
    assert "2024" not in counts
    assert counts[language.stem("odile", "fr")] == 4  # twice in the text, and a headline counts once more
    assert language.stem("vasseur", "fr") in names
    assert language.stem("maire", "fr") not in names


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2022-07-29T10:00:00+02:00", "2022-07-29T09:00:00+00:00"),
        ("2022-07-29T23:59:00+00:00", "2022-07"),
        ("2022-07", "2022"),
        ("2022-07-29", "2022-07-30"),
        ("2022", None),
        ("2022", "hier"),
        ("2022", "2022-13"),
    ],
)
def test_instants(earlier: str, later: str | None) -> None:
    assert order.instant(earlier) < order.instant(later)
