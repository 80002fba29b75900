"""How sure the model has to be to drop a block, by what is at stake. Losing a sentence is worse than leaking a line."""

from __future__ import annotations

import msgspec

from etl.clean.block import Block
from etl.clean.facts import Facts


class Bars(msgspec.Struct, kw_only=True, frozen=True):
    """The bars of one shape of input, 0 to 1.

    Attributes:
        prose: Running text; in HTML, marked up as most of the article's text is.
        plain: In HTML, whole sentences amid the article, in an element that is called its text: an article cut into
            sections has no element that hosts most of it.
        open: In a flattened text, a long line without a sentence's end that stands before or after the article: mostly
            headlines of other articles, captions and appeals.
        inside: Anything else inside the article.
        outside: Before it, after it, or elsewhere in the markup.
        elsewhere: In an `aside` that its class calls a column or a list, or below the heading of a list of other
            articles and outside the element that hosts this one.
    """

    prose: float
    plain: float
    open: float
    inside: float
    outside: float
    elsewhere: float


BARS = {
    "html": Bars(prose=0.95, plain=0.8, open=0.6, inside=0.7, outside=0.3, elsewhere=0.1),
    "flat": Bars(prose=0.93, plain=0.93, open=0.6, inside=0.8, outside=0.3, elsewhere=0.1),
}
_SINCE_RELATED = frozenset({"since:related-heading&core", "since:related-heading&core-last"})
_BESIDE = frozenset(
    {"up:side", "in:side", "up:related", "in:related", "up:promotion", "in:promotion", "up:media", "in:media"}
)
IN_BODY = frozenset({"own:body", "in:body", "up:body"})
CORE = frozenset({"core", "core-first", "core-last"})
ALIKE = frozenset({"like<0.8", "like<inf"})
IN_HOST = frozenset({"in-host<2", "in-host<3", "in-host<4", "in-host<inf"})


def is_dropped(block: Block, fact: Facts, row: list[str], score: float, *, html: bool) -> bool:
    """The decision by itself: a certain rule, or a model that is sure enough for what is at stake."""
    return block.rule is not None or fact.verdict is not None or score > bar_of(fact, frozenset(row), html=html)


def bar_of(fact: Facts, names: frozenset[str], *, html: bool) -> float:
    """How sure the model has to be to drop a block of these features, whatever the rest of the page."""
    bars = BARS["html" if html else "flat"]
    amid = not CORE.isdisjoint(names)
    if html and IN_HOST.isdisjoint(names):
        listed = not _SINCE_RELATED.isdisjoint(names) and IN_BODY.isdisjoint(names)
        if listed or ("up:aside" in names and not _BESIDE.isdisjoint(names)):
            return bars.elsewhere
    if fact.prose and (not ALIKE.isdisjoint(names) if html else not fact.rules):
        return bars.prose if html or amid or fact.sentence else bars.open
    if amid and (not html or not IN_HOST.isdisjoint(names)):
        return bars.inside
    return bars.outside
