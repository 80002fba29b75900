"""RSS and Atom: an entry that carries its article whole is a page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import feedparser

from etl.sources.declared import as_text
from etl.sources.found import Found
from etl.sources.names import host_of, web_address
from etl.sources.refusals import Reason, Refused
from etl.sources.sniff import check_text

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_HALF = re.compile(
    rb"&#(?:x0*d[89a-f][0-9a-f]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d\d\d|57[0-2]\d\d|573[0-3]\d|5734[0-3]));",
    re.IGNORECASE,
)
"""References to half a character (U+D800 to U+DFFF): one of them makes feedparser give up the whole feed."""
MAX_BYTES = 10 * 2**20
"""Largest feed read: the parser needs a second for 300 kB of the worst input, and holds a feed whole."""

_TAG = re.compile(r"<[^>]*>")
_WHOLE_WORDS = 150  # a description of so many words is the article; a teaser has 20 to 60
_FIELDS = {
    "title": "title",
    "author": "author",
    "published_at": "published",
    "updated_at": "updated",
    "url": "link",
    "description": "summary",
}


def read(content: bytes) -> Iterator[Found | Refused]:
    """The entries of a feed in order; a `Refused` in the place of each that only announces its article.

    Raises:
        Refused: `broken-feed`, or `empty` for a feed without entries.
    """
    if _ENTITY.search(content):  # what a feed never needs, and what an entity bomb is made of
        raise Refused(Reason.BROKEN_FEED, "declares XML entities, which no feed needs: it is not read")
    try:
        feed = feedparser.parse(
            io.BytesIO(_HALF.sub(b"&#xFFFD;", content)), sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, RecursionError, AttributeError, LookupError, AssertionError, TypeError) as error:
        raise Refused(Reason.BROKEN_FEED, f"is not a feed that can be read ({error}): fetch it again") from error
    if not feed.version:
        raise Refused(Reason.BROKEN_FEED, "is XML, but neither RSS nor Atom: nothing to read in it")
    if not feed.entries:
        raise Refused(Reason.EMPTY, "is a feed without entries: fetch it again")
    language = _string(feed.feed.get("language"))
    seen: set[str] = set()
    for number, entry in enumerate(feed.entries, 1):
        yield _page(dict(entry), number, language, seen)  # a plain one: feedparser's own makes dates up


def _page(entry: Mapping[str, Any], number: int, language: str, seen: set[str]) -> Found | Refused:
    text, kind = _content(entry)
    if not text:
        return Refused(Reason.NO_CONTENT, "only announces its article: fetch the page that it links to", number)
    content = text.encode()
    try:
        check_text(content)
    except Refused as refused:
        return Refused(refused.reason, refused.error, number)
    url = web_address(_string(entry.get("link")))
    about = {name: value for name, key in _FIELDS.items() if (value := _string(entry.get(key)))}
    if about.get("description") == text.strip():
        del about["description"]
    if section := _string([tag.get("term") for tag in entry.get("tags", [])[:1]]):
        about["section"] = section
    if language:
        about["language"] = language
    # Entries move down as new ones come: their own id names them from one night to the next.
    place = _string(entry.get("id")) or url
    place = place if place and place not in seen else None
    seen.update(filter(None, [place]))
    return Found(
        content=content,
        format=kind,
        number=number,
        place=place,
        url=url,
        source=host_of(url),
        encoding="utf-8",
        declared=about,
    )


def _string(value: object) -> str:
    """As `as_text`, without the lone surrogates that a character reference (`&#xD800;`) can bring in."""
    return as_text(value).encode("utf-8", "replace").decode()


def _content(entry: Mapping[str, Any]) -> tuple[str, Literal["html", "text"]]:
    bodies = [(_string(c.get("value")), c.get("type")) for c in entry.get("content", [])]
    text, kind = max(bodies, key=lambda body: len(body[0]), default=("", None))
    if not text:
        text, kind = _string(entry.get("summary")), "text/html"
        if len(_TAG.sub(" ", text).split()) < _WHOLE_WORDS:
            return "", "text"
    return text, "text" if kind == "text/plain" else "html"
