"""How far the heading of a list speaks: to the end of its box, or of the page."""

from __future__ import annotations

from etl.clean.block import Block, Container


class TextSoFar:
    """The elements around the running text that was met."""

    def __init__(self) -> None:
        self._around: set[int] = set()

    def add(self, block: Block) -> None:
        """Take in a block of running text."""
        container = block.container
        while container is not None and id(container) not in self._around:
            self._around.add(id(container))
            container = container.parent

    def scope_of(self, block: Block) -> Container | None:
        """The element that a heading speaks for: the smallest that holds more than it.

        None where that holds text before it too, or no elements are known: then it speaks for all that follows.
        """
        container = block.container.parent if block.container is not None else None
        while container is not None and container.size <= len(block.text):
            container = container.parent
        return None if container is None or id(container) in self._around else container


def inside(block: Block, scope: Container | None) -> bool:
    """Whether a heading of that scope speaks for a block that follows it."""
    if scope is None:
        return True
    container = block.container
    while container is not None and container.depth >= scope.depth:
        if container is scope:
            return True
        container = container.parent
    return False
