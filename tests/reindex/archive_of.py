"""Small archives for the tests of reindex and rollback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.archive import ArticleIndex
from etl.article import Article
from etl.load import connect
from etl.settings import Settings

TOWNS = ("Brest", "Lille", "Nantes", "Pau", "Reims", "Sète", "Tours", "Vichy", "Dole", "Auch")
MATTERS = ("le budget", "la grève", "le port", "la rentrée", "le tramway", "la récolte", "le festival", "la crue")


def settings_in(folder: Path, **other: object) -> Settings:
    """Settings of an archive of its own."""
    values = {"index": f"embedded:{folder / 'index'}", "store": str(folder / "store"), "workers": 1, **other}
    return Settings(**values)  # type: ignore[arg-type]


def article(number: int, text: str | None = None, **fields: object) -> Article:
    """An article that differs from every other: ids sort as the numbers do."""
    town, matter = TOWNS[number % 10], MATTERS[(number // 10) % 8]
    said = text or (
        f"À {town}, le conseil a examiné {matter} lors de sa séance numéro {number}.\n\n"
        f"Le vote numéro {number} a été acquis après une heure de débat sur {matter}."
    )
    values = {
        "title": f"{town} : {matter}, séance {number}",
        "source": "exemple.fr",
        "published_at": f"2024-03-{number % 28 + 1:02d}",
        "story_id": f"story-{number:05d}",
        **fields,
    }
    return Article(id=f"a{number:05d}", text=said, **values)  # type: ignore[arg-type]


def fill(index: ArticleIndex, numbers: range) -> None:
    index.ensure()
    index.write(article(number) for number in numbers)
    index.refresh()


@contextmanager
def archive(settings: Settings, numbers: range) -> Iterator[ArticleIndex]:
    """An index that holds such articles."""
    index = connect(settings)
    try:
        fill(index, numbers)
        yield index
    finally:
        index.close()


def contents(index: ArticleIndex, version: str | None = None) -> dict[str, str]:
    """Every id with its fingerprint."""
    index.refresh(version=version)
    return dict(index.fingerprints(version=version))


def live(index: ArticleIndex) -> str:
    return next(version.name for version in index.versions() if version.live)
