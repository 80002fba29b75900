"""Run files: whole or not at all, typed when read, and never outside the store."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import Page, PageRef, Reject, Stage
from etl.store import Damaged, Missing, Store
from etl.store.names import check_name


class Line(msgspec.Struct):
    id: str
    text: str = ""


@pytest.fixture(params=["folder", "file-url", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Store(
        {
            "folder": str(tmp_path / "store"),
            "file-url": f"file://{tmp_path}/store",
            "memory": f"memory://revue/{uuid4()}",
        }[request.param]
    )


@pytest.mark.parametrize("name", ["runs/a/pages/0001.jsonl", "runs/a/pages/0001.jsonl.gz", "é.jsonl"])
def test_records_come_back_as_they_were_written(store: Store, name: str) -> None:
    records = [Line("a", "L’été\n\u2028"), Line("b")]
    assert store.write_records(name, iter(records)) == 2
    assert list(store.read_records(name, Line)) == records
    assert list(store.read_records(name, dict)) == [{"id": "a", "text": "L’été\n\u2028"}, {"id": "b", "text": ""}]
    assert store.exists(name)
    assert store.list() == [name]


def test_the_records_of_the_contract_are_kept_whole(store: Store) -> None:
    ref = PageRef(path="a", key="k", source="s", format="html", digest="d", size=1, declared={"title": "É"})
    store.write_records("refs.jsonl", [ref])
    assert list(store.read_records("refs.jsonl", PageRef)) == [ref]
    reject = Reject(id="i", path="a", stage=Stage.READ, reason="empty", error="a is empty", ref=ref)
    store.write_records("rejects.jsonl", [reject])
    assert list(store.read_records("rejects.jsonl", Reject)) == [reject]
    store.write_records("pages.jsonl", [Page(ref=ref, content=b"\x00\xff")])
    assert list(store.read_records("pages.jsonl", Page)) == [Page(ref=ref, content=b"\x00\xff")]


def test_a_failed_write_leaves_what_was_there(store: Store) -> None:
    def failing() -> Iterator[Line]:
        yield Line("new")
        raise RuntimeError("the stage failed")

    for name in ("new.jsonl", "new.jsonl.gz"):
        with pytest.raises(RuntimeError, match="the stage failed"):
            store.write_records(name, failing())
        assert not store.exists(name)
    store.write_records("old.jsonl", [Line("old")])
    with pytest.raises(RuntimeError, match="the stage failed"):
        store.write_records("old.jsonl", failing())
    assert list(store.read_records("old.jsonl", Line)) == [Line("old")]
    assert store.list() == ["old.jsonl"]


def test_writing_again_replaces(store: Store) -> None:
    store.write_records("a.jsonl", [Line("a")] * 5)
    store.write_records("a.jsonl", [Line("b")])
    assert list(store.read_records("a.jsonl", Line)) == [Line("b")]
    store.write_records("a.jsonl", [])
    assert list(store.read_records("a.jsonl", Line)) == []


@pytest.mark.parametrize("line", [b"{", b'{"text": "x"}', b'{"id": 3}', b"[]", b'{"id": "caf\xe9"}', b"null"])
def test_a_broken_line_is_named_with_its_file(store: Store, line: bytes) -> None:
    store.write_bytes("runs/a.jsonl", b'{"id": "a"}\n\n' + line + b"\n")
    with pytest.raises(Damaged, match=r"runs/a\.jsonl: line 3 is not a record of Line"):
        list(store.read_records("runs/a.jsonl", Line))


def test_a_cut_file_is_named(store: Store) -> None:
    store.write_bytes("a.jsonl.gz", gzip.compress(b'{"id": "a"}\n' * 9)[:-9])
    with pytest.raises(Damaged, match=r"a\.jsonl\.gz: broken after line"):
        list(store.read_records("a.jsonl.gz", Line))


def test_a_missing_file_is_named(store: Store) -> None:
    with pytest.raises(Missing, match=r"no/such\.jsonl"):
        list(store.read_records("no/such.jsonl", Line))
    with pytest.raises(Missing, match=r"no\.html"):
        store.read_bytes("no.html")
    assert not store.exists("no.html")
    assert not store.delete("no.html")


def test_a_folder_is_no_file(store: Store) -> None:
    store.write_bytes("runs/a/report.html", b"x")
    assert not store.exists("runs/a")
    assert not store.delete("runs/a")
    with pytest.raises(Missing):
        store.read_bytes("runs/a")


def test_files_are_listed_by_what_they_begin_with_without_raw_pages(store: Store) -> None:
    assert store.list() == []
    assert store.list("runs/") == []
    for name in ("runs/b/1.jsonl", "runs/a/2.jsonl", "runs/a/10.jsonl", "reports/a.html"):
        store.write_bytes(name, b"x")
    store.put_raw(b"Une page.")
    assert store.list() == ["reports/a.html", "runs/a/10.jsonl", "runs/a/2.jsonl", "runs/b/1.jsonl"]
    assert store.list("runs/a") == store.list("runs/a/") == ["runs/a/10.jsonl", "runs/a/2.jsonl"]
    assert store.list("runs/a/2") == ["runs/a/2.jsonl"]
    assert store.list("ru") == ["runs/a/10.jsonl", "runs/a/2.jsonl", "runs/b/1.jsonl"]
    assert store.delete("runs/a/2.jsonl")
    assert store.list("runs/a/") == ["runs/a/10.jsonl"]
    assert store.read_bytes("reports/a.html") == b"x"


BAD_NAMES = [
    "",
    "/",
    "/etc/passwd",
    "..",
    "../x",
    "a/../../x",
    "a/./b",
    "a//b",
    "a/",
    "./a",
    ".hidden",
    "a/.b",
    "a\\b",
    "a\nb",
    "a\0b",
    "\udcff",
    "s3://bucket/x",
    "c:/x",
    "raw/x",
    "locks/x",
    "a" * 1001,
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_no_name_leaves_the_store(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="store name"):
        store.write_bytes(name, b"x")
    with pytest.raises(ValueError, match="store name"):
        store.write_records(name, [])
    with pytest.raises(ValueError, match="store name"):
        list(store.read_records(name, dict))
    for ask in (store.read_bytes, store.exists, store.delete, store.lock):
        with pytest.raises(ValueError, match="store name"):
            ask(name)


@given(name=st.text("ab./\\: é", max_size=12))
def test_a_good_name_stays_below_the_store_and_a_bad_one_is_refused(name: str) -> None:
    try:
        check_name(name)
    except ValueError:
        return
    assert os.path.normpath(f"/store/{name}") == f"/store/{name}"


def test_a_link_in_the_store_leads_nowhere_else(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.write_bytes("a.txt", b"x")
    (tmp_path / "private").mkdir()
    (tmp_path / "private/secret.txt").write_text("secret")
    (tmp_path / "store/runs").symlink_to(tmp_path / "private")
    (tmp_path / "store/b.txt").symlink_to(tmp_path / "private/secret.txt")
    for name in ("runs/secret.txt", "runs/new.txt", "b.txt"):
        for ask in (store.read_bytes, store.exists, store.delete):
            with pytest.raises(ValueError, match="leads out of the store"):
                ask(name)
        with pytest.raises(ValueError, match="leads out of the store"):
            store.write_bytes(name, b"x")
    assert (tmp_path / "private/secret.txt").read_text() == "secret"


def test_a_store_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "store").symlink_to(tmp_path / "disk")
    Store(str(tmp_path / "store")).write_bytes("a.txt", b"x")
    assert (tmp_path / "disk/a.txt").read_bytes() == b"x"


def write_for_ever(folder: str) -> None:
    def endless() -> Iterator[Line]:
        while True:
            yield Line("x", "y" * 100)

    Store(folder).write_records("runs/a.jsonl", endless())


def test_a_writer_that_is_killed_leaves_no_file(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=write_for_ever, args=(str(tmp_path),))
    process.start()
    while process.is_alive() and not any(f.stat().st_size for f in tmp_path.rglob("*") if f.is_file()):
        process.join(0.01)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    store = Store(str(tmp_path))
    assert not store.exists("runs/a.jsonl")
    assert store.list() == []
    assert store.write_records("runs/a.jsonl", [Line("a")]) == 1
