from __future__ import annotations

import pytest

from etl.enrich.given import Agreement
from etl.enrich.names import agree, parse
from etl.enrich.people import THRESHOLD, VETO, full_keys, names_score, surname_keys
from etl.enrich.romanise import key, latin
from etl.enrich.similarity import features, likeness


@pytest.mark.parametrize(
    ("name", "given", "surname"),
    [
        ("Paul Roux", ("paul",), ("roux",)),
        ("Roux", (), ("roux",)),
        ("Morel-Vidal", (), ("morel", "vidal")),
        ("Anna Morel-Vidal", ("anna", "morel"), ("vidal",)),
        ("Jean-Marc Roux", ("jean", "marc"), ("roux",)),
        ("Anna van der Berg", ("anna",), ("berg",)),
        ("Ben Ashton", ("ben",), ("ashton",)),
        ("Paul Roux Jr", ("paul",), ("roux",)),
        ("Henri IV", ("henri",), ("iv",)),
        ("J.-C. Morel", ("j", "c"), ("morel",)),
        ("Иван Петров", ("ivan",), ("petrov",)),
    ],
)
def test_a_name_is_taken_apart(name: str, given: tuple[str, ...], surname: tuple[str, ...]) -> None:
    parsed = parse(name)
    assert (parsed.given, parsed.surname) == (given, surname)


SAME = [
    ("Viktor Orlow", "Victor Orlov"),
    ("Sergueï Antonov", "Sergei Antonow"),
    ("Piotr Tchernov", "Pyotr Chernov"),
    ("Antony Marsh", "Antoine Marsh"),
    ("Joe Carver", "Joseph Carver"),
    ("J. Carver", "Joseph Carver"),
    ("Éva Lindström", "Eva Lindstrom"),
    ("Jean-Luc Morel", "Jean Luc Morel"),
    ("Horvath Janos", "Janos Horvath"),
    ("Youssef el-Amrani", "Youssef Amrani"),
    ("Abdel Aziz Lahlou", "Abdelaziz Lahlou"),
    ("Xu Lanying", "Xu Lan-ying"),
    ("Jean-Claude Morel", "J.-C. Morel"),
    ("Valery Zaluzhnik", "Valeri Zaloujnik"),
    ("Yasser Dahmani", "Yasir Dahmani"),
    ("Jens Kolberg", "Yens Kolberg"),
    ("Georgy Antonov", "Gueorgui Antonov"),
    ("Gamal Dahmani", "Djamal Dahmani"),
    ("Margaux Roux", "Margot Roux"),
    ("Zhou Dehai", "Chou Te-hai"),
    ("Choi Min-seok", "Choe Min Sok"),
]
OTHER = [
    ("Volodymyr Koval", "Vladimir Koval"),
    ("Igor Antonov", "Igor Antonova"),
    ("Paul Roux", "Pierre Roux"),
    ("Anna Roux", "Paul Roux"),
    ("Marc Vidal", "Marc Vasseur"),
    ("P. Roux", "Anna Roux"),
    ("François Roux", "Françoise Roux"),
    ("Stéphane Roux", "Stéphanie Roux"),
    ("Henri II", "Henri III"),
    ("Marine Roux", "Marion Roux"),
    ("Elisa Roux", "Elise Roux"),
    ("Paul Roux", "Paul Roux Jr"),
    ("Zhou Dehai", "Zhou Dakai"),
    ("Choi Min-seok", "Choi Min-jae"),
    ("Henri II", "Henri IV"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_spellings_of_one_name_are_put_together(a: str, b: str) -> None:
    assert names_score(parse(a), parse(b)) >= THRESHOLD
    assert agree(parse(a), parse(b)) != Agreement.CONTRADICT
    assert full_keys(parse(a)) & full_keys(parse(b)), "they would not even be compared"


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_different_names_are_kept_apart(a: str, b: str) -> None:
    assert names_score(parse(a), parse(b)) < THRESHOLD


@pytest.mark.parametrize(("a", "b"), [*SAME, *OTHER])
def test_order_does_not_matter(a: str, b: str) -> None:
    assert names_score(parse(a), parse(b)) == names_score(parse(b), parse(a))
    assert features(latin("antonov"), latin("antonow")) == features(latin("antonow"), latin("antonov"))


def test_given_names_that_contradict_veto() -> None:
    assert names_score(parse("Paul Roux"), parse("Anna Roux")) == VETO


@pytest.mark.parametrize(
    "spellings", [("Antonov", "Antonow", "Антонов"), ("Chernov", "Tchernov", "Tschernow"), ("Orlovski", "Orlovsky")]
)
def test_romanisations_share_their_key(spellings: tuple[str, ...]) -> None:
    assert len({key(s) for s in spellings}) == 1


def test_a_spelling_is_likelier_than_a_lookalike() -> None:
    assert likeness("Antonov", "Antonow") > 0.9 > likeness("Antonov", "Antonik")
    assert likeness("Petrov", "Petrova") < 0.2


def test_a_surname_alone_finds_its_full_name() -> None:
    assert surname_keys(parse("Orlov")) & surname_keys(parse("Victor Orlow"))


def test_a_word_without_a_sound_still_has_a_key() -> None:
    assert key("H") == "h"
    assert agree(parse("Kévin H."), parse("Kévin Roux")) == Agreement.CONTRADICT
