from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from bs4 import BeautifulSoup

from etl.archive import ArticleIndex, WriteReport
from etl.article import Article, Removal
from etl.load import connect
from etl.report.desk import build, desk_page, render
from etl.report.desk.articles import Gathering
from etl.report.page import NARROW_SPACE
from etl.report.summary import as_documents
from etl.settings import Settings
from tests.report import newsroom


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[ArticleIndex]:
    index = connect(Settings(index=f"embedded:{tmp_path / 'index'}"))
    index.ensure()
    yield index
    index.close()


@pytest.fixture
def index(empty: ArticleIndex) -> ArticleIndex:
    empty.write(newsroom.articles())
    runs = empty.collection("runs")
    for day in (1, 2):
        quiet = newsroom.summary(
            run=f"night-{day}", day=f"2026-03-0{day}", of=newsroom.articles()[:4], rejects=[],
            written=WriteReport(indexed=4), pages=4,
        )  # fmt: skip
        runs.put(as_documents(quiet))
    runs.put(as_documents(newsroom.summary(run="night-3", day="2026-03-03")))
    empty.refresh()
    return empty


def text_of(page: str) -> str:
    return " ".join(BeautifulSoup(page, "lxml").get_text(" ").replace(NARROW_SPACE, " ").split())


def test_the_press_is_newest_first_without_copies(index: ArticleIndex) -> None:
    desk = build(index)
    assert (desk.articles, desk.looked_at, desk.copies) == (9, 9, 2)
    shown = [found.line for found in desk.press]
    assert [line.duplicate_of for line in shown] == [None] * 7
    assert shown[0].published_at is not None
    assert shown[0].published_at[:10] == "2026-03-02"
    assert shown[-1].name == "Les dockers reconduisent la grève"
    untitled = next(found for found in desk.press if found.line.title is None)
    assert untitled.lead.startswith("à quai."), "the opening is said above, not again"


def test_last_night_stands_beside_the_weeks_before(index: ArticleIndex) -> None:
    night = build(index).night
    assert night is not None
    figures = {figure.label: (figure.value, figure.usual) for figure in night.figures}
    assert night.run["id"] == "night-3"
    assert figures["new articles"] == (9, 4)
    assert figures["rejected"] == (1, 0)
    rules = {rule.rule: (rule.count, rule.usual) for rule in night.rules}
    assert rules["donation"] == (2, 0)
    assert rules["share-bar"] == (4, 3)
    assert [stage.stage for stage in night.stages] == ["read", "clean", "dedupe", "enrich", "load"]
    assert [(refusal.reason, refusal.count) for refusal in night.refusals] == [("empty", 1)]
    assert [week.outcomes["new"] for week in night.weeks] == [4, 4, 9]
    assert night.weeks[-1].seconds["enrich"] == 5.9


def test_a_second_run_of_the_night_does_not_hide_the_first(index: ArticleIndex) -> None:
    again = newsroom.summary(
        run="night-3-again", day="2026-03-03", of=[], rejects=[], written=WriteReport(), unchanged=9
    )
    again.started_at, again.finished_at = "2026-03-03T09:00:00+01:00", "2026-03-03T09:00:01+01:00"
    index.collection("runs").put(as_documents(again))
    night = build(index).night
    assert night is not None
    assert (night.run["id"], night.runs, night.nights) == ("night-3-again", 2, 3)
    assert {figure.label: figure.value for figure in night.figures}["new articles"] == 9
    assert {rule.rule: rule.count for rule in night.rules}["donation"] == 2
    assert {stage.stage: stage.count for stage in night.stages}["load"] == 18
    assert "2 runs in 24 hours" in text_of(desk_page(index))


@pytest.mark.parametrize(
    ("blocks", "articles", "unusual"),
    [(40, 9, True), (12, 9, False), (40, 40, False), (0, 40, True), (1, 4, False), (9, 1, False)],
)
def test_a_rule_that_took_far_more_or_less_is_said(
    empty: ArticleIndex, blocks: int, articles: int, unusual: bool
) -> None:
    """Five nights of some ten articles and as many share bars, then one in which the rule did otherwise."""

    def night(day: int, count: int, of: int) -> None:
        bar = Removal(text="Partager", rule="share-bar", position=0)
        other = Removal(text="Lire aussi", rule="read-also", position=1)
        night = [Article(id=str(n), text="Bref.", source="s", removed=[other]) for n in range(of)]
        night[0].removed += [bar] * count
        summary = newsroom.summary(run=f"n{day}", day=f"2026-03-{day:02}", of=night)
        empty.collection("runs").put(as_documents(summary))

    for day in range(1, 6):
        night(day, 9 + day % 3, 10)
    night(6, blocks, articles)
    desk = build(empty)
    assert desk.night is not None
    assert {rule.rule: rule.unusual for rule in desk.night.rules} == {"share-bar": unusual, "read-also": False}
    assert ("Last night share-bar took out" in text_of(render(desk))) is unusual


def test_nights_of_months_ago_are_not_compared_with(index: ArticleIndex) -> None:
    index.collection("runs").put(as_documents(newsroom.summary(run="old", day="2025-11-03")))
    night = build(index).night
    assert night is not None
    assert night.nights == 3


def test_who_appears_with_whom_and_where(index: ArticleIndex) -> None:
    who = build(index).who
    assert who.people[0].name == "Idriss Benamar"
    assert {name.name: name.articles for name in who.people}["Maëlle Kervadec"] == 2
    pairs = {name: dict(zip(who.with_whom.heads, row, strict=True)) for name, row in who.with_whom.rows}
    assert pairs["Maëlle Kervadec"]["Yann Le Goff"] == pairs["Yann Le Goff"]["Maëlle Kervadec"] == 1
    assert pairs["Maëlle Kervadec"]["Maëlle Kervadec"] == 0
    at = {name: dict(zip(who.who_where.heads, row, strict=True)) for name, row in who.who_where.rows}
    assert at["Idriss Benamar"]["Port-Navalis"] == 2
    assert sum(who.places[0].over_time) == who.places[0].articles
    assert who.steps[0] == "2026-02-26"
    assert len(who.steps) == 5


def test_stories_and_who_shares_them(index: ArticleIndex) -> None:
    stories = build(index).stories
    assert stories.count == 5
    assert [told.articles for told in stories.largest] == [3, 3]
    assert (stories.longest[0].days, len(stories.longest[0].sources)) == (4.0, 3)
    assert sum(cell for _, row in stories.shared.rows for cell in row) == 6


def test_a_story_runs_from_publication_to_publication(empty: ArticleIndex) -> None:
    """When a page was fetched says nothing about how long its story ran."""
    old = Article(id="a", text="Bref.", story_id="s", published_at="2022-07-29", fetched_at="2026-03-02T00:00:00Z")
    undated = Article(id="b", text="Bref aussi.", story_id="s", fetched_at="2026-03-02T00:00:00Z")
    empty.write([old, undated])
    empty.refresh()
    stories = build(empty).stories
    assert [(told.first, told.last, told.days) for told in stories.largest] == [("2022-07-29", "2022-07-29", 0.0)]
    assert stories.longest == []


def test_cleaning_shows_what_each_rule_took_and_from_whom(index: ArticleIndex) -> None:
    cleaning = build(index).cleaning
    rules = {rule.rule: rule for rule in cleaning.rules}
    assert (rules["share-bar"].articles, rules["share-bar"].blocks) == (4, 4)
    assert rules["share-bar"].examples == ["Partager sur Facebook Partager par courriel"]
    assert {(r.rule, r.source): r.count for r in cleaning.weeks}["share-bar", "ponant-matin.example"] == 3 + 2 + 2
    assert cleaning.lost_most[0].removed_words == 16


def test_only_the_newest_are_looked_at_and_the_page_says_so(index: ArticleIndex) -> None:
    desk = build(index, looked_at=3)
    assert (desk.looked_at, desk.articles) == (3, 9)
    assert "The views count the newest 3;" in text_of(render(desk))
    assert "All of them are counted here" in text_of(desk_page(index))


def test_the_page_has_the_five_views(index: ArticleIndex) -> None:
    page = desk_page(index)
    said = text_of(page)
    soup = BeautifulSoup(page, "lxml")
    assert [tag.get_text() for tag in soup.select("h2")] == [
        "Search the press",
        "Last night",
        "Who and where",
        "Stories",
        "Cleaning",
    ]
    for wanted in ("Vingt ans de Marées", "usual 4", "Maëlle Kervadec", "told by", "Articles that lost most"):
        assert wanted in said
    assert not soup.select("script, img, iframe, link, form")


def test_an_empty_archive_is_a_page_too(empty: ArticleIndex) -> None:
    said = text_of(desk_page(empty))
    assert "The archive is empty" in said
    assert "No run is on record yet" in said


def test_nothing_that_an_article_or_a_run_holds_is_markup(index: ArticleIndex) -> None:
    evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[2J"
    bad = Article(
        id="evil", text=evil, title=evil, lead=evil, source=evil, url=f"javascript:{evil}", path=evil, people=[evil, "x"],
        organizations=[evil], places=[evil], story_id=evil, published_at="2026-03-03", kind=newsroom.articles()[0].kind,
        removed=[Removal(text=evil, rule=evil, position=0)],
    )  # fmt: skip
    index.write([bad, msgspec.structs.replace(bad, id="evil-2")])
    run = newsroom.summary(run=evil, day="2026-03-04", of=[bad], rejects=[newsroom.reject(reason=evil)])
    run.stages = [msgspec.structs.replace(run.stages[0], name=evil)]
    index.collection("runs").put(as_documents(run))
    index.refresh()
    page = desk_page(index)
    soup = BeautifulSoup(page, "lxml")
    assert "alert(1)" in soup.get_text()
    assert not soup.select("script, img")
    assert not [a for a in soup.select("a") if "javascript" in str(a["href"])]
    assert not [c for c in page if (ord(c) < 32 and c != "\n") or c == "\u202e"]


@pytest.mark.parametrize(
    ("dates", "steps"),
    [
        (["2026-03-01", "2026-03-03T10:00:00Z"], ["2026-03-01", "2026-03-02", "2026-03-03"]),
        (["2026-01", "2026-03-15"], ["2026-01", "2026-02", "2026-03"]),
        (["2019", "2026-03-15"], None),
        (["hier", "2026-02-30"], []),
    ],
)
def test_time_goes_by_days_or_by_months(dates: list[str], steps: list[str] | None) -> None:
    gathering = Gathering()
    for number, day in enumerate(dates):
        gathering.add(Article(id=str(number), text="Bref.", published_at=day, people=["Maëlle Kervadec"]))
    who = gathering.who()
    if steps is None:
        assert (len(who.steps), who.steps[-1]) == (36, "2026-03")
        assert sum(who.people[0].over_time) == 1
    else:
        assert who.steps == steps
        assert sum(who.people[0].over_time) == (len(dates) if steps else 0)
