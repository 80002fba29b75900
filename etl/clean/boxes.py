"""Boxes beside the text that say twice what they are: by a class word, and by a line inside that a rule took out."""

from __future__ import annotations

from collections.abc import Iterator

from etl.clean.block import Block, Container
from etl.clean.verdict import BlockVerdict

RULE = "boxed"
REASON = "it stands in a box of links, or of an appeal, to which a line of it and its class bear witness"
_CUE_OF = {
    **dict.fromkeys(("related-heading", "related-line", "related-run-together"), "related"),
    **dict.fromkeys(("newsletter", "subscription", "donation", "reader-appeal", "markup-form"), "promotion"),
}
"""What the class of a box has to say, by the rule that took out a line inside."""
MOST = 800
"""Characters of the largest box: what is larger may have the article inside."""
SHARE = 0.25
"""Share of the page's prose that a box may have, for the same reason."""


def apply(verdicts: list[BlockVerdict], blocks: list[Block]) -> None:
    """Take out what is left of such boxes."""
    prose = sum(len(verdict.text) for verdict in verdicts if verdict.kept)
    boxes = set()
    for verdict, block in zip(verdicts, blocks, strict=True):
        cue = _CUE_OF.get(verdict.rule or "")
        if cue is not None and (box := _box(block, cue, SHARE * prose)) is not None:
            boxes.add(id(box))
    if not boxes:
        return
    for verdict, block in zip(verdicts, blocks, strict=True):
        if verdict.kept and any(id(element) in boxes for element in _small(block)):
            verdict.take_out(RULE, REASON)


def _box(block: Block, cue: str, most: float) -> Container | None:
    """The largest element around a block that its class calls a box of that kind and that is small enough to be one."""
    found = None
    for element in _small(block):
        if element.prose > most:
            break
        if cue in element.cues:
            found = element
    return found


def _small(block: Block) -> Iterator[Container]:
    """The elements around a block that are no larger than a box, the innermost first."""
    container = block.container
    while container is not None and container.size <= MOST:
        yield container
        container = container.parent
