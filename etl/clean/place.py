"""Where a block stands in the markup, seen from the element that hosts most of the article."""

from __future__ import annotations

from collections import Counter

import msgspec

from etl.clean.block import Block, Container
from etl.clean.facts import Facts
from etl.clean.scale import Scale

_BAD = frozenset({"comments", "related", "consent", "footer", "promotion", "side", "hidden"})
_TEXT = frozenset({"article", "body"})
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


def place_of(blocks: list[Block], facts: list[Facts], core: tuple[int, int]) -> list[Place]:
    """The place of each block."""
    host = host_of(blocks, facts, core)
    around = {id(c): steps for steps, c in enumerate(_chain(host))}
    known: dict[int, _Surroundings] = {}
    signatures = [_signature(block) for block in blocks]
    alike: Counter[tuple[str, frozenset[str], int]] = Counter()
    for i in range(core[0], core[1] + 1):
        if facts[i].prose:
            alike[signatures[i]] += min(facts[i].size, _MAX_PROSE)
    total = sum(alike.values()) or 1
    shares = {signature: _ALIKE(size / total) for signature, size in alike.items()}
    places = []
    for block, signature in zip(blocks, signatures, strict=True):
        container = block.container
        parent = container.parent if container is not None else None
        found = known.get(id(parent))
        if found is None:
            found = known[id(parent)] = _surroundings(parent, around)
        relation = "host:none"
        if host is not None and container is not None:
            held = around.get(id(container))
            steps, depth = (held, 0) if held is not None else (found.steps, found.depth + 1)
            relation = _IN_HOST(depth) if steps == 0 else _OFF_HOST(steps)
        share = shares.get(signature) or _ALIKE(0.0)
        places.append(Place(host=relation, cues=found.cues, alike=share, signature=signature, parent_links=found.links))
    return places


def in_comments(blocks: list[Block]) -> set[int]:
    """Blocks that readers wrote, by the markup: they are often longer than the article.

    An element that holds the page's heading is more than its comments, whatever its class says.
    """
    holders = {id(step) for block in blocks if block.tag == "h1" for step in _chain(block.container)}
    if not holders:
        return set()
    known: dict[int, bool] = {}
    return {i for i, block in enumerate(blocks) if _is_comment(block.container, holders, known)}


def _is_comment(container: Container | None, holders: set[int], known: dict[int, bool]) -> bool:
    chain = []
    inside = False
    while container is not None and id(container) not in holders:
        told = known.get(id(container))
        if told is not None:
            inside = told
            break
        chain.append(id(container))
        if "comments" in container.cues and not container.cues & _TEXT:
            inside = True
            break
        container = container.parent
    known.update(dict.fromkeys(chain, inside))
    return inside


def host_of(blocks: list[Block], facts: list[Facts], core: tuple[int, int]) -> Container | None:
    """The element that holds most of the prose most directly."""
    scores: dict[int, float] = {}
    found: dict[int, Container] = {}
    for i, (block, fact) in enumerate(zip(blocks, facts, strict=True)):
        if not fact.prose or block.rule or block.links > 0.4 * fact.size or block.container is None:
            continue
        weight = float(min(fact.size, _MAX_PROSE)) * (_CORE_BONUS if core[0] <= i <= core[1] else 1.0)
        chain = _chain(block.container)
        if any(c.cues & _BAD and not c.cues & _TEXT for c in chain[:4]):
            weight *= 0.3
        for holder, level in zip(chain[1:], _LEVELS, strict=False):
            scores[id(holder)] = scores.get(id(holder), 0.0) + weight * level
            found[id(holder)] = holder
    if not scores:
        return None
    return found[max(scores, key=lambda key: (scores[key], found[key].depth))]


def _chain(container: Container | None) -> list[Container]:
    chain = []
    while container is not None:
        chain.append(container)
        container = container.parent
    return chain


def _signature(block: Block) -> tuple[str, frozenset[str], int]:
    container = block.container
    if container is None:
        return block.tag, block.cues, 0
    parent = container.parent
    return block.tag, container.cues | block.cues, id(parent) if parent is not None else 0


class _Surroundings(msgspec.Struct, frozen=True):
    """What the elements around a block say, the same for all blocks of one parent.

    Attributes:
        cues: Of all of them, but for those that surround the whole article too.
        links: How much of the parent's text is links.
        steps: From the nearest element that holds the host, up from the host itself.
        depth: Of the parent in that element.
    """

    cues: list[str]
    links: str
    steps: int
    depth: int


def _surroundings(parent: Container | None, around: dict[int, int]) -> _Surroundings:
    cues: set[str] = set()
    depth, steps = 0, _NOWHERE
    step, nearest = parent, True
    while step is not None:
        if id(step) in around:
            if steps == _NOWHERE:
                steps = around[id(step)]
            cues |= {f"with:{cue}" for cue in step.cues & _TEXT}
        else:
            depth += 1
            cues |= {f"up:{cue}" for cue in step.cues}
            if nearest:
                cues |= {f"in:{cue}" for cue in step.cues}
                nearest = False
            if step.tag in _TAGS:
                cues.add(f"up:{step.tag}")
        step = step.parent
    links = _PARENT_LINKS(parent.links / parent.size) if parent is not None and parent.size else ""
    return _Surroundings(cues=sorted(cues), links=links, steps=steps, depth=depth)
