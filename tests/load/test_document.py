"""What the index adds to an article, and what it refuses."""

from __future__ import annotations

import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import Article
from etl.days import period
from etl.load.document import InvalidDocument, article, document, merged, window


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-07", "2022-07-01", "2022-07-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-07-29", "2022-07-29", "2022-07-29"),
        ("2022-07-29T23:30:00+02:00", "2022-07-29", "2022-07-29"),
        ("2022-07-29T23:30Z", "2022-07-29", "2022-07-29"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_a_date_names_its_days(date: str, first: str, last: str) -> None:
    assert period(date) == (first, last)


@pytest.mark.parametrize(
    "date",
    ["", "hier", "29/07/2022", "2022-13", "2022-02-30", "2022-7-1", "2022-07-29T25:00:00Z", "0000", "2022-07-29T"],
)
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        period(date)


@given(st.datetimes(timezones=st.just(datetime.UTC)))
def test_every_instant_is_a_day(instant: datetime.datetime) -> None:
    assert period(instant.isoformat()) == (instant.date().isoformat(),) * 2


def test_a_window_takes_months_whole() -> None:
    assert window("2022-07", "2022-08") == ("2022-07-01", "2022-08-31")
    assert window(None, None) == (None, None)


@given(st.text(), st.text(), st.none() | st.text(min_size=1, max_size=8))
def test_a_document_holds_its_article(title: str, text: str, story: str | None) -> None:
    made = Article(id="a", title=title, text=text, story_id=story)
    source = msgspec.json.decode(document(made).source())
    assert article(source) == made
    assert source["collapse_on"] == (story or "a")


@given(st.sampled_from(["title", "text", "source", "section"]), st.text(), st.text())
def test_the_fingerprint_changes_with_any_field(field: str, one: str, other: str) -> None:
    plain = Article(id="a", text="Texte.")
    first, second = (document(msgspec.structs.replace(plain, **{field: value})) for value in (one, other))
    assert (first.fingerprint == second.fingerprint) == (one == other)


def test_words_are_counted_for_the_dashboards() -> None:
    source = msgspec.json.decode(document(Article(id="a", text="Trois petits mots.\n\nEt deux")).source())
    assert (source["words"], source["removed_words"]) == (5, 0)


def test_merging_checks_names_and_types() -> None:
    plain = Article(id="a", text="Texte.")
    assert merged(plain, {"keys": ["k"]}).keys == ["k"]
    for wrong in ({"nope": 1}, {"id": "b"}, {"keys": "k"}):
        with pytest.raises(InvalidDocument):
            merged(plain, wrong)
