"""Where readers write, in a flattened text: below the heading of the comments, among lines that they signed."""

from __future__ import annotations

import itertools
import re

from etl.clean.block import Block
from etl.clean.facts import Facts

REASON = "below the heading of the comments, among lines that readers signed"

_SIGNATURE = 90
"""Characters of the longest line that says who wrote a comment and when."""
_BELOW = 4
"""Lines below the heading among which the first of them stands, not counting what a rule took out: the form and its
notices come before it."""
_FORM = 12
"""The same, counting all."""
ARTICLE = 2
"""Paragraphs above the heading from which it is that of an article's comments, not a button above the text."""
_PARAGRAPHS = 4
"""Paragraphs that a comment has on average, at most: what goes on for longer without a signature is an article."""
_OF_PAGE = re.compile(r"(?:article|texte|page|mise? |publi|modifi|actualis|updated|published|posted on)", re.IGNORECASE)
_DAY = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d\b"
    r"|\b\d{1,2}(?:er)? (?:janv|févr?|mars|avr|mai|juin|juil|août|sept?|oct|nov|déc)\w{0,6}\.? (?:19|20)\d\d\b"
    r"|(?:\b|(?<=[a-z]))il y a (?:\d{1,2}|une?) (?:min|h|j|sem|mois|an)",
    re.IGNORECASE,
)


def headings(facts: list[Facts]) -> list[int]:
    """Places of the headings of comments that stand below an article."""
    above = itertools.accumulate((fact.prose for fact in facts), initial=0)
    return [
        i
        for i, (fact, paragraphs) in enumerate(zip(facts, above, strict=False))
        if fact.verdict and "comments-heading" in fact.rules and paragraphs >= ARTICLE
    ]


def written_by(blocks: list[Block], facts: list[Facts], headings: list[int]) -> range:
    """The blocks below the first of those headings that readers' signatures follow."""
    signed = [_is_signature(block.text, fact) for block, fact in zip(blocks, facts, strict=True)]
    signatures = list(itertools.accumulate(signed, initial=0))
    paragraphs = list(itertools.accumulate((fact.prose for fact in facts), initial=0))
    for i in headings:
        near = [j for j in range(i + 1, min(len(facts), i + 1 + _FORM)) if signed[j] or not facts[j].verdict]
        below = paragraphs[-1] - paragraphs[i]
        if any(signed[j] for j in near[:_BELOW]) and below <= _PARAGRAPHS * (signatures[-1] - signatures[i + 1]):
            return range(i + 1, len(blocks))
    return range(0)


def _is_signature(text: str, fact: Facts) -> bool:
    short = len(text) <= _SIGNATURE and not fact.prose
    return short and _OF_PAGE.match(text) is None and _DAY.search(text) is not None
