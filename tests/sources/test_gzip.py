"""Gzip'd input: read as it streams, and never further than the limits."""

from __future__ import annotations

import gzip
import random
import time
import tracemalloc
from pathlib import Path

import pytest

from etl.article import Page, Reject
from etl.settings import SourceSettings
from etl.sources import read_page
from tests.sources.inbox import page

HTML = page().encode()


def read(path: Path, content: bytes, **limits: float) -> Page | Reject:
    path.write_bytes(content)
    return read_page(str(path), SourceSettings.model_validate(limits))


def reason(path: Path, content: bytes, **limits: float) -> str:
    found = read(path, content, **limits)
    assert isinstance(found, Reject), found
    return found.reason


def test_a_packed_page_gives_the_bytes_that_were_packed(tmp_path: Path) -> None:
    for packed in (
        gzip.compress(HTML),
        gzip.compress(HTML[:50]) + gzip.compress(HTML[50:]),
        gzip.compress(HTML) + bytes(512),
    ):
        found = read(tmp_path / "x.HTML.gz", packed)
        assert isinstance(found, Page)
        assert found.content == HTML


@pytest.mark.parametrize("cut", [1, 5, 9, 12, 100])
def test_a_cut_file_is_rejected_wherever_it_is_cut(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(HTML)
    assert reason(tmp_path / "x.html.gz", packed[:-cut]) == "truncated-gzip"
    assert reason(tmp_path / "x.html.gz", packed[: min(cut, 9)]) in {"truncated-gzip", "broken-gzip"}


def test_rubbish_in_and_after_the_data_is_rejected(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(HTML))
    packed[len(packed) // 2] ^= 0xFF
    assert reason(tmp_path / "x.html.gz", bytes(packed)) == "broken-gzip"
    assert reason(tmp_path / "x.html.gz", gzip.compress(HTML) + b"rubbish") == "broken-gzip"


def test_a_bomb_is_given_up_early(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(300 * 2**20), compresslevel=1)
    tracemalloc.start()
    start = time.perf_counter()
    assert reason(tmp_path / "x.html.gz", bomb) == "too-large"
    assert time.perf_counter() - start < 5
    assert tracemalloc.get_traced_memory()[1] < 120 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.warc.gz", "x.txt.gz", "x.rss.gz"])
def test_a_bomb_is_told_by_its_ratio_in_every_format(tmp_path: Path, name: str) -> None:
    assert reason(tmp_path / name, gzip.compress(b"\n" * 3 * 2**20)) in {"too-large", "broken-warc"}


def test_a_small_page_may_be_packed_well_and_a_large_one_badly(tmp_path: Path) -> None:
    assert isinstance(read(tmp_path / "x.txt.gz", gzip.compress(b"Non ! " * 100_000)), Page)
    noise = "".join(random.Random(1).choices("abcdefghij ", k=2**20)).encode()
    assert isinstance(read(tmp_path / "x.txt.gz", gzip.compress(noise * 2)), Page)


def test_the_limit_is_on_what_comes_out(tmp_path: Path) -> None:
    assert isinstance(read(tmp_path / "x.txt.gz", gzip.compress(b"a" * 1000), max_bytes=1000), Page)
    assert reason(tmp_path / "x.txt.gz", gzip.compress(b"a" * 1001), max_bytes=1000) == "too-large"
    assert isinstance(read(tmp_path / "x.txt", b"a" * 1000, max_bytes=1000), Page)
    assert reason(tmp_path / "x.txt", b"a" * 1001, max_bytes=1000) == "too-large"
