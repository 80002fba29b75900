"""Boxes beside the text that say twice what they are: by a class word, or as their heading, and by a line inside that a
rule took out."""

from __future__ import annotations

from etl.clean.block import Block, Container, around
from etl.clean.elements import HEADINGS
from etl.clean.headed import LINKED, headed, lists_links
from etl.clean.rules import LineRules
from etl.clean.scope import inside
from etl.clean.verdict import BlockVerdict

REASONS = {
    "boxed": "it stands in a box of links, or of an appeal, to which a line of it and its class bear witness",
    "aside": "it stands in an element for what is no part of the text, and by far the most text is outside",
    "linked": "it stands in a small element whose text is links, and more than one block of them",
    "headed": "it stands in an element that begins with a heading of comments, of links or of an appeal",
}
_APPEALS = ("newsletter", "subscription", "donation", "reader-appeal")
_CUE_OF = {
    **dict.fromkeys(("related-heading", "related-line", "related-run-together"), "related"),
    **dict.fromkeys((*_APPEALS, "markup-form"), "promotion"),
}
"""What the class of a box has to say, by the rule that took out a line inside."""
MOST = 800
"""Characters of the largest box: what is larger may have the article inside."""
SHARE = 0.25
"""Share of the page's prose that a box may have, for the same reason."""
_SHARE_OF_APPEAL = 0.5
"""The same of an appeal: where the rest is for subscribers, little text stands beside it."""
_COMMENTS = 0.75
"""The same of comments and of teasers below a heading of their own, which may well be longer than a short article."""
_MOST_LINKED = 1500
"""Characters of the largest element that is links and nothing else."""
_ALL_LINKS = 0.9
"""Share of an element's text from which it is."""
_NEAR = 3
"""Elements around a block, from the innermost, that are looked at for it, and for one of links to other articles."""


def apply(verdicts: list[BlockVerdict], blocks: list[Block], rules: LineRules) -> None:
    """Take out what is left of such boxes."""
    prose = sum(len(verdict.text) for verdict in verdicts if verdict.kept)
    boxes: dict[int, str] = {}
    announced: dict[int, bool] = {}
    for i, (verdict, block) in enumerate(zip(verdicts, blocks, strict=True)):
        cue = _CUE_OF.get(verdict.rule or "")
        share = _SHARE_OF_APPEAL if cue == "promotion" else SHARE
        if cue is not None and (box := _box(block, cue, share * prose)) is not None:
            boxes[id(box)] = "boxed"
        if block.tag in HEADINGS and verdict.rule and (box := _headed(i, verdicts, blocks, prose, rules)) is not None:
            boxes.setdefault(id(box), "headed")
        if verdict.kept and _is_pointer(block):
            verdict.take_out("boxed", REASONS["boxed"])
        if verdict.kept and (box := _aside(block, SHARE * prose)) is not None:
            boxes.setdefault(id(box), "aside")
        if verdict.kept and block.links and (box := _linked(i, blocks, announced)) is not None:
            boxes.setdefault(id(box), "linked")
    if not boxes:
        return
    for verdict, block in zip(verdicts, blocks, strict=True):
        if verdict.kept:
            rule = next((boxes[id(element)] for element in around(block.container) if id(element) in boxes), None)
            if rule is not None:
                verdict.take_out(rule, REASONS[rule])


def _box(block: Block, cue: str, most: float) -> Container | None:
    """The largest element around a block that its class calls a box of that kind and that is small enough to be one."""
    found = None
    for element in around(block.container):
        if element.size > MOST or element.prose > most:
            break
        if cue in element.cues:
            found = element
    return found


def _aside(block: Block, most: float) -> Container | None:
    """The `aside` around a block, where it does not hold the article: some sites put all of a column in one."""
    box = next((element for element in around(block.container) if element.tag == "aside"), None)
    return box if box is not None and box.prose <= most else None


def _linked(i: int, blocks: list[Block], announced: dict[int, bool]) -> Container | None:
    """The element around a block and others that is links and nothing else, if no colon announces it."""
    for element in around(blocks[i].container)[:_NEAR]:
        if len(blocks[i].text) < element.size <= _MOST_LINKED and _ALL_LINKS * element.size <= element.links:
            if id(element) not in announced:
                first = i
                while first > 0 and inside(blocks[first - 1], element):
                    first -= 1
                announced[id(element)] = first > 0 and blocks[first - 1].text.endswith(":")
            return None if announced[id(element)] else element
    return None


def _is_pointer(block: Block) -> bool:
    """Whether a small element around a block is called one of other articles by its class, and half of it is links."""
    return any(
        "related" in element.cues and element.size <= MOST and element.links >= LINKED * element.size
        for element in around(block.container)[:_NEAR]
    )


def _headed(
    i: int, verdicts: list[BlockVerdict], blocks: list[Block], prose: int, rules: LineRules
) -> Container | None:
    """The element that begins with this heading and holds more than it, if all of it is what the heading says."""
    rule = verdicts[i].rule
    if rule == "markup-link-run" and not blocks[i].links:  # links around it took it out before it was read
        rule = next((found.name for found in rules.of(blocks[i].text)), None)
    comments = rule == "comments-heading"
    if not (comments or rule == "related-heading" or rule in _APPEALS):
        return None
    found = headed(i, blocks)
    if found is None:
        return None
    kept = sum(len(verdict.text) for verdict in verdicts[i : found.end] if verdict.kept)
    if comments:
        whole = any(block.tag == "h1" for block in blocks[i + 1 : found.end])
        return found.element if kept <= _COMMENTS * prose and not whole else None
    if rule in _APPEALS:
        return found.element if found.element.size <= MOST and kept <= SHARE * prose else None
    return found.element if lists_links(i, found, blocks) and kept <= _COMMENTS * prose else None
