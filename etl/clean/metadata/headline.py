"""The titles that a page offers, best first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from etl.clean.metadata import structured
from etl.clean.metadata.tags import Tags
from etl.normalise import words

_BARS = re.compile(r"\s+[|–—·•»«›‹-]\s+")
_AGREE = 0.6  # share of a heading's words that a machine-readable title has, from which it is that title
_TITLE_WORDS = 3
_BADGE = re.compile(
    r"\s+(?:(?:article|contenu) )?(?:(?:réservé|pour) (?:aux|les|à nos) )?(?:abonnée?s?|premium|payant|vidéo|podcast)$",
    re.IGNORECASE,
)
_OF_THE_SITE = ("site", "blog", "logo", "brand")  # class words of a heading that names the site
_WITNESSES = 2  # Open Graph and the title element


def title_candidates(tags: Tags, node: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Best first: the heading that the machine-readable titles agree with, then those; and whether it is all title.

    What is not all title may have the site's name or a section in it, and the headings tell which part to take.
    """
    stated = [
        (value, evidence)
        for value, evidence in (
            (structured.text(node.get("headline")), "json-ld"),
            (tags.meta.get("og:title"), "og"),
            (tags.meta.get("twitter:title"), "twitter"),
            (tags.meta.get("dc.title"), "meta"),
            (tags.title, "title"),
        )
        if value
    ]
    runs = [words(value) for value, _ in stated]
    site = _site(tags)
    scored = []
    for heading, names in tags.headings:
        run = words(heading)
        if not run or (run == site and len(tags.headings) + len(stated) > 1):
            continue
        share = max((_agreement(run, other) for other in runs), default=0.0)
        named = any(hint in names for hint in ("headline", "title", "titre", "article", "entry", "post"))
        if share >= _AGREE or (len(run) >= _TITLE_WORDS and (named or len(tags.headings) == 1)):
            scored.append((share + 0.2 * named, heading))
    if (agreed := _agreed(tags, node)) and scored and words(agreed) not in [words(h) for _, h in scored]:
        yield agreed, "json-ld", True
    if scored:
        heading = max(scored, key=lambda pair: pair[0])[1]
        yield _without_kicker(_without_badge(heading, runs), [value for value, _ in stated]), "h1", True
    yield from ((value, evidence, False) for value, evidence in stated)


def _site(tags: Tags) -> list[str]:
    """The words behind the last bar of the title element: the name of the site, where a heading is that."""
    return words(_BARS.split(tags.title)[-1]) if tags.title and _BARS.search(tags.title) else []


def witnesses(tags: Tags) -> tuple[list[str], set[str]]:
    """The headings that tell which part of a stated title is the title, and the folded names of the site among them:
    what stands behind the last bar, where a heading says the same and its class says of what."""
    site = _site(tags)
    naming = [
        text for text, names in tags.headings if words(text) == site and any(hint in names for hint in _OF_THE_SITE)
    ]
    headings = [text for text, _ in tags.headings if text not in naming] or tags.lesser
    return headings, {"".join(site)} if naming else set()


def _agreed(tags: Tags, node: dict[str, Any]) -> str | None:
    """The headline that JSON-LD, Open Graph and the title element all state: a heading that says something else is
    set for the page (a kicker left off, a longer version), and the archive is searched by what the press calls it."""
    headline = structured.text(node.get("headline"))
    run = words(headline or "")
    others = [words(value) for value in (tags.meta.get("og:title"), tags.title) if value]
    same = len(others) == _WITNESSES and all(other[: len(run)] == run for other in others)
    return headline if same and len(run) >= _TITLE_WORDS else None


def _agreement(run: list[str], stated: list[str]) -> float:
    """How much of a heading's words a stated title has, if the heading is a fair part of it."""
    if not stated or len(run) < min(_TITLE_WORDS, len(stated)):
        return 0.0
    return len(set(run) & set(stated)) / len(set(run))


def _without_badge(heading: str, stated: list[list[str]]) -> str:
    """The heading without the mark of what only subscribers can read, or of a film, if a stated title has none."""
    bare = _BADGE.sub("", heading)
    run, whole = words(bare), words(heading)
    if bare == heading or not any(other[: len(run)] == run and other[: len(whole)] != whole for other in stated):
        return heading
    return bare


def _without_kicker(heading: str, stated: list[str]) -> str:
    """The stated title, where the heading is that and a word or two before it (`Football Le club champion`)."""
    run = words(heading)
    for value in stated:
        other = words(value)
        if len(run) > len(other) >= _TITLE_WORDS and run[-len(other) :] == other:
            return value
    return heading
