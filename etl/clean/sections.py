"""Under which heading a block stands: of a list of other articles, of the readers' part, of a box."""

from __future__ import annotations

from etl.clean.block import Block, Container
from etl.clean.facts import Facts
from etl.clean.scope import TextSoFar, inside

_STICKY = frozenset({"comments-heading", "related-heading", "author-heading"})


class Sections:
    """The headings that speak for the block at hand, in page order.

    One that opens a section speaks until running text comes, the last of those that end an article speaks on; both no
    further than their scope.
    """

    def __init__(self) -> None:
        self._section = self._since = ""
        self._section_scope: Container | None = None
        self._since_scope: Container | None = None
        self._text = TextSoFar()

    def over(self, block: Block, fact: Facts, where: str) -> list[str]:
        """What the headings above say of a block, by name; blocks come in page order."""
        self.leave(block, fact)
        row = [f"under:{self._section}"] if self._section else []
        return [*row, f"since:{self._since}&{where}"] if self._since else row

    def leave(self, block: Block, fact: Facts) -> None:
        """End the sections that a block stands outside of."""
        if (fact.prose and not fact.rules) or not inside(block, self._section_scope):
            self._section = ""
        if not inside(block, self._since_scope):
            self._since = ""

    def read(self, block: Block, fact: Facts, *, late: bool) -> None:
        """Take in a block that may be a heading; `late` where the article has begun."""
        if fact.prose:
            self._text.add(block)
        if fact.opens and fact.verdict:
            self._section, self._section_scope = fact.verdict, self._text.scope_of(block)
            if late and fact.verdict in _STICKY:
                self._since, self._since_scope = self._section, self._section_scope
