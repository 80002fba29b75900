"""The figures reached on the pinned pages: a change may not lower them without saying so here."""

from __future__ import annotations

import pytest

from tests.clean.gate.score import Outcome, outcome
from tests.clean.gate.styles import pages
from tests.clean.pages import CLEANER, page

PINNED_KEPT = 0.999
"""Characters of the articles that are kept, at least."""
PINNED_LEAKED = 0.015
"""Lines kept that are no part of an article, at most."""
PINNED_CLEAN = 0.9
"""Pages without a leaked or lost line, at least."""


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [outcome(made, CLEANER.clean(page(made.content, html=made.format == "html"))) for made in pages()]


def test_there_are_enough_pages(outcomes: list[Outcome]) -> None:
    assert len(outcomes) >= 20


def test_articles_are_kept(outcomes: list[Outcome]) -> None:
    kept = sum(o.kept for o in outcomes) / sum(o.body for o in outcomes)
    assert kept >= PINNED_KEPT, [(o.name, o.lost) for o in outcomes if o.lost]


def test_little_leaks(outcomes: list[Outcome]) -> None:
    leaked = sum(len(o.leaked) for o in outcomes) / sum(o.lines for o in outcomes)
    assert leaked <= PINNED_LEAKED, [(o.name, o.leaked) for o in outcomes if o.leaked]


def test_most_pages_are_perfect(outcomes: list[Outcome]) -> None:
    perfect = sum(not o.leaked and not o.lost for o in outcomes) / len(outcomes)
    assert perfect >= PINNED_CLEAN


def test_titles_dates_and_stubs(outcomes: list[Outcome]) -> None:
    assert [o.name for o in outcomes if not o.title] == []
    assert [o.name for o in outcomes if not o.date] == []
    assert [o.name for o in outcomes if not o.stub] == []
