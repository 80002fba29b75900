from __future__ import annotations

import pytest

from etl.enrich.sound import nearest, sound


@pytest.mark.parametrize(
    ("a", "b"),
    [("Choukov", "Shukov"), ("Lawrow", "Lavrov"), ("Khrabrov", "Krabrov"), ("Baudin", "Bodin"), ("Filip", "Philip")],
)
def test_spellings_of_one_sound_are_heard_alike(a: str, b: str) -> None:
    assert sound(a) == sound(b)


@pytest.mark.parametrize(("a", "b"), [("Roman", "Rumen"), ("Marin", "Martin")])
def test_vowels_and_consonants_are_kept(a: str, b: str) -> None:
    assert sound(a) != sound(b)


@pytest.mark.parametrize(
    ("a", "b"), [("Zaloujnik", "Zaluzhnik"), ("Michail", "Mikhail"), ("Hsiao", "Xiao"), ("Gerasimov", "Guerasimov")]
)
def test_letters_that_languages_read_differently_meet(a: str, b: str) -> None:
    one, other = nearest(a, b)
    assert one == other
    assert nearest(b, a) == nearest(a, b)


def test_a_word_without_a_sound_has_an_empty_reading() -> None:
    assert sound("H") == sound("习") == ""
