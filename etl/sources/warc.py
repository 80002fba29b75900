"""WARC (ISO 28500): what a crawler wrote down, read with FastWARC."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from etl.sources.bounded import Bounded, read_whole, too_large
from etl.sources.found import Found
from etl.sources.names import escape, host_of, web_address
from etl.sources.refusals import Reason, Refused, SourceUnavailable
from etl.sources.sniff import check_text
from etl.sources.when import from_any

_TYPES: dict[str, Literal["html", "text"]] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
}
_PAGE_STATUS = 200
_MAX_HEADER = 2**16  # bytes of one header line
_MARKUP = (b"<!doctype html", b"<html")


def read(stream: Bounded, max_bytes: int, skipped: Counter[str]) -> Iterator[Found | Refused]:
    """The pages among the records, in order; a `Refused` in the place of each that cannot be read.

    Only responses (status 200, HTML or plain text) are pages; the other records are counted in `skipped`.

    Raises:
        Refused: `broken-warc` and the like: the file cannot be read on from here.
    """
    number = 0
    records = _records(stream)
    while True:
        try:
            record = next(records, None)
        except (Refused, SourceUnavailable):
            raise
        except (OSError, ValueError) as error:
            raise _broken(f"after record {number}: {error}") from error
        if record is None:
            break
        number += 1
        length = _length(record, number)
        if record.record_type != WarcRecordType.response:
            skipped[f"warc-{record.record_type}"] += 1
        elif length > max_bytes:
            yield too_large(max_bytes, number)
        else:
            yield from _response(record, number, length, max_bytes, skipped)
    if number == 0:
        raise Refused(Reason.EMPTY, "has no records: fetch it again")


def _records(stream: Bounded) -> Iterator[WarcRecord]:
    yield from ArchiveIterator(stream, parse_http=False, max_header_len=_MAX_HEADER, stream_detect=False)


def _length(record: WarcRecord, number: int) -> int:
    length = record.headers.get("Content-Length")
    if length is None or not length.isdecimal() or not record.headers.get("WARC-Type"):
        raise _broken(f"record {number} has no complete header")
    return int(length)


def _response(
    record: WarcRecord, number: int, length: int, max_bytes: int, skipped: Counter[str]
) -> Iterator[Found | Refused]:
    block = record.reader.read()
    if len(block) < length:
        raise _broken(f"record {number} has {len(block)} of its {length} bytes")
    if not record.is_http:
        skipped["warc-other-protocol"] += 1
        return
    try:
        message = _message(block)
        if message.http_headers is None or message.http_headers.status_code is None:
            raise ValueError("no status line")
        if message.http_headers.status_code != _PAGE_STATUS:
            skipped["warc-status"] += 1
            return
        content = read_whole(message.reader, max_bytes)
        kind = _format(message.http_content_type, content)
        if kind is None:
            skipped["warc-type"] += 1
            return
        check_text(content)
    except Refused as refused:
        yield Refused(refused.reason, refused.error, number)
        return
    except (OSError, ValueError) as error:
        yield _broken(f"its HTTP message: {error}", number)
        return
    url = web_address((record.headers.get("WARC-Target-URI") or "").strip("<>"))
    cut = record.headers.get("WARC-Truncated")
    yield Found(
        content=content,
        format=kind,
        number=number,
        url=url,
        source=host_of(url),
        encoding=_known(message.http_charset),
        fetched_at=from_any(record.record_date),
        declared={"truncated": escape(cut)} if cut else {},
    )


def _message(block: bytes) -> WarcRecord:
    """The HTTP message in a record, by itself: a broken one then cannot hurt the reading of the next record."""
    message = WarcRecord()
    message.init_headers(WarcRecordType.response)
    message.set_bytes_content(block)
    message.is_http = True
    message.parse_http(auto_decode="all", max_header_len=_MAX_HEADER)
    return message


def _format(content_type: str | None, content: bytes) -> Literal["html", "text"] | None:
    if content_type:
        return _TYPES.get(content_type.lower())
    return "html" if content.lstrip()[:32].lower().startswith(_MARKUP) else None


def _known(charset: str | None) -> str | None:
    """The character set, if it is one of text that can be decoded."""
    try:
        "a".encode(charset or "")
    except (LookupError, ValueError):
        return None
    return charset


def _broken(what: str, number: int | None = None) -> Refused:
    return Refused(Reason.BROKEN_WARC, f"is not a sound WARC ({what}): fetch or write it again", number)
