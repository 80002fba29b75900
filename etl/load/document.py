"""An article as a document of the index: checked, with the few fields that the index adds for itself."""

from __future__ import annotations

from typing import Any

import msgspec
import xxhash

from etl.article import Article, Record, Reject, Stage
from etl.days import period
from etl.normalise import stable_id

LONGEST_ID = 512
"""Bytes: the limit of Elasticsearch for `_id`."""

_DATED_FIELDS = ("published_at", "updated_at", "fetched_at")
_ENCODER = msgspec.json.Encoder(order="deterministic")
_FIELDS = {field.name for field in msgspec.structs.fields(Article)}


class InvalidDocument(ValueError):
    """An article that no engine can index; `reason` is the short name to count by."""

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(error)
        self.reason = reason


class Document(msgspec.Struct, frozen=True):
    """One article, ready to be written. `body` is the article alone, as JSON.

    `dated` orders by newness (published, else fetched); `first_day` and `last_day` (ISO 8601 days, inclusive) are the
    days on which it may have been published: the whole month where only the month is known.
    """

    article: Article
    body: bytes
    fingerprint: str
    dated: str | None
    first_day: str | None
    last_day: str | None

    def source(self) -> bytes:
        """The document as Elasticsearch stores it, in JSON: articles without a story collapse on themselves.

        `words` and `removed_words` are there because Kibana can sum and compare numbers, not count words.
        """
        added = {
            "fingerprint": self.fingerprint,
            "dated": self.dated,
            "first_day": self.first_day,
            "last_day": self.last_day,
            "collapse_on": self.article.story_id or self.article.id,
            "words": len(self.article.text.split()),
            "removed_words": sum(len(removal.text.split()) for removal in self.article.removed),
        }
        return self.body[:-1] + b"," + msgspec.json.encode(added)[1:]


def document(article: Article) -> Document:
    """Check an article and derive what the index adds.

    Raises:
        InvalidDocument: No id, an id that is too long, a date that is none, text that is not Unicode.
    """
    if not article.id.strip():
        raise InvalidDocument("no-id", "the article has no id")
    try:
        body = _ENCODER.encode(article)
        size = len(article.id.encode())
    except UnicodeEncodeError as error:
        raise InvalidDocument("not-unicode", f"the text holds half a character ({error.reason})") from error
    if size > LONGEST_ID:
        raise InvalidDocument("id-too-long", f"the id takes {size} bytes, at most {LONGEST_ID} are possible")
    for name in _DATED_FIELDS:
        value = getattr(article, name)
        if value is not None:
            _check(name, value)
    for value in article.event_dates:
        _check("event_dates", value)
    first, last = period(article.published_at) if article.published_at else (None, None)
    return Document(
        article=article,
        body=body,
        fingerprint=xxhash.xxh3_128_hexdigest(body),
        dated=article.published_at or article.fetched_at,
        first_day=first,
        last_day=last,
    )


def _check(name: str, value: str) -> None:
    try:
        period(value)
    except ValueError as error:
        raise InvalidDocument("invalid-date", f"{name} {error}") from error


def window(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """The first and the last day of a window whose ends may be months or years.

    Raises:
        ValueError: An end is not ISO 8601.
    """
    return period(since)[0] if since else None, period(until)[1] if until else None


def merged(article: Article, changes: Record) -> Article:
    """The article with some fields changed.

    Raises:
        InvalidDocument: A field that articles do not have, the id, or a value of the wrong type.
    """
    unknown = set(changes) - _FIELDS | ({"id"} & set(changes))
    if unknown:
        raise InvalidDocument("unknown-field", f"an article's fields {sorted(unknown)} cannot be updated")
    try:
        return msgspec.convert(msgspec.to_builtins(article) | msgspec.to_builtins(changes), Article)
    except msgspec.ValidationError as error:
        raise InvalidDocument("invalid-field", f"the update does not fit an article: {error}") from error


def article(record: dict[str, Any]) -> Article:
    """The article in a document that Elasticsearch gave back."""
    return msgspec.convert(record, Article)


def reject(id_: str, path: str | None, reason: str, error: str, source: str | None = None) -> Reject:
    """The record of a document that was not written."""
    where = path or id_
    return Reject(
        id=stable_id(where, Stage.LOAD), path=where, stage=Stage.LOAD, reason=reason, error=error, source=source
    )
