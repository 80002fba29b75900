"""The store in an object store, over the wire."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from etl.store import Damaged, Missing, Store, StoreRefused, StoreUnavailable


class Line(msgspec.Struct):
    id: str


@pytest.fixture
def store(s3_bucket: str) -> Store:
    return Store(f"{s3_bucket}/desk/revue")


def test_raw_pages(store: Store, s3_bucket: str) -> None:
    digest = store.put_raw("Une page de l’été.".encode())
    assert store.put_raw("Une page de l’été.".encode()) == digest
    assert store.has_raw(digest)
    assert store.get_raw(digest).decode() == "Une page de l’été."
    assert not Store(f"{s3_bucket}/other").has_raw(digest)
    assert store.delete_raw(digest)
    assert not store.delete_raw(digest)
    with pytest.raises(Missing, match=digest):
        store.get_raw(digest)


def test_run_files(store: Store) -> None:
    assert store.list() == []
    assert store.write_records("runs/a/1.jsonl", (Line(str(n)) for n in range(1000))) == 1000
    assert store.write_records("runs/a/2.jsonl.gz", [Line("b")]) == 1
    store.write_bytes("runs/a/report.html", b"<p>")
    store.write_records("runs/a/none.jsonl", [])
    store.put_raw(b"Une page.")
    assert [line.id for line in store.read_records("runs/a/1.jsonl", Line)] == [str(n) for n in range(1000)]
    assert list(store.read_records("runs/a/2.jsonl.gz", Line)) == [Line("b")]
    assert list(store.read_records("runs/a/none.jsonl", Line)) == []
    names = ["runs/a/1.jsonl", "runs/a/2.jsonl.gz", "runs/a/none.jsonl", "runs/a/report.html"]
    assert store.list() == store.list("runs/a") == names
    assert store.list("runs/a/2") == ["runs/a/2.jsonl.gz"]
    assert store.exists("runs/a/report.html")
    assert not store.exists("runs/a")
    assert store.delete("runs/a/report.html")
    assert not store.exists("runs/a/report.html")
    with pytest.raises(Missing, match=r"report\.html"):
        store.read_bytes("runs/a/report.html")


def test_a_failed_write_uploads_nothing(store: Store) -> None:
    def failing() -> Iterator[Line]:
        yield Line("new")
        raise RuntimeError("the stage failed")

    with pytest.raises(RuntimeError):
        store.write_records("a.jsonl", failing())
    assert store.list() == []


def test_a_broken_line_is_named(store: Store) -> None:
    store.write_bytes("a.jsonl", b'{"id": "a"}\n{')
    with pytest.raises(Damaged, match=r"a\.jsonl: line 2"):
        list(store.read_records("a.jsonl", Line))


def test_what_another_process_wrote_is_seen_at_once(store: Store) -> None:
    other = Store(store.url)
    assert not store.exists("a.txt")
    other.write_bytes("a.txt", b"1")
    assert store.read_bytes("a.txt") == b"1"
    other.write_bytes("a.txt", b"22")
    assert store.read_bytes("a.txt") == b"22"
    assert store.list() == ["a.txt"]


def test_a_store_that_does_not_answer_is_worth_a_retry(s3_bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(StoreUnavailable, match="no answer") as caught:
        Store(s3_bucket).put_raw(b"Une page.")
    assert "secret" not in str(caught.value)


def test_an_address_without_a_driver_says_so() -> None:
    with pytest.raises(StoreRefused, match="no-such"):
        Store("no-such://bucket/x")


def test_a_large_file_goes_up_in_parts_and_is_read_in_blocks(store: Store) -> None:
    content = bytes(range(256)) * 2**16
    store.write_bytes("large.bin", content)
    assert store.read_bytes("large.bin") == content


def test_an_answer_that_breaks_off_is_worth_a_retry(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    store.write_bytes("large.bin", b"a" * 2**22)

    def broken(*args: object, **kwargs: object) -> bytes:
        raise RuntimeError("connection reset by the driver's own error")

    monkeypatch.setattr(s3fs.core.S3File, "_fetch_range", broken)
    with pytest.raises(StoreUnavailable, match="connection reset"):
        store.read_bytes("large.bin")
