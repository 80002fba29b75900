"""The metadata of a page, each field from the best evidence there is, and the name of that evidence."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import msgspec

from etl.article import PageRef
from etl.clean.fragment import plain
from etl.clean.metadata import dates, structured
from etl.clean.metadata.address import canonical, host_of
from etl.clean.metadata.headline import title_candidates, witnesses
from etl.clean.metadata.tags import Tags
from etl.clean.metadata.title import site_names, strip_site
from etl.clean.repair import mend
from etl.normalise import words

_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "article:published", "og:article:published_time",
    "date", "pubdate", "publish-date", "publication_date", "publish_date", "publishdate", "dc.date.issued", "dc.date",
    "dcterms.created", "dcterms.date", "dcterms.issued", "dc.date.created", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "article.published", "datecreated", "bt:pubdate", "originalpublicationdate",
    "last-modified",
)  # fmt: skip
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
)
_PUBLISHED_NAMES = (
    "datepublished",
    "pubdate",
    "published",
    "publication",
    "publish",
    "entry-date",
    "post-date",
    "date-pub",
    "created",
)
_UPDATED_NAMES = ("datemodified", "updated", "modified", "update", "maj", "modif")
_GIVES_A_DAY = re.compile(r"\ble \d", re.IGNORECASE)
_DATE_TAIL = re.compile(r"[|–—-]\s{0,3}\d{1,2}[./]\d{1,2}[./]\d{4}\s{0,3}$")
_BYLINE = re.compile(r"^(?:par|by|von|por|di|un texte de|texte\s?:|auteur\s?:)\s+", re.IGNORECASE)
_MAX_TITLE = 1000  # characters; what is longer is no title, and would take its time


class Metadata(msgspec.Struct, kw_only=True):
    """What is known of a page; `found` names the evidence of each field that is."""

    url: str | None = None
    source: str | None = None
    title: str | None = None
    lead: str | None = None
    author: str | None = None
    section: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    language: str | None = None
    site: str | None = None
    article_body: str | None = None
    free: bool | None = None
    types: frozenset[str] = frozenset()
    found: dict[str, str] = {}

    def put(self, field: str, value: str | None, evidence: str) -> None:
        """Take a value, unless better evidence gave one already."""
        if value and getattr(self, field) is None:
            setattr(self, field, mend(value))
            self.found[field] = evidence


def collect(ref: PageRef, tags: Tags | None, scripts: list[str]) -> Metadata:
    """What head, structured data, address and the record beside the page say; the text is asked later."""
    data = Metadata(found={})
    nodes = structured.nodes(scripts)
    node = structured.article(nodes) or {}
    data.types = frozenset(name for found in nodes for name in structured.types(found))
    _address(data, ref, tags, node)
    data.source = host_of(data.url) or ref.source
    data.language = (
        str(node.get("inLanguage") or "") or (tags.language if tags else "") or ref.declared.get("language") or ""
    )[:2].lower() or None
    zone = dates.zone_of(data.source, data.language)
    data.site = tags.meta.get("og:site_name") if tags else None
    _titles(data, tags, node)
    _dates(data, tags, node, zone)
    if not node:
        _dates(data, None, structured.loose(scripts), zone)
    if tags is not None:
        _authors(data, tags, node)
        data.put("section", structured.text(node.get("articleSection")), "json-ld")
        data.put("section", tags.meta.get("article:section"), "og")
        data.put("lead", structured.text(node.get("description")), "json-ld")
        data.put("lead", tags.meta.get("og:description"), "og")
        data.put("lead", tags.meta.get("description"), "meta")
        data.free = {"false": False, "true": True}.get(str(node.get("isAccessibleForFree")).lower())
        data.article_body = structured.text(node.get("articleBody"))
    _declared(data, ref, zone)
    return data


def _address(data: Metadata, ref: PageRef, tags: Tags | None, node: dict[str, Any]) -> None:
    if tags is not None:
        base = ref.url or tags.meta.get("og:url") or ""
        for value, evidence in (
            (tags.canonical, "canonical"),
            (tags.meta.get("og:url"), "og"),
            (structured.text(node.get("url")), "json-ld"),
            (structured.text(node.get("mainEntityOfPage")), "json-ld"),
        ):
            address = canonical(urljoin(base, value)) if value else None
            if address is not None and (urlsplit(address).path.strip("/") or urlsplit(address).query):
                data.put("url", address, evidence)
    data.put("url", canonical(ref.url) if ref.url else None, "input")
    if tags is not None and data.url is None and tags.canonical:
        data.put("url", canonical(tags.canonical), "canonical")


def _titles(data: Metadata, tags: Tags | None, node: dict[str, Any]) -> None:
    if tags is None:
        return
    headings, naming = witnesses(tags)
    names = site_names(data.site, host_of(data.url)) | naming
    for value, evidence, whole in title_candidates(tags, node):
        if len(value) > _MAX_TITLE:
            continue
        clean = strip_site(value, names, [] if whole else headings)
        if words(clean) and "".join(words(clean)) not in names:
            data.put("title", clean, evidence)
            return


def _dates(data: Metadata, tags: Tags | None, node: dict[str, Any], zone: ZoneInfo | None) -> None:
    for key, field in (
        ("datePublished", "published_at"),
        ("dateCreated", "published_at"),
        ("dateModified", "updated_at"),
    ):
        if value := structured.text(node.get(key)):
            data.put(field, dates.from_machine(value, zone), "json-ld")
    if tags is None:
        return
    for field, keys in (("published_at", _PUBLISHED[:-1]), ("updated_at", _UPDATED)):
        for key in keys:
            if value := tags.meta.get(key):
                data.put(
                    field, dates.from_machine(value, zone), "og" if key.startswith(("og:", "article:")) else "meta"
                )
    _times(data, tags, zone)
    for value in (tags.meta.get("og:title"), tags.title):
        if value and (tail := _DATE_TAIL.search(value)) is not None:
            data.put("published_at", dates.from_text(tail[0], zone), "title")


def _times(data: Metadata, tags: Tags, zone: ZoneInfo | None) -> None:
    for value, names, text, _ in tags.times:
        stamp, shown = dates.from_machine(value, zone), dates.from_text(text, zone)
        if shown is not None and (stamp is None or shown[:10] != stamp[:10]) and dates.SAYS_PUBLISHED.search(text):
            stamp = shown  # what the reader is told; the attribute then holds another moment of the page's life
        stamp = stamp or shown
        if stamp is None:
            continue
        if any(name in names for name in _UPDATED_NAMES) or _says_updated(text):
            data.put("updated_at", stamp, "time")
        elif any(name in names for name in _PUBLISHED_NAMES) or dates.SAYS_PUBLISHED.search(text):
            data.put("published_at", stamp, "time")


def only_time(data: Metadata, tags: Tags, zone: ZoneInfo | None) -> None:
    """Where nothing says when the article appeared: the `time` in it, if all that are there name one day, else the
    first that reads as a date line."""
    found = [(dates.from_machine(time.value or time.text, zone), time) for time in tags.times if time.within]
    stamps = [stamp for stamp, _ in found if stamp is not None]
    if len({stamp[:10] for stamp in stamps}) == 1:
        data.put("published_at", stamps[0], "time")
    for stamp, time in found:
        if _GIVES_A_DAY.search(time.text):
            data.put("published_at", stamp, "time")


def _says_updated(text: str) -> bool:
    """Whether the first thing that a text says of its date is that of a change."""
    updated, published = dates.SAYS_UPDATED.search(text), dates.SAYS_PUBLISHED.search(text)
    return updated is not None and (published is None or updated.start() <= published.start())


def _authors(data: Metadata, tags: Tags, node: dict[str, Any]) -> None:
    names = structured.names(node.get("author"))
    if names:
        data.put("author", join_names(names), "json-ld")
    written = [name for name in tags.authors if not name.startswith(("http", "@", "/")) and "facebook.com" not in name]
    if written:
        data.put("author", join_names(written), "meta")
    data.put("author", join_names(tags.bylines), "markup")


def _declared(data: Metadata, ref: PageRef, zone: ZoneInfo | None) -> None:
    for field in ("title", "lead", "author", "section"):
        data.put(field, plain(ref.declared.get(field) or ""), "declared")
    for field in ("published_at", "updated_at"):
        if value := ref.declared.get(field):
            data.put(field, dates.from_machine(value, zone) or dates.month_from_text(value), "declared")


def join_names(names: list[str]) -> str | None:
    """The names of the authors, each once, without "Par"."""
    clean = [_BYLINE.sub("", name).strip(" ,;|") for name in names]
    return ", ".join(dict.fromkeys(name for name in clean if 2 <= len(name) <= 120)) or None
