"""The five real texts: what a newcomer sees first must not embarrass, and not one sentence may be lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.archive import ArticleIndex, Query
from etl.article import Article
from etl.load import connect
from etl.normalise import words
from etl.pipeline import ingest
from etl.settings import Settings

SEEDS = Path(__file__).parents[2] / "seeds"
PHONE_CALL = {"000_7c0963efd4a23422.txt", "001_9c3b6e1ed6db9b31.txt"}

# What in the seeds is not the article: the beginnings of these lines. A title line may go or stay.
FURNITURE = {
    "000": ("date 2022-07",),
    "001": (),
    "002": (
        "Source : AP",
        "Le secrétaire d’État américain Anthony Blinken et le ministre russe des Affaires étrangères Sergueï Lavrov à Gen",
        "Un convoi de véhicules blindés",
        "Pas de nouvelles, mauvaises nouvelles",
        "prise en charge des magazines",
        "pour vous contributions",
        "Soutenez-nous maintenant",
        "🇫🇷🇦🇺",
        "Ensemble, nous défendrons et promouvrons",
        "– Liz Truss (@trussliz)",
        "avec des rapports de ©",
    ),
    "003": ("Lire aussi", "Leave a Reply", "Your email", "This site uses", "Recent News", "Editor's Pick", "."),
    "004": ("Partagez", "Passez en revue"),
}
HEADS = {
    # "Truss", a sub-heading on the minister of that name, as a machine translated it.
    "002": ("les treillis",),
    "001": ("La conversation était principalement centrée",),
    "003": ("Les opinions se heurtent",),
    "004": ("Guerre russo-ukrainienne, première", "Premier bref face-à-face en marge"),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleIndex]:
    folder = tmp_path_factory.mktemp("seeds")
    settings = Settings(index=f"embedded:{folder / 'index'}", store=str(folder / "store"), workers=1)
    ingest(settings, [str(SEEDS)])
    opened = connect(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def articles(index: ArticleIndex) -> dict[str, Article]:
    return {Path(str(a.path)).name: a for a in index.scan()}


@pytest.mark.parametrize("name", sorted(path.name for path in SEEDS.glob("*.txt")))
def test_no_sentence_is_lost_and_no_furniture_stays(articles: dict[str, Article], name: str) -> None:
    article = articles[name]
    kept = " ".join(words(article.text))
    lines = [line.strip() for line in (SEEDS / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    for line in lines:
        folded = " ".join(words(line))
        if line.startswith(FURNITURE[name[:3]]):
            assert not folded or folded not in kept, f"left in the text: {line}"
        elif not line.startswith(HEADS.get(name[:3], ())):
            assert folded in kept, f"lost: {line}"


def test_titles_are_titles(articles: dict[str, Article]) -> None:
    titles = {name[:3]: str(article.title) for name, article in articles.items()}
    assert titles["003"] == "Les opinions se heurtent alors que Blinken et Lavrov discutent de l’Ukraine"
    assert titles["004"].startswith("Guerre russo-ukrainienne, première rencontre surprise au G20")
    assert articles["000_7c0963efd4a23422.txt"].published_at == "2022-07"
    assert {article.language for article in articles.values()} == {"fr"}


def test_the_phone_call_is_one_story_and_each_meeting_its_own(articles: dict[str, Article]) -> None:
    stories: dict[str | None, set[str]] = {}
    for name, article in articles.items():
        stories.setdefault(article.story_id, set()).add(name)
        assert article.duplicate_of is None
    assert sorted(map(sorted, stories.values())) == sorted(
        [sorted(PHONE_CALL), *([n] for n in set(articles) - PHONE_CALL)]
    )


def test_spellings_of_one_person_are_one_person(articles: dict[str, Article]) -> None:
    ids: dict[str, set[str]] = {}
    for article in articles.values():
        for entity in article.entities:
            for mention in entity.mentions:
                assert article.text[mention.start : mention.end] == mention.text
                ids.setdefault(mention.text, set()).add(entity.id)
    for person in (
        ("Antony Blinken", "Anthony Blinken", "Antoine Blinken", "Blinken"),
        ("Sergueï Lavrov", "Sergei Lavrov", "Lavrov"),
        ("Victor Bout", "Viktor Bout"),
        ("Vladimir Poutine", "Poutine"),
        ("Joe Biden", "Biden"),
    ):
        assert len(set().union(*(ids[spelling] for spelling in person))) == 1, f"{person} are not one"
    distinct = ("Antony Blinken", "Sergueï Lavrov", "Vladimir Poutine", "Joe Biden", "Paul Whelan", "Brittney Griner")
    assert len(set().union(*(ids[name] for name in distinct))) == len(distinct)


def test_every_article_names_its_people(articles: dict[str, Article]) -> None:
    for article in articles.values():
        assert {"Antony Blinken", "Sergueï Lavrov"} <= set(article.people)


@pytest.mark.parametrize("text", ["négociation", "negociations", "NÉGOCIATIONS"])
def test_a_search_finds_what_a_french_reader_expects(index: ArticleIndex, text: str) -> None:
    found = {Path(str(hit.article.path)).name[:3] for hit in index.search(Query(text=text)).hits}
    assert {"003", "004"} <= found


def test_any_spelling_of_a_person_finds_all_articles_on_him(index: ArticleIndex) -> None:
    for spelling in ("Antony Blinken", "Anthony Blinken", "Antoine Blinken"):
        assert index.search(Query(text=f'"{spelling}"')).total == 5
    assert index.search(Query(person="Antony Blinken")).total == 5
    assert index.search(Query(text="l'Ukraine")).total == 5
