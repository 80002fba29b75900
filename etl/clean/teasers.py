"""Where a flattened text goes over to other articles: headlines with their leads, one after the other to its end."""

from __future__ import annotations

import itertools

from etl.clean.facts import Facts
from etl.clean.readers import ARTICLE

REASON = "below a heading of other articles: headlines, each with its lead, and no text that goes on"

_POINTS = frozenset({"related-heading", "related-line"})
_POINTER = 60
"""Characters of the longest heading: a longer line names the article that it points at."""
_PAIRS = 2
"""Headlines with a lead from which they are a list."""
_LEAD = 350
"""Characters of the longest lead."""
_BRIEF = 40
"""Characters from which a sentence below a headline is a lead."""
_LINES = 30
"""Lines below the heading in which such a list is looked for."""
_HEADLINE = (15, 160)
"""Characters of a headline."""
_SHARE = 0.6
"""What the leads may have of the length of the text above: an article of many parts has more below any heading."""


def listed(facts: list[Facts], end: int) -> range:
    """The blocks below such a heading, up to an end: that of the text, or the heading of its comments."""
    paragraphs = list(itertools.accumulate((fact.prose for fact in facts), initial=0))
    sizes = list(itertools.accumulate((fact.size if fact.prose else 0 for fact in facts), initial=0))
    alone = [facts[i].size <= _LEAD and not (i and facts[i - 1].prose) for i in range(end)]
    strict = _from_where(facts, end, [_is_lead(i, facts) for i in range(end)])
    loose = _from_where(facts, end, alone)
    for i in range(max(0, loose - 1), end):
        if facts[i].verdict not in _POINTS or facts[i].size > _POINTER or paragraphs[i] < ARTICLE:
            continue
        if sizes[end] - sizes[i] > _SHARE * sizes[i]:
            continue
        leads = sum(_is_lead(j, facts) for j in range(i + 1, min(end, i + 1 + _LINES)))
        if leads >= _PAIRS and (i >= strict - 1 or not facts[i - 1].prose):
            return range(i + 1, end)
    return range(0)


def _from_where(facts: list[Facts], end: int, holds: list[bool]) -> int:
    """The place from which on something holds of every paragraph."""
    first = end
    while first > 0 and (holds[first - 1] or not facts[first - 1].prose):
        first -= 1
    return first


def _is_lead(i: int, facts: list[Facts]) -> bool:
    """Whether a sentence or two stand below a headline."""
    fact = facts[i]
    if i == 0 or fact.size > _LEAD or not (fact.prose or (fact.sentence and fact.size >= _BRIEF)):
        return False
    above = facts[i - 1]
    return above.verdict is None and not above.prose and _HEADLINE[0] <= above.size <= _HEADLINE[1]
