"""The form of a reindex: what goes together, and what is inside its window."""

from __future__ import annotations

import pytest

from etl.reindex import Choices, InvalidChoice


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        (Choices(rebuild_from="documents", source="exemple.fr"), "copied all together"),
        (Choices(limit=10), "a dry run"),
        (Choices(dry_run=True, limit=0), "1 or more"),
        (Choices(keep=-1), "0 or more"),
        (Choices(since="2024-05-02", until="2024-05-01"), "no day"),
        (Choices(rebuild_from="pages"), "cannot rebuild"),  # type: ignore[arg-type]
        (Choices(strictness="lax"), "the gate cannot"),  # type: ignore[arg-type]
    ],
)
def test_what_does_not_go_together_is_refused(choices: Choices, says: str) -> None:
    with pytest.raises(InvalidChoice, match=says):
        choices.check()


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 date"):
        Choices(since="hier").check()


@pytest.mark.parametrize(
    ("date", "inside"),
    [
        ("2024-05-01", True),
        ("2024-05-31T23:59:00+02:00", True),
        ("2024-05", True),
        ("2024-04-30", False),
        ("2024-06-01", False),
        (None, False),
        ("unknown", False),
    ],
)
def test_the_window_is_inclusive(date: str | None, inside: bool) -> None:
    assert Choices(since="2024-05-01", until="2024-05-31").holds(date, None) is inside


def test_no_window_holds_everything_and_a_source_only_its_own() -> None:
    assert Choices().holds(None, None)
    assert Choices(source="exemple.fr").holds(None, "exemple.fr")
    assert not Choices(source="exemple.fr").holds("2024-05-01", "autre.fr")
