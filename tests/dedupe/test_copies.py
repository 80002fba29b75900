"""What is a copy, what only looks like one, and which is kept."""

from __future__ import annotations

import pytest

from etl.article import Article, Kind
from tests.dedupe.newsdesk import FERRY, FURNITURE, HALLE, article, decide

BASE = article("base", HALLE, source="depeche.example", title="La halle sera démolie", published_at="2024-02-01T08:00Z")


def test_the_same_words_are_an_exact_copy() -> None:
    again = article(
        "again", [p.replace("'", "’").upper() for p in HALLE], source="echo.example", published_at="2024-02-02"
    )
    decided = decide([BASE, again])
    assert decided["again"].duplicate_of == "base"
    assert decided["again"].duplicate_kind == "exact"
    assert decided["again"].similarity == 1.0
    assert decided["base"].duplicate_of is None


@pytest.mark.parametrize(
    "paragraphs",
    [
        HALLE[:3],
        (*HALLE, *FURNITURE),
        (HALLE[0], HALLE[3], HALLE[1], HALLE[2], HALLE[4]),
        ("Coup dur pour les amoureux du patrimoine.", *HALLE[:4], FURNITURE[0]),
    ],
    ids=["cut", "furniture", "moved", "own lede"],
)
def test_a_reprint_is_a_near_copy(paragraphs: tuple[str, ...]) -> None:
    reprint = article("reprint", paragraphs, source="echo.example", published_at="2024-02-02", title=BASE.title)
    decided = decide([BASE, reprint])["reprint"]
    assert (decided.duplicate_of, decided.duplicate_kind) == ("base", "near")
    assert 0.5 < (decided.similarity or 0) < 1.0


def test_a_copy_carries_the_story_of_its_original() -> None:
    decided = decide([BASE, article("cut", HALLE[:3], published_at="2024-02-02", title=BASE.title)])
    assert decided["cut"].story_id == decided["base"].story_id is not None


@pytest.mark.parametrize(
    "other",
    [
        article("other", FERRY, published_at="2024-02-02"),
        article("other", (*FERRY, HALLE[1]), published_at="2024-02-02"),
        article("other", (*FERRY, *FURNITURE, FERRY[1][::-1], *HALLE[:2]), published_at="2024-02-02"),
    ],
    ids=["unrelated", "background", "mostly its own"],
)
def test_an_article_of_its_own_is_no_copy(other: Article) -> None:
    assert decide([BASE, other])["other"].duplicate_of is None


def test_a_form_filled_anew_is_no_copy() -> None:
    form = (
        "Le temps sera {} ce {} sur {} avec {} degrés le matin et {} l'après-midi. Le vent soufflera en rafales à {} "
        "km/h et le risque d'averse est estimé à {} %. Les services de la météorologie invitent à la prudence."
    )
    filled = [
        article("brest", [form.format("couvert", "lundi", "Brest", 11, 14, 60, 80)], published_at="2024-01-08"),
        article("nice", [form.format("ensoleillé", "jeudi", "Nice", 9, 19, 15, 5)], published_at="2024-01-11"),
        article("metz", [form.format("brumeux", "samedi", "Metz", 2, 6, 25, 40)], published_at="2024-01-13"),
    ]
    assert {one.duplicate_of for one in decide(filled).values()} == {None}


def test_a_round_up_that_contains_an_article_is_no_copy_of_it() -> None:
    weeks = (
        "Quatrième semaine de grève à la fonderie de Saint-Aubin : la direction propose une prime, refusée.",
        *FERRY,
    )
    others = [
        (
            "Les viticulteurs du Clairval annoncent une récolte en recul d'un tiers, après un printemps de gel et de grêle "
            "que les anciens comparent à celui de 1991."
        ),
        (
            "À Montrouvier, le lycée agricole inaugure un internat en bois pour ses deux cents élèves, chauffé par une "
            "chaudière que les apprentis ont eux-mêmes installée."
        ),
        (
            "Le tournoi de pelote de Sare a réuni huit cents spectateurs malgré la pluie, et couronné une équipe de frères "
            "venue de l'autre versant des Pyrénées."
        ),
    ]
    brief = article("brief", HALLE[3:], published_at="2024-02-01")
    round_up = article("round-up", (*weeks, *others, *HALLE[3:], *others[::-1]), published_at="2024-02-03")
    assert decide([brief, round_up])["round-up"].duplicate_of is None


def test_a_live_page_that_grew_is_no_copy() -> None:
    live = article("live", (*HALLE[:2], *FERRY, *FURNITURE), kind=Kind.LIVE, published_at="2024-02-03")
    assert decide([article("first", HALLE[:2], published_at="2024-02-01"), live])["live"].duplicate_of is None


def test_two_pages_of_one_address_are_versions() -> None:
    url = "https://depeche.example/halle"
    versions = [article("v1", HALLE, url=url, published_at="2024-02-01"), article("v2", HALLE[:4], url=url)]
    assert {one.duplicate_of for one in decide(versions).values()} == {None}


def test_texts_without_words_are_no_copies_of_each_other() -> None:
    assert {one.duplicate_of for one in decide([article("a", [""]), article("b", ["…"])]).values()} == {None}


def test_the_earliest_is_kept_then_the_fullest_then_by_id() -> None:
    early = article("z", HALLE[:4], published_at="2024-02-01T06:00:00+01:00", title="Halle")
    late = article("a", HALLE, published_at="2024-02-01T05:30:00+00:00", title="Halle")
    assert decide([late, early])["a"].duplicate_of == "z"
    undated = [article("c", HALLE[:4], title="Halle"), article("b", HALLE, title="Halle"), article("a", HALLE)]
    decided = decide(undated)
    assert [decided[name].duplicate_of for name in "abc"] == [None, "a", "a"]


def test_a_date_that_is_known_to_the_month_claims_no_precedence() -> None:
    month = article("month", HALLE, published_at="2024-02")
    day = article("day", HALLE, published_at="2024-02-10")
    assert decide([month, day])["month"].duplicate_of == "day"


def test_groups_do_not_chain() -> None:
    """A like B and B like C, but A and C have nothing in common: no group of three, and no copy of a copy."""
    first, last = article("a", HALLE, published_at="2024-02-01"), article("c", FERRY, published_at="2024-02-03")
    both = article("b", (*HALLE[:3], *FERRY[:3]), published_at="2024-02-02")
    decided = decide([first, both, last])
    assert decided["c"].duplicate_of != "a"
    assert all(one.duplicate_of is None or decided[one.duplicate_of].duplicate_of is None for one in decided.values())


def test_what_an_outlet_prints_everywhere_joins_nobody() -> None:
    """Briefs under more furniture than news."""
    news = [
        f"La ligne {n} du car est détournée par Bourg-{n} et Mas-{n} durant {n + 3} jours de travaux."
        for n in range(12)
    ]
    notices = [*FURNITURE, "Notre application réunit l'actualité de votre commune et vous alerte quand elle change."]
    briefs = [article(f"n{n}", (text, *notices), source="car.example") for n, text in enumerate(news)]
    assert {one.duplicate_of for one in decide(briefs).values()} == {None}


def test_records_with_only_an_id_and_a_text_are_enough() -> None:
    decided = decide([article("a", HALLE), article("b", HALLE[:4]), article("c", FERRY)])
    assert decided["b"].duplicate_of == "a"
    assert decided["c"].duplicate_of is None


def test_of_two_records_with_one_id_one_decision_is_made() -> None:
    decided = decide([article("a", HALLE), article("a", FERRY), article("b", HALLE[:4])])
    assert decided["a"].duplicate_of is None
