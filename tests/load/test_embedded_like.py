"""Articles like a given one, in an archive whose articles keep being replaced."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from etl.archive import Query
from etl.article import Article
from etl.load import connect
from etl.load.embedded import similar
from etl.settings import Settings

TOPICS = ("le pont suspendu", "la récolte des olives", "la grève des tramways", "le marché aux truffes")


def test_replaced_articles_still_in_the_segments_do_not_count_twice(tmp_path: Path) -> None:
    archive = connect(Settings(index=f"embedded:{tmp_path / 'index'}"))
    try:
        archive.ensure()
        articles = [
            Article(id=f"{n}-{outlet}", title=topic, text=f"Le département a parlé jeudi de {topic}, version {outlet}.")
            for n, topic in enumerate(TOPICS)
            for outlet in range(3)
        ]
        archive.write(articles)
        archive.refresh()
        # Every word of these is now in more documents of the segments than there are articles.
        archive.write(msgspec.structs.replace(a, text=f"{a.text} Il en reparlera.") for a in articles)
        archive.refresh()
        nothing: list[str | None] = [None] * len(articles)
        found = archive.like(articles, since=nothing, until=nothing, limit=2)
    finally:
        archive.close()
    for article, candidates in zip(articles, found, strict=True):
        assert {c.id.split("-")[0] for c in candidates} == {article.id.split("-")[0]}
        assert article.id not in {c.id for c in candidates}


def test_a_word_that_is_everywhere_is_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "COMMON_ARTICLES", 4)
    archive = connect(Settings(index=f"embedded:{tmp_path / 'index'}"))
    try:
        archive.ensure()
        archive.write(
            Article(id=f"{topic}-{n}", text=f"Le préfet a parlé {topic}.") for topic in TOPICS for n in range(3)
        )
        archive.refresh()
        asked = [Article(id="new", text=f"Le préfet a parlé {TOPICS[0]}."), Article(id="other", text="Le préfet.")]
        nothing: list[str | None] = [None] * len(asked)
        found, everywhere = archive.like(asked, since=nothing, until=nothing, limit=10)
    finally:
        archive.close()
    assert {candidate.id for candidate in found} == {f"{TOPICS[0]}-{n}" for n in range(3)}
    assert everywhere == []


def test_deletions_that_a_killed_writer_left_are_no_hindrance(tmp_path: Path) -> None:
    archive = connect(Settings(index=f"embedded:{tmp_path / 'index'}"))
    try:
        archive.ensure()
        articles = [Article(id=str(n), text=f"Le {topic} de la semaine.") for n, topic in enumerate(TOPICS)]
        archive.write(articles)
        archive.refresh()
        (meta,) = tmp_path.rglob("meta.json")
        segments = {path.name.split(".")[0] for path in meta.parent.glob("*.store")}
        for segment in segments:
            for stamp in range(100):
                (meta.parent / f"{segment}.{stamp}.del").write_bytes(b"")
        archive.write([msgspec.structs.replace(articles[0], text="Tout autre chose.")])
        archive.refresh()
        assert [hit.article.id for hit in archive.search(Query(text="chose")).hits] == ["0"]
        assert archive.search(Query(text="suspendu")).total == 0
        archive.write([msgspec.structs.replace(articles[1], text="Encore autre chose.")])
        archive.refresh()
        assert archive.search(Query(text="chose")).total == 2
    finally:
        archive.close()
