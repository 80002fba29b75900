"""Small nights, one after the other, tell the stories that one look at everything tells."""

from __future__ import annotations

from pathlib import Path

from etl.article import Article
from etl.dedupe.consistency import nights_against_once
from etl.dedupe.train_stories import read
from etl.load import connect
from etl.settings import DedupeSettings, Settings
from tests.dedupe.judge_stories import JUDGED

A_NIGHT = 25


def test_small_nights_tell_the_same_stories(tmp_path: Path) -> None:
    """The judged set, which is full of sagas, night by night in the order of its dates."""
    told = sorted(read(JUDGED), key=lambda item: (item.published_at or "", item.id))
    articles = [
        Article(id=item.id, text=item.text, title=item.title, published_at=item.published_at, language=item.language)
        for item in told
    ]
    archive = connect(Settings(index=f"embedded:{tmp_path / 'index'}"))
    archive.ensure()
    nights = [articles[start : start + A_NIGHT] for start in range(0, len(articles), A_NIGHT)]
    found = nights_against_once(archive, nights, DedupeSettings())
    archive.close()
    assert found.stories.together > 100
    assert found.stories.share < 0.1
