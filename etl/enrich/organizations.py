"""Organizations under their names: the list of those that need no introduction, and acronyms learned from the texts."""

from __future__ import annotations

from functools import cache

from etl.enrich.document import comparable
from etl.enrich.spans import table


@cache
def _canonical() -> dict[str, str]:
    return {comparable(name): names[0] for names in table("organizations")["names"] for name in names}


def canonical(name: str) -> str | None:
    """The canonical name of a well-known organization under any of its names; None for all others."""
    return _canonical().get(comparable(name))


def is_acronym(name: str) -> bool:
    """True for `OSCE`, `O.N.U.`, `CGT`: capitals only, one word."""
    bare = name.replace(".", "")
    return bare.isalpha() and bare.isupper() and 2 <= len(bare) <= 10
