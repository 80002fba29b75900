"""Every sort of bad input is met with its reason, and the pages beside it come through."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from etl.article import Page, Reject, Stage
from etl.settings import SourceSettings
from etl.sources import discover, read_page
from tests.sources.inbox import make_bad_inbox, make_odd_inbox

SETTINGS = SourceSettings(max_bytes=2**21)


def test_every_bad_input_is_rejected_with_its_reason(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    expected = make_bad_inbox(inbox, max_bytes=SETTINGS.max_bytes)
    found = list(discover([str(inbox)], SETTINGS))
    rejects = [f for f in found if isinstance(f, Reject)]
    assert {r.path: r.reason for r in rejects} == expected
    assert len(rejects) == len({r.id for r in rejects})
    assert {r.stage for r in rejects} == {Stage.READ}
    assert all(r.error.startswith(Path(r.path).name) and "\n" not in r.error for r in rejects)
    pages = [f.ref.path.removeprefix(f"{inbox}/") for f in found if isinstance(f, Page)]
    assert pages == ["cut.warc#1", "lines.jsonl.gz#1", "lines.jsonl.gz#2", "mixed.jsonl#1", "mixed.jsonl#5"]


def test_odd_pages_come_through_as_they_are(tmp_path: Path) -> None:
    paths = make_odd_inbox(tmp_path / "inbox")
    found = list(discover([str(tmp_path / "inbox")], SETTINGS))
    assert [f.ref.path for f in found if isinstance(f, Page)] == paths
    for one in found:
        assert isinstance(one, Page)
        assert msgspec.json.decode(msgspec.json.encode(one.ref), type=type(one.ref)) == one.ref
        assert read_page(one.ref.path, SETTINGS) == one


@pytest.mark.parametrize("name", ["mixed.jsonl#1", "mixed.jsonl#2", "cut.warc#1", "empty.html", "bomb.html.gz"])
def test_a_path_on_record_finds_the_same_page_again(tmp_path: Path, name: str) -> None:
    inbox = tmp_path / "inbox"
    make_bad_inbox(inbox, max_bytes=SETTINGS.max_bytes)
    path = str(inbox / name)
    everything = discover([str(inbox)], SETTINGS)
    wanted = next(f for f in everything if (f.ref.path if isinstance(f, Page) else f.path) == path)
    assert read_page(path, SETTINGS) == wanted
