"""The nightly job: what a desk relies on."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from etl.archive import Query
from etl.load import connect
from etl.pipeline import replay_rejects
from etl.settings import Settings
from tests.pipeline.conftest import Run, contents, texts
from tests.press import BRIDGE, HARVEST, PIECES, STRIKE, fill_inbox
from tests.sources.inbox import make_bad_inbox, make_odd_inbox


def test_a_night_is_searchable_and_clean(run: Run, settings: Settings, tmp_path: Path) -> None:
    summary = run(fill_inbox(tmp_path / "inbox"))
    assert (summary.articles, summary.rejected, summary.indexed) == (3, 0, 3)
    index = connect(settings)
    try:
        found = index.search(Query(text="corrosion des cables"))
        assert [hit.article.title for hit in found.hits] == [BRIDGE.title]
        article = found.hits[0].article
    finally:
        index.close()
    assert article.text == "\n\n".join(BRIDGE.paragraphs)
    assert any("Lire aussi" in removal.text for removal in article.removed)
    assert article.source == "gazette.example"
    assert article.published_at == "2026-11-20T07:30:00+01:00"
    assert "Hélène Marchetti" in article.people


def test_a_second_run_changes_nothing(run: Run, settings: Settings, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    run(inbox)
    before = contents(settings)
    summary = run(inbox)
    assert (summary.pages, summary.unchanged, summary.indexed, summary.updated) == (3, 3, 0, 0)
    assert contents(settings) == before


def test_batches_and_processes_do_not_show(run: Run, settings: Settings, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    run(inbox)
    whole = contents(settings)
    other = settings.model_copy(
        update={
            "index": f"embedded:{tmp_path / 'other'}",
            "store": str(tmp_path / "other-store"),
            "workers": 2,
            "sources": settings.sources.model_copy(update={"batch_size": 1}),
        }
    )
    run(inbox, index=other.index, store=other.store, workers=2, sources=other.sources)
    assert contents(other) == whole


def test_a_page_that_changed_updates_its_article(run: Run, settings: Settings, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    run(inbox)
    corrected = replace(BRIDGE, paragraphs=(*BRIDGE.paragraphs, "Le chantier coûtera 2,4 millions d’euros."))
    (inbox / f"{BRIDGE.slug}.html").write_text(corrected.html(), encoding="utf-8")
    summary = run(inbox)
    assert (summary.unchanged, summary.indexed, summary.updated) == (2, 0, 1)
    assert "\n\n".join(corrected.paragraphs) in texts(settings)
    assert len(texts(settings)) == 3


def test_a_page_that_moved_to_another_address_leaves_no_twin(run: Run, settings: Settings, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    run(inbox)
    moved = replace(BRIDGE, slug="isere/pont-ferme")
    (inbox / f"{BRIDGE.slug}.html").write_text(moved.html(), encoding="utf-8")
    run(inbox)
    index = connect(settings)
    try:
        assert sorted(a.url or "" for a in index.scan()) == sorted(p.url for p in (moved, HARVEST, STRIKE))
    finally:
        index.close()


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_of_two_pages_of_one_address_the_later_counts(
    run: Run, settings: Settings, tmp_path: Path, order: tuple[str, str]
) -> None:
    earlier, later = tmp_path / order[0], tmp_path / order[1]
    fill_inbox(earlier, (BRIDGE,))
    fill_inbox(later, (replace(BRIDGE, paragraphs=(*BRIDGE.paragraphs, "Les travaux commencent lundi.")),))
    os.utime(earlier / f"{BRIDGE.slug}.html", (1_790_000_000, 1_790_000_000))
    os.utime(later / f"{BRIDGE.slug}.html", (1_790_003_600, 1_790_003_600))
    summary = run(tmp_path / "a", tmp_path / "b")
    assert [text.endswith("Les travaux commencent lundi.") for text in texts(settings)] == [True]
    assert [reject.reason for reject in summary.rejects] == ["same-address"]
    again = run(tmp_path / "a", tmp_path / "b")
    assert (again.unchanged, again.rejected) == (2, 0)


def test_bad_pages_cost_the_others_nothing(run: Run, settings: Settings, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    (inbox / "vide.html").write_bytes(b"")
    (inbox / "photo.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (inbox / "coupe.html.gz").write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03KL")
    summary = run(inbox)
    assert summary.articles == len(PIECES)
    assert {reject.reason for reject in summary.rejects} == {"empty", "binary", "truncated-gzip"}
    assert len(contents(settings)["rejects"]) == 3


def test_a_mended_page_leaves_the_record_of_rejects(run: Run, settings: Settings, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox", (HARVEST,))
    (inbox / f"{BRIDGE.slug}.html").write_bytes(b"")
    assert run(inbox).rejected == 1
    fill_inbox(inbox, (BRIDGE,))
    assert run(inbox).rejected == 0
    assert contents(settings)["rejects"] == []


def test_a_reject_is_replayed_from_the_page_that_was_kept(
    run: Run, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.clean import Cleaner

    inbox = fill_inbox(tmp_path / "inbox", (BRIDGE, HARVEST))
    cleaner = Cleaner.clean

    def broken(self: Cleaner, page: object, **options: object) -> object:
        if "pont-ferme" in page.ref.path:  # type: ignore[attr-defined]
            raise RuntimeError("a rule that fails on this page")
        return cleaner(self, page, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Cleaner, "clean", broken)
        summary = run(inbox)
    assert [reject.reason for reject in summary.rejects] == ["internal-error"]
    (inbox / f"{BRIDGE.slug}.html").unlink()
    replayed = replay_rejects(settings)
    assert replayed is not None
    assert (replayed.indexed, replayed.rejected) == (1, 0)
    assert "\n\n".join(BRIDGE.paragraphs) in texts(settings)
    assert contents(settings)["rejects"] == []


def test_two_runs_of_one_store_do_not_mix(run: Run, settings: Settings, tmp_path: Path) -> None:
    from etl.store import Locked, Store

    inbox = fill_inbox(tmp_path / "inbox")
    with Store(settings.store).lock("ingest"), pytest.raises(Locked):
        run(inbox, lock_seconds=0)


def test_every_sort_of_bad_input_is_on_record_and_the_rest_goes_on(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    expected = make_bad_inbox(tmp_path / "mauvais", max_bytes=200_000)
    make_odd_inbox(tmp_path / "bizarre")
    small = settings.sources.model_copy(update={"max_bytes": 200_000})
    inputs = [inbox, tmp_path / "mauvais", tmp_path / "bizarre"]
    summary = run(*inputs, sources=small)
    on_record = {str(reject["path"]): reject for reject in contents(settings)["rejects"]}
    missing = {path: reason for path, reason in expected.items() if on_record.get(path, {}).get("reason") != reason}
    assert missing == {}
    assert all(len(str(reject["error"])) > 20 for reject in on_record.values())
    assert summary.articles >= len(PIECES)
    assert {"\n\n".join(piece.paragraphs) for piece in PIECES} <= set(texts(settings))
    again = run(*inputs, sources=small)
    assert (again.indexed, again.updated) == (0, 0)
