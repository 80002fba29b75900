"""What its element alone puts outside the article: comments, asides, forms. Nothing else need be asked of it."""

from __future__ import annotations

from etl.clean.block import Block, Container, holders_of_heading

REASONS = {
    "markup-comments": "it stands in the part for readers, by its class",
    "markup-aside": "it stands in an element for what is no part of the text, and there is hardly any text in it",
    "markup-in-form": "it stands in a form, and there is hardly any text in that",
}
_RULE_OF = {"aside": "markup-aside", "form": "markup-in-form"}
_SHARE = 0.1
"""What an aside or a form may have of the text outside of them: some sites put all of a column, or a page, in one."""
_SHARE_OF_READERS = 1.0
"""The same of comments: what a class calls so and holds most of a page's text may be the article; the model judges."""


def mark(blocks: list[Block]) -> None:
    """Take out the blocks of such elements; not where one holds the page's heading, or where there is none."""
    holders = holders_of_heading(blocks)
    if not holders:
        return
    known: dict[int, Container | None] = {}
    outers = [_outermost(block.container, holders, known) for block in blocks]
    text = sum(
        len(block.text) - block.links
        for block, outer in zip(blocks, outers, strict=True)
        if outer is None and block.rule is None
    )
    for block, outer in zip(blocks, outers, strict=True):
        if outer is None or block.rule is not None:
            continue
        readers = outer.comments is outer
        if outer.prose <= (_SHARE_OF_READERS if readers else _SHARE) * text:
            block.rule = "markup-comments" if readers else _RULE_OF[outer.tag]


def _outermost(element: Container | None, holders: set[int], known: dict[int, Container | None]) -> Container | None:
    """The outermost of such elements around a block, up to the first that holds the page's heading."""
    chain: list[Container] = []
    while element is not None and id(element) not in holders and id(element) not in known:
        chain.append(element)
        element = element.parent
    outer = known.get(id(element)) if element is not None else None
    for inner in reversed(chain):
        if outer is None and (inner.tag in _RULE_OF or inner.comments is inner):
            outer = inner
        known[id(inner)] = outer
    return outer
