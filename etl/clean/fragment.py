"""Markup inside a value: titles and summaries that a page or a feed states with tags in them."""

from __future__ import annotations

import html
import re
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

from etl.clean.repair import squeeze

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>|<!--")
_BREAK = re.compile(r"</?(?:br|p|div|li|h[1-6])\b", re.IGNORECASE)
_MAX = 100_000  # characters
_MAX_TAGS = 1000  # what holds more is no value, and is left as it is


def plain(value: str) -> str:
    """The text of a value: entities resolved, also where they were escaped twice, and tags gone.

    Only a value with tags in it is parsed; `a < b` stays as it is.
    """
    text = html.unescape(value)
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if "<" not in text or len(text) > _MAX or text.count("<") > _MAX_TAGS or _TAG.search(text) is None:
        return text.strip()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(_BREAK.sub(r" \g<0>", text), "lxml")
    for element in soup(["script", "style"]):
        element.decompose()
    return squeeze(soup.get_text())
