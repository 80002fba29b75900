"""How the side tables are looked up: one token for each field and value, so that any field of a record can be asked
for and no record can add fields to a mapping."""

from __future__ import annotations

from collections.abc import Iterator

import xxhash

from etl.article import Record

LONGEST = 500
"""Code points of a value kept as it is; a longer one is looked up by its hash."""


def token(field: str, value: str) -> str:
    """What stands for `field` having `value`."""
    return f"{field}\x1f{value if len(value) <= LONGEST else xxhash.xxh3_128_hexdigest(value.encode())}"


def tokens(record: Record) -> Iterator[str]:
    """The tokens of a record: its fields that are strings or lists of strings."""
    for field, value in record.items():
        values = value if isinstance(value, list) else [value]
        for one in dict.fromkeys(one for one in values if isinstance(one, str)):
            yield token(field, one)
