"""Days that a text names."""

from __future__ import annotations

import pytest

from etl.dedupe.dates import event_dates
from tests.dedupe.newsdesk import article


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("Réunis le 21 janvier 2022 à Genève.", None, ["2022-01-21"]),
        ("Le 1er août, la halle rouvrira.", "2024-07-20", ["2024-08-01"]),
        ("Fermé depuis le 30 décembre.", "2024-01-04", ["2023-12-30"]),
        ("L'accident a eu lieu vendredi.", "2022-07-31T10:00:00+02:00", ["2022-07-29"]),
        ("Il a neigé hier à Metz.", "2024-03-01", ["2024-02-29"]),
        ("Rendez-vous vendredi prochain.", "2024-03-01", []),
        ("Ouvert le lundi.", "2024-03-01", []),
        ("Signed on September 3, 2021.", None, ["2021-09-03"]),
        ("Séance du 05/11/2023.", None, ["2023-11-05"]),
        ("Le 31 février 2023 n'existe pas.", None, []),
        ("Le 12 mars, sans plus.", None, []),
        ("Vendredi, on verra.", "2022-07", []),
    ],
)
def test_days(text: str, published: str | None, expected: list[str]) -> None:
    assert event_dates(article("a", [text], published_at=published)) == expected
