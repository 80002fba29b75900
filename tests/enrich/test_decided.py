"""The desk's decisions, and the archive's collection of entities: articles, cards and filters say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from etl.archive import ArticleIndex, Query
from etl.article import Article
from etl.cli.app import app
from etl.enrich import KnownEntities, Linker
from etl.enrich.cards import cards
from etl.enrich.decided import settle
from etl.enrich.registry import Registry
from etl.load import connect
from etl.settings import EnrichSettings, Settings
from tests.enrich.conftest import MemoryCollection

Recognised = Callable[..., Article]

DESK = """
[[entity]]
name = "Anna J. Marsh"
type = "PER"
aliases = ["Anna Marsh"]
[[merge]]
names = ["Paul Roux", "Pavel Rouxov"]
type = "PER"
[[merge]]
names = ["Kharkiv", "Kharkov"]
type = "LOC"
[[never]]
name = "Oslo"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "entities.toml"
    path.write_text(DESK, encoding="utf-8")
    return path


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"embedded:{tmp_path / 'index'}"


@pytest.fixture
def index(address: str) -> Iterator[ArticleIndex]:
    opened = connect(Settings(index=address))
    opened.ensure()
    yield opened
    opened.close()


@pytest.fixture
def first(recognised: Recognised) -> list[Article]:
    return [
        recognised("a", "« Non », a dit [Anna Marsh|PER] à [Oslo|LOC].", "2024-05-01"),
        recognised("b", "[Paul Roux|PER] est à [Kharkov|LOC]. [Roux|PER] rit.", "2024-05-01"),
        recognised("c", "[Pavel Rouxov|PER] dort à [Brest|LOC].", "2024-05-02"),
        recognised("d", "[Ana Marsh|PER] dort.", "2024-05-02"),
    ]


@pytest.fixture
def second(recognised: Recognised) -> list[Article]:
    return [
        recognised("e", "[Marsh|PER] et [Pavel Rouxov|PER] à [Oslo|LOC].", "2024-06-01"),
        recognised("f", "[Anna Marsh|PER] à [Kharkiv|LOC].", "2024-06-02"),
    ]


def night(index: ArticleIndex, articles: list[Article], registry: Path | None = None) -> None:
    collection = index.collection("entities")
    linker = Linker(EnrichSettings(), KnownEntities.from_collection(collection, registry))
    index.write(linker.link(lambda: articles))
    collection.put(linker.learned)
    index.refresh()


def apply(address: str, registry: Path) -> None:
    store = str(registry.parent / "store")
    logging = structlog.get_config()
    options = ["--apply", "--registry", str(registry), "--index", address, "--store", store]
    ran = CliRunner().invoke(app, ["entities", *options])
    structlog.configure(**logging)
    assert ran.exit_code == 0, ran.output


def agree(index: ArticleIndex, registry: Registry, expected: dict[str, set[str]]) -> None:
    """Entities of the articles, filters, cards and the collection: one id and one name."""
    used = {(e.id, e.name) for a in index.scan() for e in a.entities}
    alive = {str(r["id"]): str(r["name"]) for r in index.collection("entities").scan() if not r.get("became")}
    assert used <= alive.items()
    for name, articles in expected.items():
        (card,) = cards(index, name, registry)
        assert (card.id, card.name) in used
        assert card.articles == len(articles)
        query = Query(person=name) if card.type == "PER" else Query(place=name)
        assert {h.article.id for h in index.search(query).hits} == articles


def test_a_night_after_the_desk_decided_continues_the_archive_under_its_ids(
    index: ArticleIndex, address: str, desk: Path, first: list[Article], second: list[Article]
) -> None:
    night(index, first)
    night(index, second, desk)
    known = {str(r["name"]): r for r in index.collection("entities").scan() if not r.get("became")}
    assert {"Anna J. Marsh", "Paul Roux", "Kharkiv"} <= known.keys()
    assert not {"Anna Marsh", "Pavel Rouxov", "Kharkov"} & known.keys()
    assert (known["Paul Roux"]["first_day"], known["Paul Roux"]["last_day"]) == ("2024-05-01", "2024-06-01")
    index.close()
    apply(address, desk)
    marsh, roux = {"a", "d", "e", "f"}, {"b", "c", "e"}
    agree(index, Registry.read(desk), {"Anna J. Marsh": marsh, "Paul Roux": roux, "Kharkiv": {"b", "f"}})


def test_what_the_desk_decides_is_applied_to_articles_cards_and_the_next_night(
    index: ArticleIndex, address: str, desk: Path, first: list[Article], second: list[Article]
) -> None:
    night(index, first)
    index.close()
    apply(address, desk)
    registry = Registry.read(desk)
    agree(index, registry, {"Anna J. Marsh": {"a", "d"}, "Paul Roux": {"b", "c"}, "Kharkiv": {"b"}})
    assert cards(index, "Oslo", registry) == []
    said = next(a for a in index.scan() if a.id == "a")
    assert [q.speaker for q in said.quotes] == [said.entities[0].id]
    night(index, second, desk)
    marsh, roux = {"a", "d", "e", "f"}, {"b", "c", "e"}
    agree(index, registry, {"Anna J. Marsh": marsh, "Paul Roux": roux, "Kharkiv": {"b", "f"}})


def test_an_id_that_went_says_what_it_became_and_deciding_again_changes_nothing(
    desk: Path, first: list[Article], second: list[Article]
) -> None:
    collection = MemoryCollection()
    linker = Linker(EnrichSettings(), KnownEntities(collection))
    before = {e.name: e.id for a in linker.link(lambda: first) for e in a.entities}
    collection.put(linker.learned)
    settled = settle(collection.scan(), Registry.read(desk))
    collection.put(settled.records())
    collection.delete(settled.refused)
    went = collection.records[before["Pavel Rouxov"]]
    assert went["became"] == before["Paul Roux"]
    assert (went["keys"], went["spellings"]) == ([], [])
    assert settled.refused == [before["Oslo"]]
    once = dict(collection.records)
    again = settle(collection.scan(), Registry.read(desk))
    collection.put(again.records())
    assert collection.records == once
    later = []
    for _ in range(2):
        linker = Linker(EnrichSettings(), KnownEntities.from_collection(collection, desk))
        list(linker.link(lambda: second))
        collection.put(linker.learned)
        later.append(dict(collection.records))
    assert later[0] == later[1] != once


def test_what_is_kept_apart_is_two_in_the_archive_too(tmp_path: Path, recognised: Recognised) -> None:
    articles = [recognised("a", "[Piotr Orlov|PER] parle."), recognised("b", "[Pyotr Orlow|PER] écoute.")]
    collection = MemoryCollection()
    linker = Linker(EnrichSettings(), KnownEntities(collection))
    assert len({e.id for a in linker.link(lambda: articles) for e in a.entities}) == 1
    collection.put(linker.learned)
    path = tmp_path / "entities.toml"
    path.write_text("[[apart]]\nnames = ['Piotr Orlov', 'Pyotr Orlow']\ntype = 'PER'", encoding="utf-8")
    collection.put(settle(collection.scan(), Registry.read(path)).records())
    assert sorted(str(r["name"]) for r in collection.scan()) == ["Piotr Orlov", "Pyotr Orlow"]
    linker = Linker(EnrichSettings(), KnownEntities.from_collection(collection, path))
    assert [a.people for a in linker.link(lambda: articles)] == [["Piotr Orlov"], ["Pyotr Orlow"]]
