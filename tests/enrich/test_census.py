"""What is counted of the forms of a night."""

from __future__ import annotations

import pytest

from etl.article import Article, Entity, EntityType, Mention
from etl.enrich.census import Census


def _counted(*published: str | None) -> tuple[str | None, str | None]:
    """First and last day of somebody whom articles of these dates name, all fetched on one day."""
    census = Census()
    for number, date in enumerate(published):
        entity = Entity(
            id="x", name="Odile Vasseur", type=EntityType.PER, mentions=[Mention(text="Odile Vasseur", start=0, end=13)]
        )
        census.add(
            Article(
                id=str(number),
                text="Odile Vasseur vote.",
                published_at=date,
                fetched_at="2026-11-28T03:00:00+00:00",
                entities=[entity],
            )
        )
    (form,) = census.forms.values()
    return form.first_day, form.last_day


@pytest.mark.parametrize(
    ("published", "days"),
    [
        (("2022-07-29T18:30:00+02:00", None, "2024-01-02"), ("2022-07-29", "2024-01-02")),
        (("2022-07",), ("2022-07-01", "2022-07-31")),
        ((None, "hier"), (None, None)),
    ],
)
def test_days_are_those_on_which_articles_appeared_and_no_others(
    published: tuple[str | None, ...], days: tuple[str | None, str | None]
) -> None:
    assert _counted(*published) == days
