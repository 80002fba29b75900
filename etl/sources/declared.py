"""Metadata that comes beside a page, under the names that the data contract has for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

FIELDS = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline"),
    "published_at": ("published_at", "published", "date", "date_published"),
    "updated_at": ("updated_at", "updated", "modified", "date_modified"),
    "language": ("language", "lang"),
    "section": ("section", "category"),
    "source": ("source", "publisher"),
    "url": ("url", "link"),
    "description": ("description", "summary", "lead"),
}
"""For each declared field the names that inputs give it; the first that holds something wins."""


def declared(record: Mapping[str, object]) -> dict[str, str]:
    """What a record says of its page, every value as one string, as it was written."""
    found: dict[str, str] = {}
    for name, spellings in FIELDS.items():
        value = next((v for v in (as_text(record.get(s)) for s in spellings) if v), None)
        if value:
            found[name] = value
    return found


def as_text(value: object) -> str:
    """A JSON value as one string: the items of a list between commas, an object by its `name`; empty for null."""
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case Mapping() if "name" in value:
            return as_text(value["name"])
        case Mapping():
            return msgspec.json.encode(value).decode()
        case Iterable():
            return ", ".join(filter(None, map(as_text, value)))
        case _:
            return str(value)
