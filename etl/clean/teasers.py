"""Where a flattened text goes over to other articles: headlines with their leads, one after the other to its end."""

from __future__ import annotations

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
    end = next(
        (i for i, fact in enumerate(facts) if fact.verdict and "comments-heading" in fact.rules and _above(facts, i)),
        len(facts),
    )
    for i in range(end):
        if facts[i].verdict == "related-heading" and _above(facts, i) and _lists(i + 1, end, facts):
            return set(range(i + 1, end))
    return set()


def _above(facts: list[Facts], i: int) -> bool:
    return sum(fact.prose for fact in facts[:i]) >= _ARTICLE


def _lists(first: int, end: int, facts: list[Facts]) -> bool:
    """Whether each paragraph of a range is short and stands below a headline, and they are no more than a list."""
    leads = [i for i in range(first, end) if facts[i].prose]
    if len(leads) < _PAIRS or any(facts[i].size > _LEAD or not _is_headline(facts[i - 1]) for i in leads):
        return False
    return sum(facts[i].size for i in leads) <= _SHARE * sum(fact.size for fact in facts[:first] if fact.prose)


def _is_headline(fact: Facts) -> bool:
    return fact.verdict is None and not fact.prose and _HEADLINE[0] <= fact.size <= _HEADLINE[1]
