"""Articles that share keys, in an archive in which some keys are everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.article import Article
from etl.load import connect
from etl.load.embedded import articles
from etl.settings import Settings


def _key(number: int) -> str:
    return f"{number:012x}"


def test_what_is_everywhere_hides_neither_a_copy_nor_a_text_that_is_there_more_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(articles, "_POSTINGS", 5)
    everywhere = [_key(number) for number in range(4)]
    repeated = [_key(number) for number in range(100, 110)]
    own = [_key(number) for number in range(200, 210)]
    archive = connect(Settings(index=f"embedded:{tmp_path / 'index'}"))
    try:
        archive.ensure()
        archive.write(
            [
                *(
                    Article(id=f"a{n:02d}", text="Un texte.", keys=[*everywhere, _key(1000 + n), _key(2000 + n)])
                    for n in range(20)
                ),
                *(Article(id=f"b{n:02d}", text="Un communiqué.", keys=[*everywhere, *repeated]) for n in range(20)),
                Article(id="z", text="Une dépêche.", keys=[*everywhere, *own]),
            ]
        )
        archive.refresh()
        found = archive.by_keys([[*everywhere, *own], [*everywhere, *repeated]], at_least=2, limit=3)
    finally:
        archive.close()
    assert found[0][0].id == "z"
    assert {candidate.id[0] for candidate in found[1]} == {"b"}
