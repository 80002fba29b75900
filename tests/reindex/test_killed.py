"""A worker that is killed in the middle of every step: readers notice nothing, and the next run goes on."""

from __future__ import annotations

import itertools
import random

from etl.archive import ArticleIndex
from etl.reindex import Choices
from etl.settings import Settings
from tests.reindex.archive_of import article, contents, live
from tests.reindex.killing import reindex_killed_at

DOCUMENTS = Choices(rebuild_from="documents", keep=0)
CHILDREN = 40


def test_killed_again_and_again(settings: Settings, index: ArticleIndex) -> None:
    """One reindex, killed every few events until it gets through; a night changes the archive meanwhile."""
    chance = random.Random(4)
    first, kills = live(index), 0
    while not reindex_killed_at(settings, DOCUMENTS, "r", chance.randint(4, 32)):
        kills += 1
        assert kills < CHILDREN
        if kills == 3:
            index.write([article(70), article(5, text="Corrigé dans la nuit.")])
            index.delete(["a00009"])
        assert len(contents(index)) == 60
    assert kills > 4
    assert live(index) != first
    assert contents(index)["a00070"]
    assert "a00009" not in contents(index)
    assert [version.name for version in index.versions()] == [live(index)]


def test_killed_once_at_every_place(settings: Settings, index: ArticleIndex) -> None:
    """Some places around the swap and the clearing away, each met by a reindex of its own."""
    before = contents(index)
    for number, kill_at in enumerate(itertools.count(24, 17)):
        if reindex_killed_at(settings, DOCUMENTS, f"r{number}", kill_at):
            break
        assert contents(index) == before
        assert reindex_killed_at(settings, DOCUMENTS, f"r{number}", None)
        assert contents(index) == before
        assert len(index.versions()) == 1
    assert number > 1
