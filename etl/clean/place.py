"""Where a block stands in the markup, seen from the element that hosts most of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import msgspec

from etl.clean.block import TEXT_CUES, Block, Container, around, holders_of_heading
from etl.clean.facts import Facts
from etl.clean.scale import Scale

_BAD = frozenset({"comments", "related", "consent", "footer", "promotion", "side", "hidden"})
_TAGS = frozenset(
    [
        "aside",
        "footer",
        "header",
        "figure",
        "blockquote",
        "table",
        "ul",
        "ol",
        "form",
        "article",
        "section",
        "li",
        "details",
        "fieldset",
    ]
)
_LEVELS = (1.0, 0.55, 0.3)  # how much of a block's prose its parent, grandparent and the next are credited with
_CORE_BONUS = 2.0  # prose inside the heaviest run counts so many times
_MAX_PROSE = 600
_ALIKE = Scale("like", 0.001, 0.1, 0.4, 0.8)
_PARENT_LINKS = Scale("parent-links", 0.05, 0.2, 0.5, 0.8)
_IN_HOST = Scale("in-host", 2, 3, 4)
_OFF_HOST = Scale("off-host", 2, 3, 4, 6)
_NOWHERE = 9  # steps to an element that there is not


class Place(msgspec.Struct, kw_only=True, frozen=True):
    """One block's place.

    Attributes:
        host: Inside the host and how deep, or outside and how far the common element is.
        cues: Of what surrounds the block but not the article.
        alike: How much of the host's prose is marked up in the same way.
        signature: Tag, class cues and parent: equal for blocks that are marked up alike.
        parent_links: How much of the parent's text is links.
    """

    host: str
    cues: list[str]
    alike: str
    signature: tuple[str, frozenset[str], int]
    parent_links: str


def place_of(
    blocks: list[Block], facts: list[Facts], core: tuple[int, int], asked: Collection[int]
) -> dict[int, Place]:
    """The places of the blocks that are asked about and of those next to them."""
    host = host_of(blocks, facts, core)
    around = _Around(host)
    alike: Counter[tuple[str, frozenset[str], int]] = Counter()
    for i in range(core[0], core[1] + 1):
        if facts[i].prose:
            alike[_signature(blocks[i])] += min(facts[i].size, _MAX_PROSE)
    total = sum(alike.values()) or 1
    shares = {signature: _ALIKE(size / total) for signature, size in alike.items()}
    places = {}
    for i in {near for one in asked for near in (one - 1, one, one + 1) if 0 <= near < len(blocks)}:
        container, signature = blocks[i].container, _signature(blocks[i])
        found = around.of(container.parent if container is not None else None)
        relation = "host:none"
        if host is not None and container is not None:
            held = around.steps.get(id(container))
            steps, depth = (held, 0) if held is not None else (found.steps, found.depth + 1)
            relation = _IN_HOST(depth) if steps == 0 else _OFF_HOST(steps)
        share = shares.get(signature) or _ALIKE(0.0)
        places[i] = Place(host=relation, cues=found.cues, alike=share, signature=signature, parent_links=found.links)
    return places


def in_comments(blocks: list[Block]) -> set[int]:
    """Blocks that readers wrote, by the markup: they are often longer than the article.

    An element that holds the page's heading is more than its comments, whatever its class says.
    """
    holders = holders_of_heading(blocks)
    if not holders:
        return set()
    return {
        i
        for i, block in enumerate(blocks)
        if block.container is not None and (found := block.container.comments) is not None and id(found) not in holders
    }


def host_of(blocks: list[Block], facts: list[Facts], core: tuple[int, int]) -> Container | None:
    """The element that holds most of the prose most directly."""
    scores: dict[int, float] = {}
    found: dict[int, Container] = {}
    for i, (block, fact) in enumerate(zip(blocks, facts, strict=True)):
        if not fact.prose or block.rule or block.links > 0.4 * fact.size or block.container is None:
            continue
        weight = float(min(fact.size, _MAX_PROSE)) * (_CORE_BONUS if core[0] <= i <= core[1] else 1.0)
        chain = around(block.container)
        if any(c.cues & _BAD and not c.cues & TEXT_CUES for c in chain[:4]):
            weight *= 0.3
        for holder, level in zip(chain[1:], _LEVELS, strict=False):
            scores[id(holder)] = scores.get(id(holder), 0.0) + weight * level
            found[id(holder)] = holder
    if not scores:
        return None
    return found[max(scores, key=lambda key: (scores[key], found[key].depth))]


def _signature(block: Block) -> tuple[str, frozenset[str], int]:
    container = block.container
    if container is None:
        return block.tag, block.cues, 0
    cues = container.cues | block.cues if block.cues else container.cues
    return block.tag, cues, id(container.parent)


class _Surroundings(msgspec.Struct, frozen=True):
    """What an element and those around it say, the same for all blocks right inside.

    Attributes:
        cues: Of all of them, but for those that surround the whole article too.
        links: How much of the element's text is links.
        steps: From the nearest element that holds the host, up from the host itself.
        depth: Of the element in that one.
    """

    cues: list[str]
    links: str
    steps: int
    depth: int


class _Around:
    """Looks around elements; what was seen from one of them serves for all that it holds."""

    def __init__(self, host: Container | None) -> None:
        self.steps = {id(c): steps for steps, c in enumerate(around(host))}
        self._handed: dict[int, tuple[frozenset[str], int, int]] = {id(None): (frozenset(), _NOWHERE, 0)}
        self._known: dict[int, _Surroundings] = {}

    def of(self, element: Container | None) -> _Surroundings:
        """What surrounds the blocks right inside an element."""
        found = self._known.get(id(element))
        if found is None:
            cues, steps, depth = self._handed_down(element)
            links = ""
            if element is not None:
                if id(element) not in self.steps:
                    cues |= {f"in:{cue}" for cue in element.cues}
                links = _PARENT_LINKS(element.links / element.size) if element.size else ""
            found = self._known[id(element)] = _Surroundings(sorted(cues), links, steps, depth)
        return found

    def _handed_down(self, element: Container | None) -> tuple[frozenset[str], int, int]:
        """Cues, steps and depth of an element, from those of the elements around it."""
        chain = []
        while id(element) not in self._handed and element is not None:
            chain.append(element)
            element = element.parent
        handed = self._handed[id(element)]
        for inner in reversed(chain):
            cues, steps, depth = handed
            held = self.steps.get(id(inner))
            if held is not None:
                handed = (cues | {f"with:{cue}" for cue in inner.cues & TEXT_CUES}, held, 0)
            else:
                own = {f"up:{cue}" for cue in inner.cues}
                if inner.tag in _TAGS:
                    own.add(f"up:{inner.tag}")
                handed = (cues | own if own else cues, steps, depth + 1)
            self._handed[id(inner)] = handed
        return handed
