"""What is found, in which order, and under which name and key."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from etl.article import Page, PageRef, Reject
from etl.settings import SourceSettings
from etl.sources import SUFFIXES, discover, read_page
from tests.sources.inbox import page

SETTINGS = SourceSettings()
HTML = page().encode()


def write(folder: Path, *names: str, content: bytes = HTML) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def refs(*inputs: object, **more: object) -> list[PageRef]:
    found = list(discover([str(i) for i in inputs], SETTINGS, **more))  # type: ignore[arg-type]
    assert all(isinstance(f, Page) for f in found), found
    return [f.ref for f in found if isinstance(f, Page)]


def reasons(*inputs: object) -> dict[str, str]:
    found = discover([str(i) for i in inputs], SETTINGS)
    return {f.path: f.reason for f in found if isinstance(f, Reject)}


def test_a_folder_is_read_with_all_below_it_sorted_by_name(tmp_path: Path) -> None:
    write(tmp_path / "inbox", "b.html", "a/2.html", "a/1.TXT", "é.htm", "a.html", "Z.html")
    names = [ref.path.removeprefix(f"{tmp_path}/inbox/") for ref in refs(tmp_path / "inbox")]
    assert names == ["Z.html", "a/1.TXT", "a/2.html", "a.html", "b.html", "é.htm"]


def test_inputs_come_in_the_order_given_and_each_page_once(tmp_path: Path) -> None:
    write(tmp_path, "one/a.html", "two/b.html")
    inputs = [tmp_path / "two", tmp_path / "one/a.html", tmp_path / "one", f"{tmp_path}/two/../two", tmp_path / "two"]
    assert [Path(r.path).name for r in refs(*inputs)] == ["b.html", "a.html"]


def test_the_path_is_the_input_as_given_with_the_name_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "seeds/x.txt", content=b"Un texte.")
    monkeypatch.chdir(tmp_path)
    (ref,) = refs("seeds")
    assert (ref.path, ref.source, ref.format) == ("seeds/x.txt", "seeds", "text")
    assert [r.path for r in refs("seeds/")] == ["seeds/x.txt"]
    assert [r.path for r in refs("./seeds")] == ["./seeds/x.txt"]
    assert [r.source for r in refs(".")] == [tmp_path.name]


def test_the_key_is_the_same_for_the_folder_and_for_its_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "seeds/x.html")
    monkeypatch.chdir(tmp_path)
    keys = {
        ref.key
        for given in ("seeds", "seeds/x.html", tmp_path / "seeds", tmp_path / "seeds/x.html")
        for ref in refs(given)
    }
    assert len(keys) == 1


def test_a_nested_file_given_alone_keeps_its_key_under_its_root(tmp_path: Path) -> None:
    write(tmp_path, "inbox/lemonde/x.html")
    inbox = tmp_path / "inbox"
    (whole,) = refs(inbox)
    (alone,) = refs(inbox / "lemonde/x.html", roots=[str(inbox)])
    assert alone == whole
    assert refs(inbox / "lemonde/x.html")[0].source == "lemonde"


def test_pages_in_different_places_have_different_keys(tmp_path: Path) -> None:
    write(tmp_path, "inbox/a/x.html", "inbox/b/x.html", "inbox/x.html", "other/x.html")
    found = refs(tmp_path / "inbox", tmp_path / "other")
    assert len({ref.key for ref in found}) == 4
    assert len({ref.digest for ref in found}) == 1


def test_the_time_of_a_file_is_its_last_change_in_utc(tmp_path: Path) -> None:
    write(tmp_path, "x.html")
    os.utime(tmp_path / "x.html", (0, 1_772_000_000))
    assert refs(tmp_path)[0].fetched_at == "2026-02-25T06:13:20+00:00"


def test_hidden_and_temporary_files_are_passed_over_and_counted(tmp_path: Path) -> None:
    write(
        tmp_path,
        ".x.html",
        ".git/x.html",
        "x.html~",
        "x.html.part",
        "y.crdownload",
        "~$x.html",
        "style.css",
        "p_files/i.png",
    )
    skipped = Counter[str]()
    assert refs(tmp_path, skipped=skipped) == []
    assert skipped == {"hidden": 3, "temporary": 3, "not-a-page": 2}


def test_a_file_that_may_be_a_page_in_another_format_is_rejected(tmp_path: Path) -> None:
    write(tmp_path, "a.pdf", "b.html.bz2", "c.ndjson", "d.mhtml", "index", "e.gz", "notes.json", "LISEZMOI.md")
    write(tmp_path, "README", content=b"Notes du service.")
    found = reasons(tmp_path)
    assert {Path(p).name for p in found} == {"a.pdf", "b.html.bz2", "c.ndjson", "d.mhtml", "index", "e.gz"}
    assert set(found.values()) == {"unsupported"}


def test_a_file_that_is_named_itself_is_never_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "style.css", ".x.html")
    assert reasons(tmp_path / "style.css") == {str(tmp_path / "style.css"): "unsupported"}
    assert len(refs(tmp_path / ".x.html")) == 1


def test_inputs_that_do_not_exist_are_rejected(tmp_path: Path) -> None:
    found = reasons(
        tmp_path / "no", tmp_path / "dump.jsonl#7", "no-such://x", "memory://no/such", "https://a.example/", "\0"
    )
    assert list(found.values()) == ["missing", "missing", "unsupported", "missing", "unsupported", "missing"]


def test_credentials_in_an_address_are_refused_and_not_repeated() -> None:
    (reject,) = discover(["s3://key:secret@bucket/inbox"], SETTINGS)
    assert isinstance(reject, Reject)
    assert reject.reason == "unsupported"
    assert "secret" not in f"{reject}"


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_suffix_is_read_in_a_folder(tmp_path: Path, suffix: str) -> None:
    write(tmp_path, f"x{suffix}", content=b"")
    assert list(discover([str(tmp_path)], SETTINGS)), "neither read nor rejected"


def test_a_missing_record_is_rejected(tmp_path: Path) -> None:
    write(tmp_path, "x.jsonl", content=b'{"text": "Un."}\n')
    found = read_page(f"{tmp_path}/x.jsonl#3", SETTINGS)
    assert isinstance(found, Reject)
    assert (found.reason, found.path) == ("missing", f"{tmp_path}/x.jsonl#3")


def test_a_name_with_a_number_sign_is_a_name(tmp_path: Path) -> None:
    write(tmp_path, "page#2.html", "dump.jsonl#2", content=b'{"text": "Un."}\n')
    assert [r.path for r in refs(tmp_path / "page#2.html")] == [f"{tmp_path}/page#2.html"]
    assert reasons(tmp_path / "dump.jsonl#2") == {f"{tmp_path}/dump.jsonl#2": "unsupported"}


def test_a_file_that_vanishes_after_the_listing_is_rejected(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "b.html", "c.html")
    found = discover([str(tmp_path)], SETTINGS)
    next(found)
    (tmp_path / "b.html").unlink()
    gone, last = found
    assert isinstance(gone, Reject)
    assert gone.reason == "unreadable"
    assert isinstance(last, Page)
