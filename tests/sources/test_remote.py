"""Pages in an object store come as they do from a folder."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import fsspec
import pytest

from etl.article import Page, Reject
from etl.settings import SourceSettings
from etl.sources import SourceUnavailable, discover, read_page
from tests.sources.inbox import page

SETTINGS = SourceSettings(max_bytes=10**6)
FILES = {
    "a.html": page().encode(),
    "day/b.html.gz": gzip.compress(page().encode()),
    "day/c.jsonl": b'{"text": "Un."}\n{"text": 2}\n',
    "empty.txt": b"",
    "large.txt": b"a" * (10**6 + 1),
    "style.css": b"p {}",
    ".hidden.html": b"x",
    "é à.txt": "Un été.".encode(),
}
EXPECTED = [
    ("a.html", "page"),
    ("day/b.html.gz", "page"),
    ("day/c.jsonl#1", "page"),
    ("day/c.jsonl#2", "no-content"),
    ("empty.txt", "empty"),
    ("large.txt", "too-large"),
    ("é à.txt", "page"),
]


def outcome(url: str, skipped: Counter[str] | None = None) -> list[tuple[str, str]]:
    return [
        (f.ref.path.removeprefix(url.rstrip("/") + "/"), "page")
        if isinstance(f, Page)
        else (f.path.removeprefix(url.rstrip("/") + "/"), f.reason)
        for f in discover([url], SETTINGS, skipped=skipped)
    ]


@pytest.fixture(params=["s3", "memory"])
def inbox(request: pytest.FixtureRequest) -> str:
    url = f"{request.getfixturevalue('s3_bucket')}/inbox" if request.param == "s3" else "memory://desk/inbox"
    fs, top = fsspec.core.url_to_fs(url)
    for name, content in FILES.items():
        fs.makedirs(f"{top}/{name}".rpartition("/")[0], exist_ok=True)
        fs.pipe_file(f"{top}/{name}", content)
    return url


def test_a_prefix_is_read_with_all_below_it_sorted_by_name(inbox: str) -> None:
    skipped = Counter[str]()
    assert outcome(inbox, skipped) == EXPECTED
    assert outcome(f"{inbox}/") == EXPECTED
    assert skipped == {"hidden": 1, "not-a-page": 1}


def test_pages_have_the_keys_that_the_same_folder_has_on_disk(inbox: str, tmp_path: Path) -> None:
    for name, content in FILES.items():
        path = tmp_path / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    here, there = (
        [f.ref for f in discover([u], SETTINGS) if isinstance(f, Page)] for u in (str(tmp_path / "inbox"), inbox)
    )
    assert [(r.key, r.digest, r.source) for r in here] == [(r.key, r.digest, r.source) for r in there]
    assert all((r.fetched_at or "").endswith("+00:00") for r in there)


def test_a_single_object_and_a_single_record(inbox: str) -> None:
    whole = {f.ref.path: f for f in discover([inbox], SETTINGS) if isinstance(f, Page)}
    for path in (f"{inbox}/a.html", f"{inbox}/é à.txt"):
        assert read_page(path, SETTINGS) == whole[path]
    nested = f"{inbox}/day/c.jsonl#1"
    assert read_page(nested, SETTINGS, roots=[inbox]) == whole[nested]
    assert list(discover([f"{inbox}/a.html", f"{inbox}/a.html"], SETTINGS)) == [whole[f"{inbox}/a.html"]]


def test_an_object_that_is_gone_is_rejected(inbox: str) -> None:
    found = read_page(f"{inbox}/no.html", SETTINGS)
    assert isinstance(found, Reject)
    assert found.reason == "missing"


def test_a_bucket_that_is_gone_is_rejected(s3_bucket: str) -> None:
    found = read_page(f"{s3_bucket}-no", SETTINGS)
    assert isinstance(found, Reject)
    assert found.reason == "missing"


def test_a_large_object_is_read_in_blocks(s3_bucket: str) -> None:
    fs, top = fsspec.core.url_to_fs(f"{s3_bucket}/x.txt")
    fs.pipe_file(top, b"Un mot. " * 2**21)
    found = read_page(f"{s3_bucket}/x.txt", SourceSettings(max_bytes=2**25))
    assert isinstance(found, Page)
    assert found.ref.size == 2**24


def test_a_store_that_does_not_answer_stops_the_run_and_shows_no_secret(
    s3_bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(SourceUnavailable, match="no answer") as caught:
        list(discover([s3_bucket], SETTINGS))
    assert "secret" not in str(caught.value)
