"""What the head of a page and its machine-readable elements say: `meta`, `link`, `title`, `h1`, `time`."""

from __future__ import annotations

import itertools
import re
from typing import Any, NamedTuple

import msgspec
from lxml import etree

from etl.clean.repair import squeeze

_MAX = 60
_LESSER = 10
# Classes of what stands above a title, in one heading with it.
_ABOVE = re.compile(r"sur-?tit|kicker|overline|overtitle|eyebrow|rubri|topline|badge|\blabel", re.IGNORECASE)
_MIN_TITLE = 12  # characters that are left of a heading without that
# What blogs call the title of an entry, whatever element it is; a page of several entries has several.
_TITLED = etree.XPath(
    './/*[@itemprop="headline" or contains(@class, "entry-title") or contains(@class, "post-title")'
    ' or contains(@class, "article-title") or contains(@class, "titre-article")]'
)
_NAME = re.compile(r"[^\W\d_][^\d@:/|<>!?,]{1,60}")
_BY = re.compile(r"^(?:par|by|von|por|di)\s+", re.IGNORECASE)
_MAX_NAME_WORDS = 5
_ARTICLE = ("article", "main")
_BESIDE = ("aside", "footer", "nav", "li", "figure")
_MAX_AUTHORS = 4  # more names than that are those of a list of articles


class Time(NamedTuple):
    """A `time` element: its date for machines, its class and itemprop words, its text, and whether it stands in the
    article and in no part of it that is about something else."""

    value: str
    names: str
    text: str
    within: bool


class Tags(msgspec.Struct, kw_only=True):
    """Attributes:
    meta: First content of each `property`, `name` or `itemprop`, in lower case.
    authors: Every `article:author` or `author`.
    bylines: Names that the markup of the text calls authors, where no `meta` does.
    canonical: Address of `link rel=canonical`.
    title: The `title` element.
    headings: Each `h1`, with its class.
    lesser: The first `h2` and `h3`: where there is no `h1`, one of them may hold the title.
    times: Each `time` element.
    language: `lang` of the root.
    """

    meta: dict[str, str]
    authors: list[str]
    bylines: list[str]
    canonical: str | None
    title: str | None
    headings: list[tuple[str, str]]
    lesser: list[str]
    times: list[Time]
    language: str | None


def collect(root: Any, authors: list[Any]) -> Tags:
    """One pass over the elements that matter; `authors` are those whose attributes speak of one."""
    tags = Tags(
        meta={},
        authors=[],
        bylines=[],
        canonical=None,
        title=None,
        headings=[],
        lesser=[],
        times=[],
        language=root.get("lang"),
    )
    for element in root.iter("meta", "link", "title", "h1", "time"):
        tag = element.tag
        if tag == "meta":
            _meta(element, tags)
        elif tag == "link":
            if (element.get("rel") or "").lower() == "canonical" and element.get("href") and not tags.canonical:
                tags.canonical = element.get("href").strip()
        elif tag == "title":
            if tags.title is None:
                tags.title = squeeze("".join(element.itertext())) or None
        elif tag == "h1":
            if len(tags.headings) < _MAX and (words := _heading(element)):
                tags.headings.append((words, f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()))
        elif len(tags.times) < _MAX:
            words = squeeze(" ".join(element.itertext()))[:120]
            holder = element.getparent()
            own = (element.get("class"), element.get("itemprop"), element.get("pubdate") and "pubdate")
            names = " ".join(filter(None, (*own, holder.get("class") if holder is not None else None)))
            stamp = element.get("datetime") or element.get("content") or ""
            tags.times.append(Time(stamp, names.lower(), words, _within(element)))
    _instead(root, authors, tags)
    return tags


def _heading(element: Any) -> str:
    """The text of a heading without what its classes say stands above the title in it."""
    whole = squeeze(" ".join(element.itertext()))
    for part in element.iterdescendants():
        if part.get("itemprop") == "headline" and (stated := squeeze(" ".join(part.itertext()))):
            return stated
    above = [squeeze(" ".join(part.itertext())) for part in element if _ABOVE.search(part.get("class") or "")]
    for words in filter(None, above):
        if whole.startswith(words) and len(rest := whole[len(words) :].strip(" :|-–—\u00a0")) >= _MIN_TITLE:
            whole = rest
    return whole


def _within(element: Any) -> bool:
    inner = next((around.tag for around in element.iterancestors(*_ARTICLE, *_BESIDE)), None)
    return inner in _ARTICLE


def _instead(root: Any, authors: list[Any], tags: Tags) -> None:
    """What is only looked for where the usual place says nothing."""
    if not tags.headings and len(named := {words for part in _TITLED(root) if (words := _heading(part))}) == 1:
        tags.headings.append((named.pop(), "entry-title"))
    if not tags.headings:
        for element in itertools.islice(root.iter("h2", "h3"), _LESSER):
            tags.lesser.append(squeeze(" ".join(element.itertext())))
    if not tags.authors:
        marked = [element for element in authors if "author" in (element.get("rel"), element.get("itemprop"))]
        classed = [element for element in authors if "author" in (element.get("class") or "").split()]
        tags.bylines = _named(marked, _MAX_AUTHORS) or _named(classed, 1)


def _named(elements: list[Any], most: int) -> list[str]:
    """The names in some elements, each once; none if there are more than so many."""
    texts = [squeeze(" ".join(element.itertext())) for element in elements[:_MAX]]
    texts = [_BY.sub("", text) for text in texts]
    names = dict.fromkeys(
        text for text in texts if _NAME.fullmatch(text) is not None and len(text.split()) <= _MAX_NAME_WORDS
    )
    return list(names) if len(names) <= most else []


def _meta(element: Any, tags: Tags) -> None:
    content = element.get("content")
    if not content or not content.strip():
        return
    content = squeeze(content)
    for attribute in ("property", "name", "itemprop"):
        name = (element.get(attribute) or "").strip().lower()
        if name:
            tags.meta.setdefault(name, content)
            if name in ("author", "article:author", "dc.creator", "parsely-author") and len(tags.authors) < _MAX:
                tags.authors.append(content)
