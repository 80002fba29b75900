"""WARC: which records are pages, and how far a broken file is read."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from pathlib import Path

import pytest

from etl.article import Page, Reject
from etl.settings import SourceSettings
from etl.sources import discover
from tests.sources.inbox import page
from tests.sources.warcs import http, record

HTML = page().encode()
GOOD = record(http(HTML))


def read(
    folder: Path, content: bytes, name: str = "x.warc", max_bytes: int = 2**20
) -> tuple[list[Page | Reject], Counter[str]]:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    skipped = Counter[str]()
    return list(discover([str(folder)], SourceSettings(max_bytes=max_bytes), skipped=skipped)), skipped


def outcome(found: list[Page | Reject]) -> list[str]:
    return [
        f"{f.ref.path.rpartition('#')[2]} {f.ref.format}"
        if isinstance(f, Page)
        else f"{f.path.rpartition('/')[2].removeprefix('x.warc').lstrip('#') or 'file'} {f.reason}"
        for f in found
    ]


def test_a_response_brings_address_time_and_character_set(tmp_path: Path) -> None:
    body = "<p>Élection à Brest</p>".encode("iso-8859-15")
    answer = http(body, "Content-Type: text/html; charset=ISO-8859-15")
    (one,), _ = read(tmp_path, record(answer, url="https://www.gazette.example/a?b=1"))
    assert isinstance(one, Page)
    assert one.content == body
    assert (one.ref.url, one.ref.source) == ("https://www.gazette.example/a?b=1", "gazette.example")
    assert (one.ref.encoding, one.ref.fetched_at) == ("iso-8859-15", "2026-03-01T04:05:06+00:00")
    assert one.ref.path == f"{tmp_path}/x.warc#1"


def test_only_good_answers_with_text_are_pages_and_the_rest_is_counted(tmp_path: Path) -> None:
    found, skipped = read(
        tmp_path,
        record(b"software: essai\r\n", kind="warcinfo", media="application/warc-fields")
        + record(b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n", kind="request", media="application/http; msgtype=request")
        + GOOD
        + record(http(b"\x89PNG\r\n", "Content-Type: image/png"))
        + record(http(HTML, status="404 Not Found"))
        + record(http(b"", "Location: /b", status="301 Moved"))
        + record(http("Un communiqué.".encode(), "Content-Type: text/plain"))
        + record(http(HTML, "Server: x"))
        + record(http(b"{}", "Server: x"))
        + record(b"gazette.example 12", kind="response", media="text/dns", url="dns:gazette.example"),
    )
    assert outcome(found) == ["3 html", "7 text", "8 html"]
    assert skipped == {
        "warc-warcinfo": 1,
        "warc-request": 1,
        "warc-type": 2,
        "warc-status": 2,
        "warc-other-protocol": 1,
    }


@pytest.mark.parametrize("pack", [gzip.compress, lambda r: r], ids=["gz", "plain"])
def test_each_record_may_be_packed_by_itself(tmp_path: Path, pack: object) -> None:
    content = b"".join(gzip.compress(GOOD) for _ in range(3)) if pack is gzip.compress else GOOD * 3
    found, _ = read(tmp_path, content, "x.warc.gz" if pack is gzip.compress else "x.warc")
    assert len([f for f in found if isinstance(f, Page)]) == 3


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(HTML)),
        ("Content-Encoding: deflate", zlib.compress(HTML)),
        ("Transfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(HTML), HTML)),
    ],
)
def test_a_packed_answer_is_unpacked(tmp_path: Path, headers: str, body: bytes) -> None:
    (one,), _ = read(tmp_path, record(http(body, f"Content-Type: text/html\r\n{headers}")))
    assert isinstance(one, Page)
    assert one.content == HTML


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (http(HTML, "Content-Type: text/html\r\nContent-Encoding: gzip"), "broken-warc"),
        (http(b"zz\r\n" + HTML, "Content-Type: text/html\r\nTransfer-Encoding: chunked"), "broken-warc"),
        (b"no HTTP at all", "broken-warc"),
        (http(b""), "empty"),
        (http(b"\x89PNG\r\n\x1a\n12"), "binary"),
        (http(gzip.compress(b" " * 2**21), "Content-Type: text/html\r\nContent-Encoding: gzip"), "too-large"),
        (http(b"a" * 2**21), "too-large"),
    ],
)
def test_a_bad_answer_is_rejected_alone(tmp_path: Path, block: bytes, reason: str) -> None:
    found, _ = read(tmp_path, GOOD + record(block) + GOOD)
    assert outcome(found) == ["1 html", f"2 {reason}", "3 html"]


@pytest.mark.parametrize(
    "broken",
    [
        GOOD[:-30],
        GOOD[:40],
        record(http(HTML), length=10**6) + GOOD,
        b"Bonjour.\r\n" * 40,
        record(http(HTML), length=40) + GOOD,
    ],
    ids=["cut body", "cut header", "length beyond the end", "no record", "length too short"],
)
def test_a_broken_file_is_read_up_to_where_it_breaks(tmp_path: Path, broken: bytes) -> None:
    found, _ = read(tmp_path, GOOD + broken)
    assert outcome(found)[0] == "1 html"
    last = found[-1]
    assert isinstance(last, Reject)
    assert (last.reason, last.path) == ("broken-warc", f"{tmp_path}/x.warc")


def test_a_file_without_records_is_rejected(tmp_path: Path) -> None:
    assert outcome(read(tmp_path, b"")[0]) == ["file empty"]
    assert outcome(read(tmp_path, HTML)[0]) == ["file broken-warc"]


def test_a_record_that_the_crawler_cut_says_so(tmp_path: Path) -> None:
    (one,), _ = read(tmp_path, record(http(HTML), more="WARC-Truncated: length\r\n"))
    assert isinstance(one, Page)
    assert one.ref.declared == {"truncated": "length"}


@pytest.mark.parametrize("charset", ["no-such", "zlib", "", "a b"])
def test_a_character_set_that_is_none_is_not_passed_on(tmp_path: Path, charset: str) -> None:
    (one,), _ = read(tmp_path, record(http(HTML, f"Content-Type: text/html; charset={charset}")))
    assert isinstance(one, Page)
    assert one.ref.encoding is None


def test_the_words_of_a_broken_file_do_not_forge_a_log(tmp_path: Path) -> None:
    block = http(b"\x1b[31m\rINFO all is well" + HTML, "Content-Type: text/html\r\nTransfer-Encoding: chunked")
    (one,), _ = read(tmp_path, record(block))
    assert isinstance(one, Reject)
    assert one.error.isprintable()
