from __future__ import annotations

import tracemalloc

import msgspec
import pytest

from etl.archive import WriteReport
from etl.article import Article, Kind, Removal, Stage
from etl.report.model import Copy, HourCount, NameCount, RuleCount, RunSummary, StoryLine
from tests.report import newsroom


def test_a_night_is_counted() -> None:
    run = newsroom.summary()
    assert (run.articles, run.stories, run.copies_exact, run.copies_near, run.rejected) == (9, 5, 1, 1, 1)
    assert run.other_kinds == {Kind.STUB: 1}
    assert run.words == sum(len(article.text.split()) for article in newsroom.articles())
    assert run.removed_words == sum(len(r.text.split()) for a in newsroom.articles() for r in a.removed)
    assert run.top_people[0] == NameCount(name="Idriss Benamar", articles=3)
    assert (run.new, run.changed) == (9, 0)
    assert not run.index_unchanged
    assert not run.counts_capped
    assert run.seconds == 12


def test_each_rule_is_counted_by_source() -> None:
    run = newsroom.summary()
    share = {r.source: (r.count, r.articles) for r in run.removals_by_rule if r.rule == "share-bar"}
    assert share == {"ponant-matin.example": (3, 3), "radio-estuaire.example": (1, 1)}
    assert run.by_rule()[0] == RuleCount(rule="share-bar", count=4, words=24)


def test_an_article_knows_its_copies_and_its_story() -> None:
    run = newsroom.summary()
    original, copy = run.articles_listed[0], run.articles_listed[2]
    assert original.copies == [Copy(id=copy.id, title=copy.name, source="radio-estuaire.example")]
    assert (original.copies_count, original.story_size) == (1, 3)
    assert (copy.duplicate_of, copy.duplicate_kind, copy.similarity) == (original.id, "near", 0.97)


def test_an_article_without_title_goes_by_its_opening() -> None:
    line = newsroom.summary().articles_listed[5]
    assert line.title is None
    assert line.name == "Quatrième jour de grève à Port-Navalis : une centaine de conteneurs attendent …"


def test_only_stories_of_several_articles_are_told() -> None:
    stories = newsroom.summary().top_stories
    assert [story.articles for story in stories] == [3, 3]
    assert isinstance(stories[0], StoryLine)
    assert len(stories[0].sources) == 3


def test_arrivals_are_counted_by_the_hour_of_utc() -> None:
    text = [
        Article(id=str(n), text="Bref.", source="s", fetched_at=stamp)
        for n, stamp in enumerate(["2026-03-02T00:30:00+01:00", "2026-03-01T23:59:59Z", "2026-03", None, "hier"])
    ]
    assert newsroom.summary(of=text).by_source_hour == [
        HourCount(source="s", hour=None, count=3),
        HourCount(source="s", hour="2026-03-01T23:00:00Z", count=2),
    ]


def test_what_the_index_refused_is_a_reject_too() -> None:
    refused = newsroom.reject(7, stage=Stage.LOAD, reason="mapping")
    run = newsroom.summary(written=WriteReport(indexed=8, rejects=[refused]))
    counts = [(r.stage, r.reason, r.count) for r in run.rejects_by_reason]
    assert counts == [("load", "mapping", 1), ("read", "empty", 1)]
    assert refused in run.rejects


def test_a_run_that_wrote_nothing_left_the_index_as_it_was() -> None:
    assert newsroom.summary(written=WriteReport(unchanged=9)).index_unchanged


def test_the_words_that_a_rule_took_out_are_shown_as_they_begin() -> None:
    removal = Removal(text="Lire\naussi\x1b[31m " + "x" * 500, rule="r", position=3)
    article = Article(id="a", text="Bref.", removed=[removal])
    sample = newsroom.summary(of=[article]).articles_listed[0].removed[0].sample
    assert sample.startswith("Lire aussi[31m xxx")
    assert len(sample) <= 90


def test_the_articles_that_lost_most_come_first() -> None:
    night = [
        Article(id=str(n), text="mot " * 10, removed=[Removal(text="mot " * n, rule="r", position=0)])
        for n in range(50)
    ]
    assert [line.id for line in newsroom.summary(of=night).most_removed] == [str(n) for n in range(49, 29, -1)]


@pytest.mark.parametrize("count", [500, 2_500])
def test_memory_does_not_grow_with_the_articles(count: int) -> None:
    tracemalloc.start()
    run = newsroom.summary(of=newsroom.many(count))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert run.articles == count
    assert len(run.articles_listed) == 200
    assert peak < 2_500_000


def test_a_summary_comes_back_from_json_as_it_went() -> None:
    run = newsroom.summary()
    assert msgspec.json.decode(msgspec.json.encode(run), type=RunSummary) == run


def test_a_night_of_nothing() -> None:
    run = newsroom.summary(of=[], rejects=[], written=WriteReport(), pages=0)
    assert (run.articles, run.words, run.stories, run.index_unchanged) == (0, 0, 0, True)


def test_a_page_that_claims_much_is_listed_in_little() -> None:
    names = [f"Nom {number} " + "x" * 10_000 for number in range(500)]
    run = newsroom.summary(of=[Article(id="a", text="Bref.", title="Titre " * 100_000, people=names, places=names)])
    line = run.articles_listed[0]
    assert len(line.name) <= 300
    assert (len(line.people), line.names_left_out) == (40, 920)
    assert len(msgspec.json.encode(run)) < 50_000
