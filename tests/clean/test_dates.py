"""Dates as the press writes them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.metadata.dates import from_machine, from_text, from_url, month_from_text, zone_of

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Publié le 14/04/2023 à 13h26", "2023-04-14T13:26:00+02:00"),
        ("Publié le 14/01/2023 à 13h", "2023-01-14T13:00:00+01:00"),
        ("20 janvier 2022", "2022-01-20"),
        ("le 1er août 2021, 06:00", "2021-08-01T06:00:00+02:00"),
        ("Mis à jour le 05.05.2015 à 20h13", "2015-05-05T20:13:00+02:00"),
        ("May 3, 2024", "2024-05-03"),
        ("3. Oktober 2019", "2019-10-03"),
        ("12 de marzo de 2020", "2020-03-12"),
        ("12, Marzo, 2020", "2020-03-12"),
        ("Le 31 février 2020", None),
        ("jeudi", None),
        ("Il y a 3 heures", None),
        ("45/13/2020", None),
    ],
)
def test_dates_in_text(line: str, date: str | None) -> None:
    assert from_text(line, PARIS) == date


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2023-10-27T15:01:00+02:00", "2023-10-27T15:01:00+02:00"),
        ("2023-10-27T13:01:00.123Z", "2023-10-27T13:01:00+00:00"),
        ("2023-10-27T15:01:00+0200", "2023-10-27T15:01:00+02:00"),
        ("2023-12-27 15:01", "2023-12-27T15:01:00+01:00"),
        ("20231027T150100", "2023-10-27T15:01:00+02:00"),
        ("2023-10-27", "2023-10-27"),
        ("demain", None),
    ],
)
def test_dates_for_machines(value: str, date: str | None) -> None:
    assert from_machine(value, PARIS) == date


def test_a_time_without_a_zone_is_no_time() -> None:
    assert from_machine("2023-12-27 15:01", None) == "2023-12-27"


def test_a_month_stays_a_month() -> None:
    assert month_from_text("date 2022-07 Commentez") == "2022-07"
    assert month_from_text("juillet 2022") == "2022-07"
    assert month_from_text("2022-07-14") is None


def test_addresses_carry_days() -> None:
    assert from_url("https://journal.example/2023/10/27/le-pont") == "2023-10-27"
    assert from_url("https://journal.example/2023/10/le-pont") == "2023-10"
    assert from_url("https://journal.example/article-20231099") is None


def test_newsrooms_have_zones() -> None:
    assert zone_of("journal.fr", None) == PARIS
    assert zone_of("journal.ca", "fr") == ZoneInfo("America/Toronto")
    assert zone_of("journal.com", "fr") == PARIS
    assert zone_of("journal.com", "en") is None


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    for found in (from_text(text, PARIS), from_machine(text, PARIS), month_from_text(text)):
        assert found is None or found[:4].isdigit()
