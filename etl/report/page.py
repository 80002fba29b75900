"""One HTML page that stands alone: no script, no external resource, and nothing of an article is ever markup.

Two locks against markup, each enough by itself: Jinja escapes every value, and the page's own Content-Security-Policy
lets a browser run no script and load nothing. A finaliser takes control and format characters out of every value.
"""

from __future__ import annotations

import functools
import re
from typing import Any
from urllib.parse import urlsplit

import jinja2

from etl.report import wording

NARROW_SPACE = "\u202f"
_BEFORE = re.compile(r" (?=[;:!?»%€])")
_AFTER = re.compile(r"(?<=«) ")


def french(text: str) -> str:
    """French text whose spaces inside guillemets and before high punctuation do not break; nothing else changes."""
    return _AFTER.sub(NARROW_SPACE, _BEFORE.sub(NARROW_SPACE, wording.plain(text)))


def number(value: float) -> str:
    """`12 345`, with narrow no-break spaces."""
    return f"{value:,.0f}".replace(",", NARROW_SPACE)


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web that a reader may follow, else none."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _finalize(value: Any) -> Any:
    # The spaces of `french` and `number` survive: this only drops what can't be shown.
    # Only what Jinja itself made of a template (`__html__`) is markup.
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return "".join(c if c == NARROW_SPACE or c == "\xa0" else wording.visible(c) for c in value)


@functools.cache
def environment() -> jinja2.Environment:
    """The environment of all pages, whose templates are compiled once a process."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("etl.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        french=french,
        number=number,
        day=wording.date,
        moment=wording.moment,
        duration=wording.duration,
        web_address=web_address,
    )
    return made
