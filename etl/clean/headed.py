"""How far a heading speaks for the element that begins with it: a list of other articles, what readers wrote."""

from __future__ import annotations

from typing import NamedTuple

from etl.clean.block import Block, Container, around
from etl.clean.elements import HEADINGS
from etl.clean.facts import Facts
from etl.clean.scope import inside

_MOST_LINKS = 3000
"""Characters of the longest list of other articles."""
LINKED = 0.5
"""Share of a block in links from which it is a link to another article."""


class Headed(NamedTuple):
    """An element and the place of the first block behind it."""

    element: Container
    end: int


def headed(i: int, blocks: list[Block]) -> Headed | None:
    """The element that begins with a heading and holds more than it; none where there is text before it."""
    block = blocks[i]
    if block.tag not in HEADINGS:
        return None
    element = next((one for one in around(block.container) if one.size > len(block.text)), None)
    if element is None or (i > 0 and inside(blocks[i - 1], element)):
        return None
    end = i + 1
    while end < len(blocks) and inside(blocks[end], element):
        end += 1
    return Headed(element, end)


def lists_links(i: int, found: Headed, blocks: list[Block]) -> bool:
    """Whether what stands below a heading of other articles has a link to one, and is no longer than such lists are."""
    linked = any(block.links >= LINKED * len(block.text) for block in blocks[i + 1 : found.end])
    return linked and found.element.size <= _MOST_LINKS


def other_articles(blocks: list[Block], facts: list[Facts]) -> set[int]:
    """Blocks below such a heading in its element: their teasers are often longer than a short article."""
    out: set[int] = set()
    for i, fact in enumerate(facts):
        if fact.verdict == "related-heading" and (found := headed(i, blocks)) and lists_links(i, found, blocks):
            out.update(range(i + 1, found.end))
    return out
