"""Links in an inbox: none leads out of it, and none makes a page come twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from etl.article import Page
from etl.settings import SourceSettings
from etl.sources import discover
from tests.sources.inbox import page

SETTINGS = SourceSettings()


def outcome(folder: Path, skipped: Counter[str] | None = None) -> dict[str, str]:
    found = discover([str(folder)], SETTINGS, skipped=skipped)
    return {
        (f.ref.path if isinstance(f, Page) else f.path).removeprefix(f"{folder}/"): "page"
        if isinstance(f, Page)
        else f.reason
        for f in found
    }


def make(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page())
    return path


def test_a_link_out_is_rejected_whether_it_names_a_file_or_a_folder(tmp_path: Path) -> None:
    inbox = make(tmp_path / "inbox/a.html").parent
    (inbox / "file.html").symlink_to(make(tmp_path / "private/secret.html"))
    (inbox / "folder").symlink_to(tmp_path / "private")
    (inbox / "up").symlink_to("..")
    (inbox / "gone.html").symlink_to("../no-such.html")
    assert outcome(inbox) == {
        "a.html": "page",
        "file.html": "link-outside",
        "folder": "link-outside",
        "gone.html": "link-outside",
        "up": "link-outside",
    }


def test_a_neighbour_whose_name_begins_alike_is_outside(tmp_path: Path) -> None:
    inbox = make(tmp_path / "inbox/a.html").parent
    (inbox / "b.html").symlink_to(make(tmp_path / "inbox-private/b.html"))
    assert outcome(inbox)["b.html"] == "link-outside"


def test_a_link_inside_is_passed_over_and_a_circle_ends(tmp_path: Path) -> None:
    inbox = make(tmp_path / "inbox/day/a.html").parent.parent
    (inbox / "latest.html").symlink_to("day/a.html")
    (inbox / "day/again").symlink_to("..")
    (inbox / "self.html").symlink_to("self.html")
    skipped = Counter[str]()
    assert outcome(inbox, skipped) == {"day/a.html": "page", "self.html": "unreadable"}
    assert skipped == {"link-inside": 2}


def test_a_link_to_a_hidden_file_inside_is_read(tmp_path: Path) -> None:
    """As a mounted volume shows its files: `a.html` links to `..data/a.html`."""
    inbox = make(tmp_path / "inbox/..2026/a.html").parent.parent
    (inbox / "..data").symlink_to("..2026")
    (inbox / "a.html").symlink_to("..data/a.html")
    assert outcome(inbox) == {"a.html": "page"}


def test_an_input_that_is_itself_a_link_is_followed(tmp_path: Path) -> None:
    make(tmp_path / "disk/a.html")
    (tmp_path / "inbox").symlink_to(tmp_path / "disk")
    assert outcome(tmp_path / "inbox") == {"a.html": "page"}


def test_a_link_put_in_place_of_a_file_after_the_listing_is_not_followed(tmp_path: Path) -> None:
    inbox = make(tmp_path / "inbox/a.html").parent
    make(inbox / "b.html")
    secret = make(tmp_path / "secret.html")
    found = discover([str(inbox)], SETTINGS)
    next(found)
    (inbox / "b.html").unlink()
    (inbox / "b.html").symlink_to(secret)
    last = next(found)
    assert not isinstance(last, Page)
    assert last.reason in {"link-outside", "unreadable"}


def test_folders_deeper_than_any_desk_has_are_rejected(tmp_path: Path) -> None:
    make(tmp_path / "inbox" / "/".join("d" * 90) / "a.html")
    make(tmp_path / "inbox" / "/".join("e" * 120) / "a.html")
    found = outcome(tmp_path / "inbox")
    assert found.pop("/".join("d" * 90) + "/a.html") == "page"
    assert list(found.values()) == ["unreadable"]
