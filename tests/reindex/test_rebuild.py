"""A reindex from raw pages and from articles, with the real stages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.archive import ArticleIndex
from etl.article import Article
from etl.load import connect
from etl.pipeline import ingest
from etl.reindex import Choices, GateFailed, Reindex, run_reindex
from etl.settings import Settings
from etl.store import Store
from tests.reindex.archive_of import article, contents, live, settings_in
from tests.reindex.newspaper import PAGES, SNOW, write_inbox

SUBSCRIBE = "Abonnez-vous !"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the newspaper, made once."""
    folder = tmp_path_factory.mktemp("newspaper")
    ingest(settings_in(folder), [str(write_inbox(folder / "inbox"))], run="first")
    return folder


@pytest.fixture
def settings(printed: Path, tmp_path: Path) -> Settings:
    shutil.copytree(printed, tmp_path / "desk")
    return settings_in(tmp_path / "desk")


@pytest.fixture
def index(settings: Settings) -> Iterator[ArticleIndex]:
    engine = connect(settings)
    yield engine
    engine.close()


@pytest.fixture
def pages(index: ArticleIndex) -> dict[str, Article]:
    """The archived articles by the name of their page."""
    found = {Path(a.path or "").name: a for a in index.scan()}
    assert len(found) == 4
    return found


def _as_if_cleaned_badly(index: ArticleIndex, *articles: Article) -> None:
    """What an older rule might have left."""
    index.update({a.id: {"text": f"{a.text}\n\n{SUBSCRIBE}"} for a in articles})


@pytest.mark.parametrize("rebuild_from", ["raw", "articles"])
def test_the_same_rules_give_the_same_archive(
    settings: Settings, index: ArticleIndex, pages: dict[str, Article], rebuild_from: str
) -> None:
    before = contents(index)
    choices = Choices(rebuild_from=rebuild_from, strictness="strict")  # type: ignore[arg-type]
    report = run_reindex(settings, choices, name="r", index=index)
    assert report.headline == "This rebuild alters 0 of 4 articles."
    assert contents(index) == before
    assert live(index) == report.version


def test_a_dry_run_says_what_would_change_and_writes_nothing(
    settings: Settings, index: ArticleIndex, pages: dict[str, Article]
) -> None:
    _as_if_cleaned_badly(index, pages["pont.txt"], pages["course.txt"])
    before, versions, runs = contents(index), index.versions(), list(index.collection("runs").scan())
    report = run_reindex(settings, Choices(dry_run=True), name="r", index=index)
    assert report.headline == "This rebuild alters 2 of 4 articles."
    assert report.comparison.by_field == {"text": 2}
    assert {example.lines[0].text for example in report.comparison.examples} == {SUBSCRIBE}
    assert (contents(index), index.versions(), list(index.collection("runs").scan())) == (before, versions, runs)


def test_a_dry_run_may_be_limited(settings: Settings, index: ArticleIndex, pages: dict[str, Article]) -> None:
    report = run_reindex(settings, Choices(dry_run=True, limit=1), name="r", index=index)
    assert (report.plan.pages, report.plan.rebuilt, report.comparison.vanished) == (1, 1, 0)


def test_better_rules_reach_every_article(settings: Settings, index: ArticleIndex, pages: dict[str, Article]) -> None:
    before = contents(index)
    _as_if_cleaned_badly(index, *pages.values())
    run_reindex(settings, Choices(), name="r", index=index)
    assert contents(index) == before


def test_story_ids_live_on(settings: Settings, index: ArticleIndex, pages: dict[str, Article]) -> None:
    """The archive knows the story by an id that a rebuild would not give it anew."""
    index.update({pages["pont.txt"].id: {"story_id": "the-bridge"}})
    index.refresh()
    run_reindex(settings, Choices(), name="r", index=index)
    assert index.get([pages["pont.txt"].id])[pages["pont.txt"].id].story_id == "the-bridge"


def test_an_article_whose_page_is_not_in_the_store_is_carried_over(
    settings: Settings, index: ArticleIndex, pages: dict[str, Article]
) -> None:
    index.write([article(1)])
    report = run_reindex(settings, Choices(), name="r", index=index)
    assert (report.plan.rebuilt, report.plan.carried, report.plan.without_page) == (4, 1, 1)
    assert index.get(["a00001"])["a00001"].text == article(1).text


def test_only_what_the_filter_names_is_rebuilt(
    settings: Settings, index: ArticleIndex, pages: dict[str, Article]
) -> None:
    _as_if_cleaned_badly(index, *pages.values())
    report = run_reindex(settings, Choices(source="courrier-du-vallon.example"), name="r", index=index)
    assert (report.plan.rebuilt, report.plan.carried) == (1, 3)
    texts = {Path(a.path or "").name: a.text for a in index.scan()}
    assert [name for name, text in texts.items() if SUBSCRIBE not in text] == ["bibliotheque.html"]
    assert len(texts) == 4


def test_a_page_that_made_no_article_gets_another_chance(
    settings: Settings, index: ArticleIndex, pages: dict[str, Article]
) -> None:
    index.delete([pages["laiterie.txt"].id])
    index.refresh()
    report = run_reindex(settings, Choices(), name="r", index=index)
    assert report.comparison.appeared == 1
    assert [glimpse.id for glimpse in report.comparison.appearing] == [pages["laiterie.txt"].id]
    assert len(contents(index)) == 4


def test_what_was_taken_down_stays_down(settings: Settings, index: ArticleIndex, pages: dict[str, Article]) -> None:
    gone = pages["laiterie.txt"]
    index.delete([gone.id])
    index.collection("removals").put([{"id": gone.id}])
    report = run_reindex(settings, Choices(strictness="strict"), name="r", index=index)
    assert report.comparison.appeared == 0
    assert gone.id not in contents(index)


def test_rules_that_refuse_what_was_an_article_fail_the_gate(
    settings: Settings, index: ArticleIndex, pages: dict[str, Article]
) -> None:
    before, old, lost = contents(index), live(index), pages["course.txt"]
    Store(settings.store).delete_raw(lost.digest or "")
    with pytest.raises(GateFailed, match=r"vanished: 1 of 4.*rejects: 1 of 4"):
        run_reindex(settings, Choices(), name="r", index=index)
    assert (live(index), contents(index)) == (old, before)
    report = run_reindex(settings, Choices(strictness="off"), name="next", index=index)
    assert report.swapped
    assert [(v.id, v.reason) for v in report.comparison.vanishing] == [(lost.id, "raw-damaged")]
    assert before.keys() - contents(index).keys() == {lost.id}


def test_a_night_during_the_fill_is_not_lost(
    settings: Settings, index: ArticleIndex, pages: dict[str, Article], tmp_path: Path
) -> None:
    _as_if_cleaned_badly(index, *pages.values())
    reindex = Reindex.open(settings, "r", Choices(), index=index)
    batches = reindex.plan()
    reindex.create()
    reindex.observe()
    for batch in batches:
        reindex.clean(batch)
    reindex.dedupe()
    for batch in batches:
        reindex.enrich(batch)
    fill = reindex.link()
    inbox = tmp_path / "desk" / "inbox"
    reopened = "\nLe pont de la Verdière a rouvert mardi à la circulation, a indiqué la mairie, plus tôt que prévu.\n"
    (inbox / "pont.txt").write_text(PAGES["pont.txt"] + reopened, encoding="utf-8")
    (inbox / "neige.txt").write_text(SNOW, encoding="utf-8")
    ingest(settings, [str(inbox)], run="second", index=connect(settings))
    for batch in fill:
        reindex.fill(batch)
    caught_up = reindex.catch_up()
    assert (caught_up.new, caught_up.changed) == (1, 1)
    assert reindex.verify().passed
    reindex.swap()
    texts = {Path(a.path or "").name: a.text for a in index.scan()}
    assert "a rouvert mardi" in texts["pont.txt"]
    assert "col des Aigles" in texts["neige.txt"]
    assert SUBSCRIBE not in texts["course.txt"]
    assert len(texts) == 5
