"""Articles that are a table: a ranking, results, prices, with a few lines of text around it."""

from __future__ import annotations

from etl.clean.block import Block, Container, around
from etl.clean.verdict import BlockVerdict

CELL = "markup-table"
"""The rule that takes out the cells of tables of data."""

SHARE = 0.5
"""Characters of the cells, to those of the text, from which the article is its table: a box of results beside a report
has a tenth of them or two, and a ranking with a few lines above and below it more than there are of those."""


def restore(verdicts: list[BlockVerdict], blocks: list[Block]) -> None:
    """Keep the cells amid the kept text where they are a good part of it: little would be left of the article without.

    The cells of a row make one line.
    """
    kept = [verdict.position for verdict in verdicts if verdict.kept]
    if not kept:
        return
    cells = _amid(verdicts, kept[0], kept[-1])
    if sum(len(verdicts[at].text) for at in cells) < SHARE * sum(len(verdicts[at].text) for at in kept):
        return
    row: Container | None = None
    for at in cells:
        before, row = row, _row(blocks[at])
        verdict = verdicts[at]
        verdict.kept, verdict.rule, verdict.reason = True, None, None
        verdict.continues = row is not None and row is before


def _amid(verdicts: list[BlockVerdict], first: int, last: int) -> list[int]:
    """The places of the cells between the first and the last, or right behind it."""
    while last + 1 < len(verdicts) and verdicts[last + 1].rule == CELL:
        last += 1
    return [at for at in range(first, last + 1) if verdicts[at].rule == CELL]


def _row(block: Block) -> Container | None:
    return next((step for step in around(block.container) if step.tag == "tr"), None)
