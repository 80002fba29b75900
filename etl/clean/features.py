"""What a block's neighbours and its markup say of it: the evidence that the model weighs, by name."""

from __future__ import annotations

from collections import Counter

import msgspec

from etl.clean.block import Block, Container
from etl.clean.facts import Facts, bucket

_NEAR = (1, 2, 3, 6)
_SHORT = 30  # what a line that is no prose costs in the search for the core, in characters
_CERTAIN = 80  # what a certain removal costs
_LONG = 400  # prose beyond this length counts no more


class Shape(msgspec.Struct, kw_only=True, frozen=True):
    """Where the article is, as far as lengths tell: `core` is the heaviest run of prose, first and last block."""

    core: tuple[int, int]
    host: Container | None


def features(blocks: list[Block], facts: list[Facts], html: bool) -> list[list[str]]:
    """For each block the names of what holds of it.

    Args:
        blocks: In page order.
        facts: Of each block.
        html: Whether there is markup to look at.
    """
    shape = shape_of(blocks, facts)
    before, after = _distances([f.prose for f in facts])
    counts = Counter(f.key for f in facts)
    seen: set[str] = set()
    prose_text = "\n".join(f.key for f in facts if f.prose)
    prose_total = sum(f.prose for f in facts)
    prose_so_far = 0
    section = ""
    rows = []
    for i, (block, fact) in enumerate(zip(blocks, facts, strict=True)):
        row = ["bias", *fact.features]
        if fact.prose and not fact.rules:
            section = ""
        row += _place(i, shape, len(blocks), fact)
        row.append(f"prose-before<{bucket(before[i], _NEAR)}")
        row.append(f"prose-after<{bucket(after[i], _NEAR)}")
        row.append(f"between<{bucket(before[i], (2, 3))}<{bucket(after[i], (2, 3))}&{_kind(fact)}")
        row.append(f"prose-count<{bucket(prose_so_far, (1, 2, 4))}<{bucket(prose_total - prose_so_far, (1, 2, 4))}")
        if counts[fact.key] > 1:
            row.append("repeated:later" if fact.key in seen else "repeated:first")
        if 20 <= fact.size <= 400 and not fact.prose and fact.key and fact.key in prose_text:
            row.append("inside-prose")
        elif 60 <= fact.size <= 400 and fact.key and prose_text.count(fact.key) > counts[fact.key] * fact.prose:
            row.append("inside-prose")
        if section:
            row.append(f"under:{section}")
        row += _neighbours(i, blocks, facts)
        if html:
            row += _markup(block, shape.host)
        rows.append(row)
        seen.add(fact.key)
        prose_so_far += fact.prose
        if fact.opens and fact.verdict:
            section = fact.verdict
    return rows


def shape_of(blocks: list[Block], facts: list[Facts]) -> Shape:
    """The core and the element that hosts most of the article."""
    best, core, total, start = 0.0, (0, len(blocks) - 1), 0.0, 0
    for i, fact in enumerate(facts):
        if fact.prose:
            gain = float(min(fact.size, _LONG)) * (1.0 if fact.sentence else 0.5)
        else:
            gain = -_CERTAIN if fact.verdict or blocks[i].rule else -_SHORT
        if total <= 0:
            total, start = 0.0, i
        total += gain
        if total > best:
            best, core = total, (start, i)
    return Shape(core=core, host=_host(blocks, facts))


def _host(blocks: list[Block], facts: list[Facts]) -> Container | None:
    scores: dict[int, float] = {}
    found: dict[int, Container] = {}
    for block, fact in zip(blocks, facts, strict=True):
        if not fact.prose or block.rule or block.links > 0.4 * fact.size:
            continue
        holder, weight = block.container, float(min(fact.size, 600))
        if holder is not None and holder.parent is not None:
            holder = holder.parent
        if set(_chain_cues(block.container)) & {"comments", "related", "consent", "footer"}:
            weight *= 0.3
        for level in (1.0, 0.55, 0.3):
            if holder is None:
                break
            scores[id(holder)] = scores.get(id(holder), 0.0) + weight * level
            found[id(holder)] = holder
            holder = holder.parent
    if not scores:
        return None
    return found[max(scores, key=lambda key: (scores[key], found[key].depth))]


def _chain_cues(container: Container | None) -> list[str]:
    cues: list[str] = []
    for _ in range(4):
        if container is None:
            break
        cues += container.cues
        container = container.parent
    return cues


def _distances(prose: list[bool]) -> tuple[list[int], list[int]]:
    """For each block, how far the prose before it and after it is (99: none)."""
    size = len(prose)
    before, after = [99] * size, [99] * size
    last = -1000
    for i in range(size):
        before[i] = min(99, i - last)
        if prose[i]:
            last = i
    last = size + 1000
    for i in range(size - 1, -1, -1):
        after[i] = min(99, last - i)
        if prose[i]:
            last = i
    return before, after


def _place(i: int, shape: Shape, size: int, fact: Facts) -> list[str]:
    first, last = shape.core
    kind = _kind(fact)
    if first <= i <= last:
        where = "core"
        edge = "first" if i == first else "last" if i == last else "middle"
        return [where, f"core:{edge}&{kind}"]
    if i < first:
        return [f"before-core<{bucket(first - i, (2, 4, 8, 16))}", f"before-core&{kind}"]
    return [f"after-core<{bucket(i - last, (2, 4, 8, 16))}", f"after-core&{kind}"]


def _kind(fact: Facts) -> str:
    if fact.verdict:
        return "certain"
    if fact.rules:
        return "cue-long" if fact.size >= 80 else "cue"
    if fact.prose:
        return "prose" if fact.sentence else "prose-open"
    if fact.size >= 80:
        return "long"
    return ("mid" if fact.size >= 30 else "short") + ("." if fact.sentence else "")


def _neighbours(i: int, blocks: list[Block], facts: list[Facts]) -> list[str]:
    row = []
    for offset in (-2, -1, 1, 2):
        j = i + offset
        if not 0 <= j < len(facts):
            row.append(f"{offset}:edge")
            continue
        row.append(f"{offset}:{_kind(facts[j])}")
        if abs(offset) == 1:
            row.append(f"{offset}:{_kind(facts[j])}&{_kind(facts[i])}")
            row += [f"{offset}:rule:{name}" for name in facts[j].rules]
            if blocks[j].rule:
                row.append(f"{offset}:{blocks[j].rule}")
    return row


def _markup(block: Block, host: Container | None) -> list[str]:
    tag = block.tag
    density = block.links / max(1, len(block.text))
    linked = bucket(density, (0.01, 0.3, 0.7, 0.95))
    row = [f"tag:{tag}", f"links<{linked}", f"tag:{tag}&links<{bucket(density, (0.3, 0.9))}"]
    if block.rule:
        row.append(f"rule:{block.rule}")
    row += [f"own:{cue}" for cue in block.cues]
    container = block.container
    if container is None:
        return row
    row += [f"own:{cue}" for cue in container.cues]
    row += _up(container, host)
    parent = container.parent
    if parent is not None and parent.size:
        row.append(f"parent-links<{bucket(parent.links / parent.size, (0.05, 0.2, 0.5, 0.8))}")
    row += _distance(container, host, tag)
    return row


def _up(container: Container, host: Container | None) -> list[str]:
    """Cues of what surrounds the block, but for the elements that surround the whole article too."""
    common = set()
    around = host
    while around is not None:
        common.add(id(around))
        around = around.parent
    cues: set[str] = set()
    tags: set[str] = set()
    good: set[str] = set()
    step = container.parent
    while step is not None:
        if id(step) in common:
            good |= step.cues & {"article", "body"}
        else:
            cues |= step.cues
            tags.add(step.tag)
        step = step.parent
    row = [f"up:{cue}" for cue in cues] + [f"with:{cue}" for cue in good]
    wanted = {
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
    }
    return row + [f"up:{tag}" for tag in tags & wanted]


def _distance(container: Container, host: Container | None, tag: str) -> list[str]:
    """How the block is related to the host: inside, how deep; outside, how far up the common element is."""
    if host is None:
        return ["host:none"]
    depth, step = 0, container
    while step is not None and step is not host and step.depth > host.depth:
        depth, step = depth + 1, step.parent  # type: ignore[assignment]
    if step is host:
        return [f"in-host<{bucket(depth, (1, 2, 3, 4))}", f"in-host<{bucket(depth, (2, 3))}&{tag}"]
    above: dict[int, int] = {}
    around: Container | None = host
    count = 0
    while around is not None:
        above[id(around)] = count
        around, count = around.parent, count + 1
    other: Container | None = container
    while other is not None and id(other) not in above:
        other = other.parent
    up = above[id(other)] if other is not None else 9
    return [f"off-host<{bucket(up, (2, 3, 4, 6))}", f"off-host<{bucket(up, (2, 4))}&{tag}"]
