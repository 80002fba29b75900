"""What no parser is given: markup whose cost grows faster than its length.

libxml2 compares each attribute of a start tag with all those before it, so that one tag with 250,000 attributes keeps
it busy for minutes, and nothing can interrupt it there. Everything else that was tried is linear: elements open inside
one another (it stops at 2,048 of them), ends without a start, entities, tables and lists that nobody closes. So one
pass over the markup, which looks at each character once, refuses such a tag; what is left is fed to the parser piece by
piece, with a look at the clock between two.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from etl.clean.deadline import Deadline

MAX_ATTRIBUTES = 1000
"""Of one start tag; no page made for readers comes near a tenth of that."""
_SMALL = 20_000  # characters of markup in which no tag can hold enough attributes to cost more than the scan
_PIECE = 100_000  # characters fed to the parser between two looks at the clock
# The attributes of a start tag as HTML 5 divides them. All possessive: there is no way back.
_ATTRIBUTES = (
    r"(?>[\s/]++|(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?>\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+)"
    rf"{{0,{2 * MAX_ATTRIBUTES}}}+"  # an attribute is at most two of them: itself and the space before it
)
# Nearly all start tags there are, without a look at each attribute; what lies between two values is too short to hold
# many.
_PLAIN = r"<[A-Za-z](?>[^<>\"'=]{0,40}+=\"[^\"]*+\"){0,40}+[^<>\"'=]{0,40}+>"
_TEXT = r"[^<]++|<(?![A-Za-z])"
_CLOSED = re.compile(rf"(?>[^<]*+(?>{_PLAIN}|<(?![A-Za-z])|<[A-Za-z]{_ATTRIBUTES}(?=>)))*+[^<]*+")
_OPEN = re.compile(rf"(?>{_TEXT}|<[A-Za-z]{_ATTRIBUTES}(?=>|\Z))*+")  # the last tag may lack its end
# What is inside these elements is no markup, however it looks: the scan begins anew behind them, too.
_RAW_END = re.compile(r"</(?=[tsnixTSNIX])(?i:title|textarea|script|style|noscript|iframe|xmp|noembed|noframes)\b")


class TooManyAttributes(ValueError):
    """A start tag with more attributes than any page needs."""


def _is_bounded(html: str) -> bool:
    """Whether no start tag has too many attributes, however the parser takes the raw elements.

    Where each part ends outside any tag, the whole is bounded if the parts are, and one scan does.
    """
    parts = _RAW_END.split(html)
    return all(_takes(_CLOSED, part) for part in parts) or all(_takes(_OPEN, part) for part in (html, *parts))


def _takes(markup: re.Pattern[str], part: str) -> bool:
    scanned = markup.match(part)
    return scanned is not None and scanned.end() == len(part)


def parse_tree(html: str, deadline: Deadline) -> Any:
    """The root of the tree; none if there is nothing to make one of.

    Raises:
        TooManyAttributes: the parser would not come back in time.
        TooSlow: the time is over.
    """
    if len(html) > _SMALL and not _is_bounded(html):
        raise TooManyAttributes(f"a tag has more than {MAX_ATTRIBUTES} attributes")
    deadline.check()
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    if len(html) <= _PIECE:
        return etree.fromstring(html.encode("utf-8", "replace") or b"<html/>", parser)
    for start in range(0, len(html), _PIECE):
        parser.feed(html[start : start + _PIECE].encode("utf-8", "replace"))
        deadline.check()
    return parser.close()
