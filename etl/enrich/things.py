"""Ships, storms and probes with people's names: « la tempête Eleanor », « l'Hermione »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from etl.article import EntityType
from etl.enrich.spans import Span, alternatives, table

_REACH = 48


@cache
def _before() -> re.Pattern[str]:
    """What stands before a thing's name: its kind, with an adjective or « baptisé » at most, or an elided article."""
    kinds, between = (alternatives(table("things")[part]["words"]) for part in ("kinds", "between"))
    return re.compile(rf"(?:\b(?:{kinds})s?(?:\s(?:{between})s?)?\s[«“\"]?\s?|(?<![\w'’])[lL]['’])$")


def of_things(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans; a single word that is read as a person's name, and before which a thing is named, is a thing.

    People have no article: « l'Hermione » is no woman. A first name with a surname may have one (« l'Emmanuel Macron
    de 2017 »), and is left alone.
    """
    return [
        span._replace(type=EntityType.MISC)
        if span.type == EntityType.PER
        and not any(sign.isspace() for sign in text[span.start : span.end])
        and _before().search(text, max(0, span.start - _REACH), span.start)
        else span
        for span in spans
        if not _is_soldier(text, span)
    ]


@cache
def _corps() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’-])(?:{alternatives(table('things')['soldiers']['before'])})[\s-]$", re.IGNORECASE)


def _is_soldier(text: str, span: Span) -> bool:
    """« un ancien Marine » has served in the Marine Corps."""
    return (
        span.type == EntityType.PER
        and text[span.start : span.end] in table("things")["soldiers"]["words"]
        and _corps().search(text, max(0, span.start - _REACH), span.start) is not None
    )
