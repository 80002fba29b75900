"""WARC files, written byte by byte for the tests."""

from __future__ import annotations

HTML = "Content-Type: text/html; charset=utf-8"


def http(body: bytes, headers: str = HTML, status: str = "200 OK") -> bytes:
    """An HTTP response as a crawler keeps it."""
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body


def record(
    block: bytes,
    *,
    url: str = "https://www.gazette.example/a",
    kind: str = "response",
    media: str = "application/http; msgtype=response",
    length: int | None = None,
    more: str = "",
) -> bytes:
    """A WARC record; `length` lies about the block where it is given."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-01T04:05:06Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n{more}"
        f"Content-Type: {media}\r\nContent-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"
