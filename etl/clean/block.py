"""The unit that is judged: a paragraph of a page or a line of a flattened text, with the evidence that came with it.

Blocks and containers refer upward only, so that the garbage collector need not look at them (`gc=False`).
"""

from __future__ import annotations

import msgspec

TEXT_CUES = frozenset({"article", "body"})
"""Cues of what holds the text of an article."""


class Container(msgspec.Struct, kw_only=True, eq=False, gc=False):
    """An element that holds blocks, and what its markup says of them.

    Attributes:
        tag: Name of the element.
        cues: What its class words, id and role stand for (`related`, `caption`, `article`, …).
        depth: Steps from the root.
        comments: The innermost element, itself or around it, that its class calls readers' comments, and not the text.
        prose: Characters of the prose blocks inside, at any depth.
        links: Characters inside links, at any depth.
        size: All characters inside.
    """

    tag: str
    parent: Container | None
    cues: frozenset[str]
    depth: int
    comments: Container | None = None
    prose: int = 0
    links: int = 0
    size: int = 0


def around(container: Container | None) -> list[Container]:
    """An element and all those around it, the innermost first."""
    chain = []
    while container is not None:
        chain.append(container)
        container = container.parent
    return chain


class Block(msgspec.Struct, kw_only=True, eq=False, gc=False):
    """One block, in page order.

    Attributes:
        text: As the page had it, white space squeezed and broken characters mended.
        tag: Element that holds it (`p`, `h2`, `li`, …); empty in a flattened text.
        container: Where it stands in the markup; none in a flattened text.
        cues: What the block's own element and its inline elements say.
        links: Characters inside links.
        rule: Name of the rule that the markup alone already decides by, if one does.
    """

    text: str
    tag: str = ""
    container: Container | None = None
    cues: frozenset[str] = frozenset()
    links: int = 0
    rule: str | None = None


def holders_of_heading(blocks: list[Block]) -> set[int]:
    """Identities of the elements that hold an `h1`: whatever their class says, they are the page, or its article."""
    return {id(element) for block in blocks if block.tag == "h1" for element in around(block.container)}
