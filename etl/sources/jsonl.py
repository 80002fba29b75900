"""JSON Lines: one page a line."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import msgspec

from etl.article import Record
from etl.sources.bounded import Bounded, too_large
from etl.sources.declared import as_text, declared
from etl.sources.found import Found
from etl.sources.names import host_of, web_address
from etl.sources.refusals import Reason, Refused
from etl.sources.sniff import check_text, looks_like_utf16
from etl.sources.when import from_any

TEXT_FIELDS = ("text", "content", "body")
"""Where a record has its text; `html` comes before them all."""

_DECODER: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)
_MARKUP = re.compile(r"\s*<(?:!doctype|!--|[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)
_BUFFER = 2**16
_BOM = b"\xef\xbb\xbf"


def read(stream: Bounded, max_bytes: int) -> Iterator[Found | Refused]:
    """The records of the file in order, one line in memory at a time; a `Refused` in the place of each that is no page.

    Raises:
        Refused: The file as a whole: `empty`, `binary`, or it cannot be read on.
    """
    lines = io.BufferedReader(stream, _BUFFER)
    _check_start(lines.peek(_BUFFER))
    number, empty = 0, True
    while line := lines.readline(max_bytes + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) > max_bytes:
            empty = False
            yield too_large(max_bytes, number)
            while line and not line.endswith(b"\n"):
                line = lines.readline(_BUFFER)
        elif line.strip():
            empty = False
            yield _page(line, number)
    if empty:
        raise Refused(Reason.EMPTY, "has no records: fetch it again")


def _check_start(start: bytes) -> None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_like_utf16(start):
        raise Refused(Reason.BINARY, "is UTF-16, and JSON Lines are UTF-8: convert it")
    try:
        check_text(start)
    except Refused as refused:
        if refused.reason is not Reason.EMPTY:  # blank lines at the start may be followed by records
            raise


def _page(line: bytes, number: int) -> Found | Refused:
    try:
        record = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Refused(Reason.BROKEN_LINE, f"is not a JSON object ({error}): write line {number} again", number)
    kind = "html" if _has_text(record.get("html")) else _text_field(record)
    if kind is None:
        return Refused(
            Reason.NO_CONTENT,
            f"has no text in html, {', '.join(TEXT_FIELDS)}: nothing to read in line {number}",
            number,
        )
    text: str = record[kind]
    content = text.encode()
    try:
        check_text(content)
    except Refused as refused:
        return Refused(refused.reason, f"{refused.error} (field {kind} of line {number})", number)
    about = declared(record)
    url = web_address(about.get("url"))
    return Found(
        content=content,
        format="html" if kind == "html" or (kind != "text" and _MARKUP.match(text)) else "text",
        number=number,
        url=url,
        source=host_of(url) or about.get("source"),
        encoding="utf-8",
        fetched_at=from_any(record.get("fetched_at")),
        declared=about,
        id=as_text(record.get("id")) or None,
    )


def _text_field(record: Record) -> str | None:
    return next((name for name in TEXT_FIELDS if _has_text(record.get(name))), None)


def _has_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
