"""HTML to blocks: everything that a reader could see, in page order, each block with the evidence of its markup."""

from __future__ import annotations

from typing import Any

import msgspec
from lxml import etree

from etl.clean.block import Block, Container
from etl.clean.bounds import parse_tree
from etl.clean.cues import ClassCues
from etl.clean.deadline import NEVER, Deadline
from etl.clean.menus import fold_links, in_data_table, is_linked_text
from etl.clean.prune import prune
from etl.clean.walker import Walker

_LINKED_SHARE = 0.5  # of the running text, from which text inside links may be the article after all
_PROSE = 80  # characters from which a block without many links counts as prose


class Markup(msgspec.Struct, kw_only=True):
    """A parsed page.

    Attributes:
        blocks: In page order.
        root: The tree, for the metadata.
        authors: Elements in it whose attributes speak of an author.
        structured: The JSON-LD scripts, as written.
    """

    blocks: list[Block]
    root: Any
    authors: list[Any]
    structured: list[str]


def parse(html: str, cues: ClassCues, deadline: Deadline = NEVER) -> Markup:
    """Blocks of a page.

    Raises:
        TooDeep: elements nested beyond `MAX_DEPTH`.
        TooManyAttributes: a tag that the parser would not come back from in time.
        TooSlow: the time is over.
    """
    light, structured = prune(html)
    deadline.check()
    root = parse_tree(light, deadline)
    if root is None:
        return Markup(blocks=[], root=etree.Element("html"), authors=[], structured=structured)
    walker = Walker(cues, deadline)
    blocks = fold_links(walker.walk(root))
    return Markup(blocks=blocks, root=root, authors=walker.authors, structured=structured)


def weigh(blocks: list[Block]) -> None:
    """Give each container the prose, the links and the characters that it holds."""
    met: dict[int, Container] = {}
    for block in blocks:
        container = block.container
        if container is None:
            continue
        size = len(block.text)
        container.size += size
        container.links += block.links
        container.prose += size if is_prose(block) else 0
        while container is not None and id(container) not in met:
            met[id(container)] = container
            container = container.parent
    for container in sorted(met.values(), key=lambda one: one.depth, reverse=True):
        parent = container.parent
        if parent is not None:
            parent.size += container.size
            parent.links += container.links
            parent.prose += container.prose
    for block in blocks:
        if block.rule is None and in_data_table(block):
            block.rule = "markup-table"
    linked = [block for block in blocks if is_linked_text(block)]
    if sum(len(block.text) for block in linked) < _LINKED_SHARE * sum(len(b.text) for b in blocks if is_prose(b)):
        for block in linked:
            block.rule = "markup-linked-text"


def is_prose(block: Block) -> bool:
    """Whether a block reads as running text: long, few links, nothing that the markup already took out."""
    return block.rule is None and len(block.text) >= _PROSE and block.links < 0.4 * len(block.text)
