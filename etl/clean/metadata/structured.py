"""JSON-LD: the nodes of a page's structured data, read leniently and never too deep."""

from __future__ import annotations

import contextlib
import html
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from etl.clean.fragment import plain

Node = dict[str, Any]

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "BlogPosting",
        "SocialMediaPosting",
        "LiveBlogPosting",
        "ScholarlyArticle",
        "TechArticle",
        "Report",
        "AdvertiserContentArticle",
        "SatiricalArticle",
    ]
)
_MAX_NODES = 400
_MAX_DEPTH = 8
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING = re.compile(r",\s{0,20}([}\]])")


def nodes(scripts: list[str]) -> list[Node]:
    """Every object of every script, outermost first, `@graph` opened; broken scripts give none."""
    found: list[Node] = []
    for script in scripts:
        data = _read(script)
        if data is not None:
            for node in _walk(data, 0):
                found.append(node)
                if len(found) >= _MAX_NODES:
                    return found
    return found


_PROPERTY = re.compile(r'"(headline|datePublished|dateModified)"\s{0,9}:\s{0,9}"([^"\\]{4,300})"')


def loose(scripts: list[str]) -> Node:
    """What a script that is broken as JSON still says in plain properties; the first of each."""
    found: Node = {}
    for script in scripts:
        for name, value in _PROPERTY.findall(script[:100_000]):
            found.setdefault(name, value)
    return found


def types(node: Node) -> set[str]:
    """The names of a node's types, without their namespace."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return {name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)}


def article(found: list[Node]) -> Node | None:
    """The node that stands for the page's article: the most telling one if there are several."""
    articles = [node for node in found if types(node) & ARTICLE_TYPES]
    return max(articles, key=lambda n: (bool(n.get("headline")) + bool(n.get("datePublished")), len(n)), default=None)


def text(value: Any) -> str | None:
    """A property as a text: of a list the first, of an object its name or value."""
    if isinstance(value, list):
        value = next((item for item in value if item), None)
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("@id")
    if not isinstance(value, str):
        return None
    return plain(value) or None


def names(value: Any) -> list[str]:
    """The names in a property that may hold one or several persons."""
    items = value if isinstance(value, list) else [value]
    return [name for item in items[:20] if (name := text(item)) is not None and not name.startswith("http")]


def _read(script: str) -> Any:
    body = script.strip().removeprefix("<![CDATA[").removesuffix("]]>").removeprefix("//<![CDATA[").strip().rstrip(";")
    with contextlib.suppress(ValueError, RecursionError):  # in a third of the time, but strict
        return msgspec.json.decode(body)
    for attempt in (body, _TRAILING.sub(r"\1", _CONTROL.sub(" ", body)), html.unescape(body)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(data: Any, depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data[:200]:
            yield from _walk(item, depth + 1)
    elif isinstance(data, dict):
        if "@type" in data:
            yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart", "liveBlogUpdate"):
            if key in data and key != "liveBlogUpdate":
                yield from _walk(data[key], depth + 1)
