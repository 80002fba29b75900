"""What a flattened text has behind the article, where no element tells: readers' comments and other articles."""

from __future__ import annotations

from etl.clean import readers, teasers
from etl.clean.block import Block
from etl.clean.facts import Facts

REASONS = {"readers": readers.REASON, "teasers": teasers.REASON}


def behind(blocks: list[Block], facts: list[Facts]) -> dict[int, str]:
    """Places of blocks and the rules that take them out; none of a page with markup."""
    if not blocks or blocks[0].container is not None:
        return {}
    headings = readers.headings(facts)
    other = teasers.listed(facts, min(headings, default=len(facts)))
    return {**dict.fromkeys(other, "teasers"), **dict.fromkeys(readers.written_by(blocks, facts, headings), "readers")}
