"""A pair in words, and a story in order of time."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from etl import normalise
from etl.article import Article, Kind
from etl.dedupe import Verdict, explain_pair
from etl.dedupe.passages import shared_passages
from etl.dedupe.timeline import render_terminal, timeline
from tests.dedupe.newsdesk import FERRY, FURNITURE, HALLE, article

BASE = article("base", HALLE, title="La halle sera démolie", published_at="2024-02-01")
FORM = (
    "Le temps sera {} ce {} sur {} avec {} degrés le matin et {} l'après-midi. Le vent soufflera en rafales à {} km/h "
    "et le risque d'averse est estimé à {} %. Les services de la météorologie invitent à la prudence."
)


def _other(*paragraphs: str, **fields: object) -> Article:
    return article("other", paragraphs, published_at="2024-02-02", **fields)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (BASE, _other(*HALLE), Verdict.EXACT),
        (BASE, _other(*HALLE[:3], title=BASE.title), Verdict.NEAR),
        (BASE, _other(*HALLE).__class__(id="base", text="Tout autre chose."), Verdict.VERSION),
        (BASE, _other(*(p.replace("4,2 millions", "5,6 millions") for p in HALLE)), Verdict.CORRECTION),
        (
            article("brest", [FORM.format("couvert", "lundi", "Brest", 11, 14, 60, 80)]),
            article("nice", [FORM.format("gris", "jeudi", "Nice", 9, 19, 15, 5)]),
            Verdict.TEMPLATE,
        ),
        (article("brief", HALLE[:2]), _other(*HALLE[:2], *FERRY, *FURNITURE, kind=Kind.LIVE), Verdict.LIVE),
        (article("brief", HALLE[3:]), _other(*FERRY, *FURNITURE, *HALLE[3:], *FERRY[::-1]), Verdict.ROUND_UP),
        (BASE, _other(*FERRY, HALLE[1]), Verdict.BACKGROUND),
    ],
)
def test_verdicts(first: Article, second: Article, expected: Verdict) -> None:
    assert explain_pair(first, second).verdict == expected
    assert explain_pair(second, first).verdict == expected


def test_stories_on_record_decide() -> None:
    one, other = article("a", HALLE, story_id="s1"), article("b", FERRY, story_id="s1")
    assert explain_pair(one, other).verdict == Verdict.STORY
    other.story_id = "s2"
    assert explain_pair(one, other).verdict == Verdict.UNRELATED


def test_the_passages_are_what_both_texts_say() -> None:
    first, second = "\n\n".join(HALLE), "\n\n".join((HALLE[3].upper(), FERRY[0], HALLE[0].replace("'", "’")))
    passages = shared_passages(first, second)
    assert [passage.words for passage in passages] == [len(normalise.words(HALLE[0])), passages[1].words]
    for passage in passages:
        assert first[passage.first_start :].startswith(passage.first)
        assert second[passage.second_start :].startswith(passage.second)


def test_the_terminal_shows_verdict_reasons_and_passages() -> None:
    out = io.StringIO()
    explanation = explain_pair(BASE, _other(*HALLE[:3], title=BASE.title))
    explanation.render_terminal(Console(file=out, width=160))
    shown = out.getvalue()
    assert "near copy" in shown
    assert "keys in common" in shown
    assert "Anselme Courtaud" in shown


def test_a_story_says_who_was_first_and_what_each_added() -> None:
    entries = timeline(
        [
            article("late", (HALLE[0], FERRY[0]), published_at="2024-02-02"),
            article("copy", HALLE[:2], published_at="2024-02-03", duplicate_of="first", duplicate_kind="near"),
            article("first", HALLE[:2], published_at="2024-02-01"),
        ]
    )
    assert [entry.article.id for entry in entries] == ["first", "late", "copy"]
    assert len(entries[0].sentences) == 2
    assert [sentence[:15] for sentence in entries[1].sentences] == ["Un ferry transp"]
    assert entries[1].figures == ["312"]
    assert entries[1].names == ["Kerduel"]
    assert entries[2].sentences == []
    out = io.StringIO()
    render_terminal(entries, Console(file=out, width=160))
    assert "near copy of first" in out.getvalue()
