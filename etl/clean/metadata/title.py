"""A title without the name of the site, and without saying itself twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib import resources

from etl.normalise import words

_BARS = re.compile(r"\s+(?:[|–—·•»«›‹:\-]|::)(?=\s)|\s*\|")
_QUOTED = re.compile(r"«[^«»]*»")
# Bars that hardly stand inside a title: what follows the last of them is the site or a section.
_STRONG_TAIL = re.compile(r"^(.+?)\s+[|‹›«»•·](?:\s+[^|‹›«»•·\s]+){1,4}$")
_DATED_TAIL = re.compile(
    r"\s+[|–—-]\s+(?:article )?(?:paru|publié|mis en ligne) (?:le|du) [^|–—-]{4,40}$", re.IGNORECASE
)
_COLON = re.compile(r"\s*:\s+")
_ARTICLE = re.compile(r"^(?:les?|la|l)(?=\w{4})")
_MIN_TITLE_WORDS = 4
_MAX_SITE_WORDS = 6


def strip_site(title: str, site_names: set[str], witness: list[str]) -> str:
    """The title without what a bar splits off, where that is a site's name.

    Args:
        title: As found.
        site_names: Folded names of the site (`og:site_name`, the host without its ending).
        witness: Other titles of the page (`h1`): a part that one of them is equal to is the title.
    """
    title = _DATED_TAIL.sub("", title)
    spans = bars(title)
    if not spans:
        return title.strip()
    known = {" ".join(words(other)) for other in witness if other}
    for start, end in [
        (0, spans[0][0]),
        (spans[-1][1], len(title)),
        *((0, s[0]) for s in spans),
        *((s[1], len(title)) for s in spans),
    ]:
        if " ".join(words(title[start:end])) in known and len(title[start:end].split()) >= 3:
            return title[start:end].strip()
    changed = True
    while changed:
        changed = False
        spans = bars(title)
        if spans and is_site(title[spans[-1][1] :], site_names):
            title, changed = title[: spans[-1][0]], True
        elif spans and is_site(title[: spans[0][0]], site_names):
            title, changed = title[spans[0][1] :], True
    tail = _STRONG_TAIL.match(title)
    if tail is not None and len(words(tail[1])) >= _MIN_TITLE_WORDS and any(a == tail.end(1) for a, _ in bars(title)):
        return tail[1].strip()
    return title.strip()


def bars(title: str) -> list[tuple[int, int]]:
    """Where bars part a title; quotation marks that come as a pair are none, and none stands between them."""
    quoted = [found.span() for found in _QUOTED.finditer(title)]
    return [
        found.span() for found in _BARS.finditer(title) if not any(start < found.end() <= end for start, end in quoted)
    ]


def part_on_page(title: str, lines: Iterable[str], headings: Iterable[str]) -> str:
    """The part of a stated title that the page has as a line of its own, where it has not the whole.

    Args:
        title: As stated for machines: it may begin or end with the name of a site that nothing else tells.
        lines: Those above the text.
        headings: Each `h1` of the page: what stands before a colon is a site's name only if one is that.
    """
    spans = [(start, end) for start, end in bars(title) if ":" not in title[start:end]]
    parts = [part for start, end in spans for part in (title[end:], title[:start])]
    colon = _COLON.search(title)
    if colon is not None and words(title[: colon.start()]) in map(words, headings):
        parts.append(title[colon.end() :])
    known = [words(line) for line in lines] if parts else []
    if words(title) in known:
        return title
    for part in sorted(parts, key=len, reverse=True):
        run = words(part)
        if len(run) >= _MIN_TITLE_WORDS and run in known:
            return part.strip()
    return title


def is_site(part: str, site_names: set[str]) -> bool:
    """Whether the words are the name of the site."""
    run = words(part)
    if not run or len(run) > _MAX_SITE_WORDS:
        return False
    joined = "".join(run)
    if joined in PRESS or _ARTICLE.sub("", joined) in PRESS:
        return True
    return any(
        joined == name or (len(name) > 3 and len(joined) > 3 and (joined in name or name in joined))
        for name in site_names
    )


def site_names(site: str | None, host: str | None) -> set[str]:
    """The folded names that a site goes by."""
    names = set()
    if site:
        names.add("".join(words(site)))
    if host:
        labels = [
            label
            for label in host.lower().split(".")
            if label not in ("www", "m", "amp", "fr", "com", "org", "net", "co", "info")
        ]
        names |= {"".join(words(label)) for label in labels if len(label) > 2}
        if len(labels) > 1:
            names.add("".join(words(".".join(labels[:2]))))
    return names - {""}


# A bar and a capitalised name of a few words at the end of a line that reads as a title: `… de l’Ukraine – POLITICO`.
_SUFFIX = re.compile(r"^(?P<title>.{15,}?)\s+[|–—-]\s+(?P<site>[^|–—.!?:;,«»\"]{2,35})$")
_NAME_WORD = re.compile(r"^(?:[A-ZÀ-Ý0-9][\w.'’&+-]*|de|du|des|la|le|les|et|d|l|of|the|and|\.?fr|\.?com)$")


def suffix_of(line: str) -> tuple[str, str] | None:
    """A flattened page's title line split into title and site, where its end can only be a site's name."""
    found = _SUFFIX.match(line)
    if found is None:
        return None
    parts = found["site"].split()
    if len(parts) > 4 or not all(_NAME_WORD.match(part) for part in parts):
        return None
    capital = found["site"].isupper() and len(found["site"]) > 2
    listed = "".join(words(found["site"])) in PRESS
    domain = re.search(r"\.(?:fr|com|org|net|be|ch|ca|info|eu)$", found["site"].lower()) is not None
    return (found["title"].strip(), found["site"]) if capital or listed or domain else None


PRESS = frozenset(
    json.loads(resources.files("etl.clean").joinpath("rules/forms.json").read_text("utf-8"))[
        "titles_of_the_press"
    ].split()
)
"""Names of titles, folded: what stands after a bar at the end of a title."""
