"""A takedown: out of the index, out of the store, and not back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from etl.load import connect
from etl.pipeline import ingest
from etl.settings import Settings
from etl.store import Store
from etl.takedown import take_down
from tests.press import BRIDGE, PIECES, fill_inbox

SECRET = "corrosion que les ingénieurs"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=f"embedded:{tmp_path / 'index'}", store=str(tmp_path / "store"), workers=1)


def _titles(settings: Settings) -> list[str]:
    index = connect(settings)
    try:
        return sorted(str(a.title) for a in index.scan())
    finally:
        index.close()


def _take_down(settings: Settings, wanted: str) -> None:
    index = connect(settings)
    try:
        (report,) = take_down(
            index, Store(settings.store), [wanted], asked_by="Maître Roux", reason="ordonnance 26/118"
        )
        assert report.found
        assert len(report.versions) == 1
        assert report.pages == 1
    finally:
        index.close()


def test_out_of_index_and_store_and_not_back(settings: Settings, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    ingest(settings, [str(inbox)])
    _take_down(settings, BRIDGE.url)
    rest = sorted(piece.title for piece in PIECES if piece != BRIDGE)
    assert _titles(settings) == rest
    left = [p for p in (tmp_path / "store").rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()]
    assert left == []
    # The same page, then a new version of it, then another page of the same address: none comes back, all are counted.
    again = ingest(settings, [str(inbox)])[-1]
    assert again.taken_down == 1
    assert again.pages == again.unchanged + again.taken_down
    assert _titles(settings) == rest
    (inbox / "pont-ferme.html").write_text(replace(BRIDGE, title="Le pont rouvre").html(), encoding="utf-8")
    (inbox / "autre-chemin.html").write_text(BRIDGE.html(), encoding="utf-8")
    more = ingest(settings, [str(inbox)])[-1]
    assert more.pages == more.unchanged + more.repeated + more.rejected + more.taken_down
    assert _titles(settings) == rest


def test_who_asked_and_why_is_on_record(settings: Settings, tmp_path: Path) -> None:
    ingest(settings, [str(fill_inbox(tmp_path / "inbox"))])
    _take_down(settings, BRIDGE.url)
    index = connect(settings)
    try:
        (record,) = index.collection("removals").scan()
    finally:
        index.close()
    assert (record["asked_by"], record["reason"], record["url"]) == ("Maître Roux", "ordonnance 26/118", BRIDGE.url)
    assert SECRET not in str(record)


def test_a_copy_takes_the_place_of_the_article_it_copied(settings: Settings, tmp_path: Path) -> None:
    reprint = replace(BRIDGE, slug="reprise", host="courrier.example", day="2026-11-21")
    ingest(settings, [str(fill_inbox(tmp_path / "inbox", (BRIDGE, reprint)))])
    index = connect(settings)
    try:
        copy = next(a for a in index.scan() if a.url == reprint.url)
        assert copy.duplicate_of is not None
        (report,) = take_down(index, Store(settings.store), [BRIDGE.url], asked_by="x", reason="y")
        assert report.promoted == copy.id
        assert [(a.id, a.duplicate_of) for a in index.scan()] == [(copy.id, None)]
    finally:
        index.close()


def test_what_is_not_there_is_said(settings: Settings) -> None:
    index = connect(settings)
    try:
        index.ensure()
        with pytest.raises(ValueError, match="neither the id"):
            take_down(index, Store(settings.store), ["inconnu"], asked_by="x", reason="y")
        with pytest.raises(ValueError, match="who asked"):
            take_down(index, Store(settings.store), ["inconnu"], asked_by=" ", reason="y")
    finally:
        index.close()


def test_whom_only_that_article_named_is_forgotten(settings: Settings, tmp_path: Path) -> None:
    ingest(settings, [str(fill_inbox(tmp_path / "inbox"))])

    def people() -> tuple[set[str], set[str]]:
        """Those of whom the archive keeps a record, and those whom its articles name."""
        index = connect(settings)
        try:
            kept = {str(e["name"]) for e in index.collection("entities").scan() if e.get("type") == "PER"}
            return kept, {name for article in index.scan() for name in article.people}
        finally:
            index.close()

    before, _ = people()
    assert "Hélène Marchetti" in before
    _take_down(settings, BRIDGE.url)
    kept, named = people()
    assert "Hélène Marchetti" not in kept
    assert kept == before & named != set()
