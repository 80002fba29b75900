"""From the inputs of a run to its pages, one after the other."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from etl.article import Page, PageRef, Reject, Stage
from etl.normalise import stable_id
from etl.settings import SourceSettings
from etl.sources import feeds, jsonl, local, remote, warc
from etl.sources.bounded import Bounded, read_whole
from etl.sources.entry import Entry
from etl.sources.formats import SUFFIXES, Format, advice, format_of
from etl.sources.found import Found
from etl.sources.homes import Homes
from etl.sources.names import escape, escape_once
from etl.sources.refusals import Reason, Refused
from etl.sources.sniff import check_text

_RECORD = re.compile(r"(?P<file>.+)#(?P<number>[1-9][0-9]{0,17})")
_LONGEST_ERROR = 400  # characters: the words of a library may quote the file
_START = 512  # bytes of a nameless file that show whether it is HTML
_MARKUP = re.compile(rb"\s*(?:<!doctype\s+html|<html)", re.IGNORECASE)


def discover(
    inputs: Sequence[str],
    settings: SourceSettings,
    *,
    roots: Sequence[str] = (),
    skipped: Counter[str] | None = None,
) -> Iterator[Page | Reject]:
    """Every page of the inputs, and a reject for everything that should have been one; one page in memory at a time.

    Inputs come in the order given, the files of a folder sorted by name, records in the order of their file. A file
    that two inputs name is read once.

    Args:
        inputs: Files, folders (with all below them), URLs that fsspec knows, and single records (`dump.jsonl#12`).
        settings: Limits.
        roots: Folders that are usually read whole: a file given alone that lies in one keeps the `key` that it has
            there, so that a replay updates the same article.
        skipped: Counts what was passed over, by reason: `hidden`, `temporary`, `link-inside` (read under its own
            name), `not-a-page` (a picture, a style sheet), `warc-…` (a request, another type or status).

    Raises:
        SourceUnavailable: An object store does not answer; the same call may go through later.
    """
    counts = Counter[str]() if skipped is None else skipped
    homes = Homes([remote.home(root) if remote.is_remote(root) else local.absolute(root) for root in roots])
    for given in _once(inputs):
        file, number = _split_record(given)
        listing = remote.entries if remote.is_remote(file) else local.entries
        for entry in listing(file, roots, counts):
            yield from _pages(entry, number, homes.name(entry.home), settings, counts)


def read_page(path: str, settings: SourceSettings, *, roots: Sequence[str] = ()) -> Page | Reject:
    """The one page that a path names, written as in `PageRef.path` (`inbox/a.html`, `dump.jsonl#12`).

    Of a path that names several, the first. Arguments and errors as for `discover`.
    """
    found = next(discover([path], settings, roots=roots), None)
    return found or _reject(escape_once(path), Refused(Reason.EMPTY, "holds no page"), None)


def _once(inputs: Sequence[str]) -> Iterator[str]:
    """The inputs without those that another one holds already."""
    places = [_place(given) for given in inputs]
    wanted, seen = set(places), set[str]()
    for given, place in zip(inputs, places, strict=True):
        if place not in seen and not any(above in wanted for above in _above(place)):
            seen.add(place)
            yield given


def _place(given: str) -> str:
    file, number = _split_record(given)
    place = file.rstrip("/") if remote.is_remote(file) else local.absolute(file)
    return place if number is None else f"{place}/#{number}"


def _above(place: str) -> Iterator[str]:
    while (place := place.rpartition("/")[0]) and not place.endswith(":/"):
        yield place


def _split_record(given: str) -> tuple[str, int | None]:
    match = _RECORD.fullmatch(given)
    if not match or (not remote.is_remote(given) and local.find(given) is not None):
        return given, None
    kind, _ = format_of(match["file"])
    return (match["file"], int(match["number"])) if kind and kind.holds_many else (given, None)


def _pages(
    entry: Entry, number: int | None, folder: str | None, settings: SourceSettings, skipped: Counter[str]
) -> Iterator[Page | Reject]:
    """The pages of one file, or of one record in it."""
    try:
        for changed, found in _read(entry, settings, skipped):
            if number is None or found.number == number:
                yield _result(entry, found, folder, changed)
                if number is not None:
                    return
        if number is not None:
            raise Refused(Reason.MISSING, "is no page: check the number", number)
    except Refused as refused:
        yield _result(entry, refused, folder, None)


def _read(
    entry: Entry, settings: SourceSettings, skipped: Counter[str]
) -> Iterator[tuple[str | None, Found | Refused]]:
    """What one file holds, with the time of its last change."""
    if entry.refused:
        raise entry.refused
    kind, packed = format_of(entry.relative)
    if kind is None:
        _pass_over(entry, skipped)
        return
    source, changed = entry.open()
    with source, Bounded(source, packed=packed, settings=settings) as stream:
        match kind:
            case Format.JSON_LINES:
                found = jsonl.read(stream, settings.max_bytes)
            case Format.WARC:
                found = warc.read(stream, settings.max_bytes, skipped)
            case Format.FEED:
                found = feeds.read(_whole(stream, min(settings.max_bytes, feeds.MAX_BYTES)))
            case Format.HTML:
                found = iter([Found(content=_whole(stream, settings.max_bytes), format="html")])
            case Format.TEXT:
                found = iter([Found(content=_whole(stream, settings.max_bytes), format="text")])
        for one in found:
            yield changed, one


def _whole(stream: Bounded, max_bytes: int) -> bytes:
    content = read_whole(stream, max_bytes)
    check_text(content)
    return content


def _pass_over(entry: Entry, skipped: Counter[str]) -> None:
    """Count a file that is no page, or refuse it if it may well be one."""
    todo = advice(entry.relative)
    if todo is None and "." not in entry.relative.rpartition("/")[2] and _is_html(entry):
        todo = "it holds HTML: give it the suffix .html"
    if todo is None and entry.given:
        todo = f"its name must end in one of {', '.join(sorted(SUFFIXES))}"
    if todo:
        raise Refused(Reason.UNSUPPORTED, f"is in a format that is not read: {todo}")
    skipped["not-a-page"] += 1


def _is_html(entry: Entry) -> bool:
    source, _ = entry.open()
    with source:
        return bool(_MARKUP.match(source.read(_START)))


def _result(entry: Entry, found: Found | Refused, folder: str | None, changed: str | None) -> Page | Reject:
    path = entry.path if found.number is None else f"{entry.path}#{found.number}"
    if isinstance(found, Refused):
        return _reject(path, found, folder)
    source = escape(found.source) if found.source else folder or "files"
    place = found.place or found.number
    ref = PageRef(
        path=path,
        key=stable_id(source, entry.relative if place is None else f"{entry.relative}#{place}"),
        source=source,
        format=found.format,
        digest=hashlib.sha256(found.content).hexdigest(),
        size=len(found.content),
        url=found.url,
        encoding=found.encoding,
        fetched_at=found.fetched_at or changed,
        declared=found.declared,
        id=found.id,
    )
    return Page(ref=ref, content=found.content)


def _reject(path: str, refused: Refused, source: str | None) -> Reject:
    return Reject(
        id=stable_id(path, Stage.READ),
        path=path,
        stage=Stage.READ,
        reason=refused.reason.value,
        error=f"{path.rpartition('/')[2] or path} {escape(refused.error[:_LONGEST_ERROR])}",
        source=source,
    )
