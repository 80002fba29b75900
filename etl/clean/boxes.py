"""Boxes beside the text that say twice what they are: by a class word, and by a line inside that a rule took out."""

from __future__ import annotations

from etl.clean.block import Block, Container
from etl.clean.verdict import BlockVerdict

RULE = "boxed"
REASON = "it stands in a box of links, or of an appeal, to which a line of it and its class bear witness"
_CUES = {
    "related": frozenset({"related-heading", "related-line", "related-run-together"}),
    "promotion": frozenset({"newsletter", "subscription", "donation", "reader-appeal", "markup-form"}),
}
"""What a line inside has to be, by what the class of the box says."""
_BEAR_WITNESS = frozenset().union(*_CUES.values())
MOST = 800
"""Characters of the largest box: what is larger may have the article inside."""
SHARE = 0.25
"""Share of the page's prose that a box may have, for the same reason."""


def apply(verdicts: list[BlockVerdict], blocks: list[Block]) -> None:
    """Take out what is left of such boxes."""
    prose = sum(len(verdict.text) for verdict in verdicts if verdict.kept)
    boxes = set()
    for verdict, block in zip(verdicts, blocks, strict=True):
        if verdict.rule in _BEAR_WITNESS and (box := _box(block, verdict.rule or "", SHARE * prose)) is not None:
            boxes.add(id(box))
    if not boxes:
        return
    for verdict, block in zip(verdicts, blocks, strict=True):
        if verdict.kept and _inside(block, boxes):
            verdict.kept, verdict.rule, verdict.reason = False, RULE, REASON


def _box(block: Block, rule: str, most: float) -> Container | None:
    """The largest element around a block that its class calls a box of that kind and that is small enough to be one."""
    found = None
    container = block.container
    while container is not None and container.size <= MOST and container.prose <= most:
        if any(rule in _CUES[cue] for cue in container.cues & _CUES.keys()):
            found = container
        container = container.parent
    return found


def _inside(block: Block, boxes: set[int]) -> bool:
    container = block.container
    while container is not None:
        if id(container) in boxes:
            return True
        container = container.parent
    return False
