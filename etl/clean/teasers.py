"""Where a flattened text goes over to other articles: headlines with their leads, one after the other to its end."""

from __future__ import annotations

import itertools

from etl.clean.block import Block
from etl.clean.facts import Facts

REASON = "below a heading of other articles: headlines, each with its lead, and no text that goes on"

_PAIRS = 2
"""Headlines with a lead from which they are a list."""
_LEAD = 350
"""Characters of the longest lead."""
_HEADLINE = (15, 160)
"""Characters of a headline."""
_ARTICLE = 2
"""Paragraphs above the heading from which the article may have ended."""
_SHARE = 0.6
"""What the leads may have of the length of the text above: an article of many parts has more below any heading."""


def listed(blocks: list[Block], facts: list[Facts]) -> set[int]:
    """The blocks below such a heading; none of a page with markup, where the elements tell."""
    if not blocks or blocks[0].container is not None:
        return set()
    paragraphs = list(itertools.accumulate((fact.prose for fact in facts), initial=0))
    sizes = list(itertools.accumulate((fact.size if fact.prose else 0 for fact in facts), initial=0))
    end = next(
        (
            i
            for i, fact in enumerate(facts)
            if "comments-heading" in fact.rules and paragraphs[i] >= _ARTICLE and fact.verdict
        ),
        len(facts),
    )
    first = end  # from here on there are only leads
    while first > 0 and not (facts[first - 1].prose and not _is_lead(first - 1, facts)):
        first -= 1
    for i in range(max(0, first - 1), end):
        if facts[i].verdict != "related-heading" or paragraphs[i] < _ARTICLE:
            continue
        if paragraphs[end] - paragraphs[i] >= _PAIRS and sizes[end] - sizes[i] <= _SHARE * sizes[i]:
            return set(range(i + 1, end))
    return set()


def _is_lead(i: int, facts: list[Facts]) -> bool:
    """Whether a paragraph is short and stands below a headline."""
    if i == 0 or facts[i].size > _LEAD:
        return False
    above = facts[i - 1]
    return above.verdict is None and not above.prose and _HEADLINE[0] <= above.size <= _HEADLINE[1]
