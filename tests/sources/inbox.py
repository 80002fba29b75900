"""An inbox with every sort of bad input, for the tests of the sources and of the whole run."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

from tests.sources.warcs import http, record

PARAGRAPH = (
    "Le conseil municipal de Saint-Brévin a voté jeudi soir la rénovation de la halle aux poissons, fermée depuis "
    "l’incendie de l’hiver dernier. Les travaux, estimés à deux millions d’euros, commenceront après la saison. "
)


def page(title: str = "La halle aux poissons sera rénovée", body: str = PARAGRAPH, head: str = "") -> str:
    """A small press page."""
    return (
        f"<!doctype html><html lang=fr><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1><p>{body}</p><p>{body}</p></article></body></html>"
    )


def make_bad_inbox(folder: Path, *, max_bytes: int = 50 * 2**20) -> dict[str, str]:
    """Fill a folder with inputs that cannot be read, with sound ones between them.

    Args:
        folder: Made if it is not there. Beside it a file is written that a link leads out to.
        max_bytes: The limit that the page that is too large goes beyond.

    Returns:
        For each expected reject its path (the folder is given as `str(folder)`) and its reason.
    """
    folder.mkdir(parents=True, exist_ok=True)
    html = page().encode()
    outside = folder.parent / f"{folder.name}-outside.html"
    outside.write_bytes(html)
    files: dict[str, tuple[bytes, str]] = {
        "empty.html": (b"", "empty"),
        "blank.txt": (b"\xef\xbb\xbf \r\n\n", "empty"),
        "empty.html.gz": (gzip.compress(b""), "empty"),
        "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "binary"),
        "document.txt": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "binary"),
        "noise.txt": (bytes(range(256)) * 16, "binary"),
        "truncated.html.gz": (gzip.compress(html)[:-20], "truncated-gzip"),
        "damaged.txt.gz": (_flip(gzip.compress(html)), "broken-gzip"),
        "plain.html.gz": (html, "broken-gzip"),
        "bomb.html.gz": (gzip.compress(b"<p>" + b" " * 20_000_000), "too-large"),
        "large.html": ((html * (max_bytes // len(html) + 1))[: max_bytes + 1], "too-large"),
        "lines.jsonl.gz": (gzip.compress(_record("a") + _record("b"))[:-9], "truncated-gzip"),
        "not-a-warc.warc": (b"Ceci n'est pas une archive du web.\n" * 9, "broken-warc"),
        "sitemap.xml": (
            b'<?xml version="1.0"?><urlset><url><loc>https://a.example/</loc></url></urlset>',
            "broken-feed",
        ),
        "entities.rss": (b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa">]><rss>&a;</rss>', "broken-feed"),
        "archive.zip": (b"PK\x05\x06" + bytes(18), "unsupported"),
        "no-suffix": (html, "unsupported"),
    }
    expected = {str(folder / name): reason for name, (_, reason) in files.items()}
    for name, (content, _) in files.items():
        (folder / name).write_bytes(content)
    (folder / "mixed.jsonl").write_bytes(
        _record("un") + b'{"id": "deux", "text": \n' + b'{"id": "trois", "text": 3}\n\n' + _record("cinq")
    )
    expected |= {f"{folder / 'mixed.jsonl'}#2": "broken-line", f"{folder / 'mixed.jsonl'}#3": "no-content"}
    (folder / "cut.warc").write_bytes(record(http(html)) + record(http(html))[:-200])
    expected[str(folder / "cut.warc")] = "broken-warc"
    (folder / "out.html").symlink_to(outside)
    expected[str(folder / "out.html")] = "link-outside"
    (folder / "loop.html").symlink_to("loop.html")
    expected[str(folder / "loop.html")] = "unreadable"
    os.mkfifo(folder / "pipe.html")
    expected[str(folder / "pipe.html")] = "unreadable"
    if os.geteuid() != 0:  # root may read everything
        (folder / "locked.html").write_bytes(html)
        (folder / "locked.html").chmod(0)
        expected[str(folder / "locked.html")] = "unreadable"
    return expected


def make_odd_inbox(folder: Path) -> list[str]:
    """Fill a folder with pages that can be read, but that later stages must cope with; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    canonical = '<link rel=canonical href="https://www.gazette.example/halle">'
    other = "La commune de Pornic annonce au contraire que la criée restera fermée tout l’été, faute de repreneur. " * 3
    files = {
        "lying.html": page(head="<meta charset=utf-8>").encode("cp1252", "replace"),
        "mojibake.html": page(body=PARAGRAPH.encode().decode("cp1252", "replace")).encode(),
        "utf-16.html": page().encode("utf-16"),
        "nested.html": b"<html><body>" + b"<div>" * 10_000 + PARAGRAPH.encode() + b"</div>" * 10_000,
        "no-article.html": b"<html><body><nav><a href=/>Accueil</a> <a href=/sport>Sport</a></nav></body></html>",
        "same-url-1.html": page(head=canonical).encode(),
        "same-url-2.html": page("La criée de Pornic reste fermée", other, canonical).encode(),
        "stray-nul.html": page().replace("halle", "hal\0le", 1).encode(),
        "new\nline.html": page().encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [str(folder / name).replace("\n", r"\x0a") for name in sorted(files)]


def _record(name: str) -> bytes:
    return json.dumps({"id": name, "text": f"{PARAGRAPH} ({name})"}, ensure_ascii=False).encode() + b"\n"


def _flip(packed: bytes) -> bytes:
    """The same gzip data with a wrong checksum."""
    return packed[:-8] + bytes(b ^ 0xFF for b in packed[-8:-4]) + packed[-4:]
