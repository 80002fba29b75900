"""JSON Lines: what a record may hold, and what becomes of one that holds nothing."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

import msgspec
import pytest

from etl.article import Page, PageRef, Reject
from etl.settings import SourceSettings
from etl.sources import discover


def read(path: Path, content: bytes, **limits: int) -> list[Page | Reject]:
    path.write_bytes(content)
    return list(discover([str(path)], SourceSettings(**limits)))


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def one(folder: Path, record: object) -> Page:
    (page,) = read(folder / "x.jsonl", lines(record))
    assert isinstance(page, Page), page
    return page


def test_a_record_brings_its_own_metadata(tmp_path: Path) -> None:
    page = one(
        tmp_path,
        {
            "id": 12,
            "url": "https://www.Gazette.example/halle",
            "html": "<p>Élu</p>",
            "text": "Élu",
            "title": " La halle ",
            "authors": ["Anne Le Goff", {"name": "Yann Riou"}],
            "date": "3 mars 2026",
            "fetched_at": "2026-03-04T06:00:00+02:00",
            "language": "fr",
            "section": "Locale",
        },
    )
    assert page.content == "<p>Élu</p>".encode()
    assert (page.ref.id, page.ref.format, page.ref.encoding) == ("12", "html", "utf-8")
    assert (page.ref.url, page.ref.source) == ("https://www.Gazette.example/halle", "gazette.example")
    assert page.ref.fetched_at == "2026-03-04T04:00:00+00:00"
    assert page.ref.declared == {
        "title": "La halle",
        "author": "Anne Le Goff, Yann Riou",
        "published_at": "3 mars 2026",
        "language": "fr",
        "section": "Locale",
        "url": "https://www.Gazette.example/halle",
    }


@pytest.mark.parametrize(
    ("record", "content", "kind"),
    [
        ({"text": "Un <b> texte"}, b"Un <b> texte", "text"),
        ({"text": "<p>tel quel"}, b"<p>tel quel", "text"),
        ({"html": "<p>a", "text": "b"}, b"<p>a", "html"),
        ({"html": " ", "text": "b"}, b"b", "text"),
        ({"content": "<div class=x>a"}, b"<div class=x>a", "html"),
        ({"content": "< 3 ans"}, b"< 3 ans", "text"),
        ({"body": "a"}, b"a", "text"),
    ],
)
def test_where_the_text_is_and_whether_it_is_html(tmp_path: Path, record: object, content: bytes, kind: str) -> None:
    page = one(tmp_path, record)
    assert (page.content, page.ref.format) == (content, kind)


@pytest.mark.parametrize(
    ("record", "source"),
    [
        ({}, "inbox"),
        ({"source": "L'Écho du port"}, "L'Écho du port"),
        ({"source": "agence", "url": "http://www.a.example:8080/x"}, "a.example"),
        ({"url": "javascript:alert(1)"}, "inbox"),
        ({"url": "http://[::1"}, "inbox"),
        ({"source": "a\nb"}, r"a\x0ab"),
    ],
)
def test_the_source_is_the_host_else_what_the_record_says_else_the_folder(
    tmp_path: Path, record: dict[str, str], source: str
) -> None:
    (tmp_path / "inbox").mkdir()
    assert one(tmp_path / "inbox", {"text": "Un.", **record}).ref.source == source


@pytest.mark.parametrize("when", ["demain", 1e300, True, {}, "", None])
def test_a_time_that_is_none_gives_way_to_that_of_the_file(tmp_path: Path, when: object) -> None:
    assert (one(tmp_path, {"text": "Un.", "fetched_at": when}).ref.fetched_at or "").startswith("20")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "broken-line"),
        (b'["text"]', "broken-line"),
        (b'"text"', "broken-line"),
        (b'{"text": "caf\xe9"}', "broken-line"),
        (b'{"text": "\\ud800"}', "broken-line"),
        (b'{"a":' * 100_000, "broken-line"),
        (b'{"id": "x"}', "no-content"),
        (b'{"text": 3, "html": null, "body": []}', "no-content"),
        (b'{"text": "  "}', "no-content"),
        (b'{"text": "\\u0000\\u0001\\u0002"}', "binary"),
        (b'{"text": "' + b"a" * 3000 + b'"}', "too-large"),
    ],
)
def test_a_bad_line_is_rejected_by_its_number_and_the_rest_goes_on(tmp_path: Path, line: bytes, reason: str) -> None:
    good = lines({"text": "Un."})
    limit = 2000 if reason == "too-large" else 10**6
    first, bad, last = read(tmp_path / "x.jsonl", good + line + b"\n" + good, max_bytes=limit)
    assert isinstance(bad, Reject)
    assert (bad.reason, bad.path) == (reason, f"{tmp_path}/x.jsonl#2")
    assert isinstance(first, Page)
    assert isinstance(last, Page)
    assert last.ref.path.endswith("#3")


def test_numbers_count_blank_lines_too_and_keys_are_apart(tmp_path: Path) -> None:
    found = read(tmp_path / "x.jsonl", b"\xef\xbb\xbf" + lines({"text": "Un."}) + b"\r\n\n" + lines({"text": "Un."}))
    refs = [f.ref for f in found if isinstance(f, Page)]
    assert [ref.path.rpartition("#")[2] for ref in refs] == ["1", "4"]
    assert len({ref.key for ref in refs}) == 2


def test_a_last_line_without_its_end_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path / "x.jsonl", lines({"text": "Un."}).rstrip())) == 1


@pytest.mark.parametrize("content", ["﻿{}".encode("utf-16"), '{"text": "Un."}'.encode("utf-16-le")])
def test_utf_16_is_rejected_once_and_not_line_by_line(tmp_path: Path, content: bytes) -> None:
    (reject,) = read(tmp_path / "x.jsonl", content * 3)
    assert isinstance(reject, Reject)
    assert reject.reason == "binary"


def test_a_long_file_streams_in_constant_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "x.jsonl.gz", "wb", compresslevel=1) as out:
        for number in range(4_000):
            out.write(lines({"text": f"Brève {number} : " + f"{number * 7919} mots. " * 30}))
    tracemalloc.start()
    count = sum(1 for _ in discover([str(tmp_path / "x.jsonl.gz")], SourceSettings()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4_000
    assert peak < 2**20


def test_a_line_without_end_is_never_held_whole(tmp_path: Path) -> None:
    with (tmp_path / "x.jsonl").open("wb") as out:
        out.write(lines({"text": "Un."}) + b'{"text": "')
        for _ in range(32):
            out.write(b"a" * 2**20)
        out.write(b'"}\n' + lines({"text": "Deux."}))
    tracemalloc.start()
    found = list(discover([str(tmp_path / "x.jsonl")], SourceSettings(max_bytes=2**20)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [getattr(f, "reason", "page") for f in found] == ["page", "too-large", "page"]
    assert peak < 4 * 2**20


def test_refs_can_be_written_and_read(tmp_path: Path) -> None:
    ref = one(tmp_path, {"text": "Un.", "title": "L’été"}).ref
    assert msgspec.json.decode(msgspec.json.encode(ref), type=PageRef) == ref
