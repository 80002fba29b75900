"""What a block's neighbours and its markup say of it: the evidence that the model weighs, by name."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection

import msgspec

from etl.clean.block import Block
from etl.clean.deadline import NEVER, Deadline
from etl.clean.facts import Facts
from etl.clean.headed import other_articles
from etl.clean.place import Place, in_comments, place_of
from etl.clean.scale import Scale
from etl.clean.sections import Sections

_BEFORE = Scale("prose-before", 1, 2, 3, 6)
_AFTER = Scale("prose-after", 1, 2, 3, 6)
_BETWEEN = Scale("between", 2, 3)
_ROOM = Scale("", 2, 3)
_COUNT = Scale("prose-count", 1, 2, 4)
_REST = Scale("", 1, 2, 4)
_TO_CORE = Scale("before-core", 2, 4, 8, 16)
_FROM_CORE = Scale("after-core", 2, 4, 8, 16)
_DENSITY = Scale("links", 0.01, 0.3, 0.7, 0.95)
_ROUGH_DENSITY = Scale("links", 0.3, 0.9)
_SHORT = 30  # what a line that is no prose costs in the search for the core, in characters
_CERTAIN = 80  # what a certain removal costs
_LONG = 400  # prose beyond this length counts no more
_HEADING_KINDS = frozenset({"short", "mid", "short.", "mid."})
_REMEMBERED = 5000  # combinations of evidence whose names are known
_BLOCKS = 50  # between two looks at the clock
_BODY_ENOUGH = 300  # characters from which a stated article body is evidence


class Evidence(msgspec.Struct, kw_only=True):
    """What the whole page knows: folded words of the stated article body (JSON-LD), if there is one."""

    body: str = ""


def features(
    blocks: list[Block],
    facts: list[Facts],
    core: tuple[int, int],
    html: bool,
    stated: Evidence | None = None,
    deadline: Deadline = NEVER,
    *,
    decided: bool = False,
) -> list[list[str]]:
    """For each block the names of what holds of it.

    Args:
        blocks: In page order.
        facts: Of each block.
        core: Its heaviest run of prose, first and last block (`core_of`).
        html: Whether there is markup to look at.
        stated: What the page says of its own text.
        deadline: When the page has to be done.
        decided: Also of the blocks that the markup or a certain rule decides; the model learns from them, and judges
            without.

    Raises:
        TooSlow: the time is over.
    """
    kinds = [kind_of(fact) for fact in facts]
    before, after = _distances([f.prose for f in facts])
    counts = Counter(f.key for f in facts)
    seen: set[str] = set()
    prose_text = "\n".join(f.key for f in facts if f.prose)
    prose_total = sum(f.prose for f in facts)
    asked = {
        i
        for i, (block, fact) in enumerate(zip(blocks, facts, strict=True))
        if decided or not (block.rule or fact.verdict)
    }
    places = place_of(blocks, facts, core, asked) if html else None
    body = stated.body if stated is not None and len(stated.body) >= _BODY_ENOUGH else ""
    prose_so_far = 0
    sections = Sections()
    rows: list[list[str]] = []
    for i, (block, fact, kind) in enumerate(zip(blocks, facts, kinds, strict=True)):
        if i % _BLOCKS == 0:
            deadline.check()
        if i not in asked:
            rows.append([])
            seen.add(fact.key)
            if not block.rule:  # it may still end the section that it stands in, and open another
                sections.leave(block, fact)
                sections.read(block, fact, late=i > core[0])
            continue
        row = ["bias", *fact.features]
        where = _where(i, core)
        row += _distance(where, kind, before[i], after[i])
        row.append(_COUNT(prose_so_far) + _REST(prose_total - prose_so_far))
        row += _echoes(fact, kind, counts, seen, prose_text, after[i])
        row += _stands(fact, kind, where, before[i], after[i])
        row += sections.over(block, fact, where)
        if body and fact.size >= 20:
            row.append(f"stated:{fact.key in body}&{'prose' if fact.prose else 'other'}")
        row += _neighbours(i, kinds, blocks, facts)
        if places is not None:
            row += _markup(block, kind, places, i, where)
        rows.append(row)
        seen.add(fact.key)
        prose_so_far += fact.prose
        sections.read(block, fact, late=i > core[0])
    return rows


def _echoes(fact: Facts, kind: str, counts: Counter[str], seen: set[str], prose_text: str, after: int) -> list[str]:
    """Whether the page says the same elsewhere: a line twice, a sentence of a paragraph once more."""
    row = []
    if counts[fact.key] > 1:
        heads = kind in _HEADING_KINDS and after == 1
        row.append(("repeated:later" if fact.key in seen else "repeated:first") + ("&heads" if heads else ""))
    if 20 <= fact.size <= 400 and fact.key and prose_text.count(fact.key) > (counts[fact.key] if fact.prose else 0):
        row.append("inside-prose")
    return row


def _stands(fact: Facts, kind: str, where: str, before: int, after: int) -> list[str]:
    """A name or a note by its place, and a line that stands where sub-headings stand."""
    row = [f"{mark}&{where}" for mark in ("name", "has:footnote") if mark in fact.features]
    if kind in ("short", "mid") and after == 1 and before == 1:
        row.append(f"heads-prose&{where}")
    return row


def core_of(blocks: list[Block], facts: list[Facts], behind: Collection[int]) -> tuple[int, int]:
    """The heaviest run of prose, first and last block: where the article is, as far as lengths tell.

    `behind` are the blocks that are known to stand behind it (`etl.clean.behind`).
    """
    best, core, total, start = 0.0, (0, len(blocks) - 1), 0.0, 0
    elsewhere = in_comments(blocks) | other_articles(blocks, facts) | set(behind)
    for i, fact in enumerate(facts):
        if fact.prose and not blocks[i].rule and i not in elsewhere:
            gain = float(min(fact.size, _LONG)) * (1.0 if fact.sentence else 0.5)
        elif i > 0 and blocks[i].rule == blocks[i - 1].rule == "markup-table":
            gain = 0.0  # the cells of a table count once: it may stand in the middle of an article
        else:
            certain = fact.verdict or blocks[i].rule
            # Without markup a box of many lines looks like as many removals: they count as one.
            again = blocks[i].container is None and i > 0 and facts[i - 1].verdict
            gain = -_CERTAIN if certain and not again else -_SHORT
        if total <= 0:
            total, start = 0.0, i
        total += gain
        if total > best:
            best, core = total, (start, i)
    return core


def kind_of(fact: Facts) -> str:
    """A block in one word, for its neighbours."""
    if fact.verdict:
        return "certain"
    if fact.rules:
        return "cue-long" if fact.size >= 80 else "cue"
    if fact.prose:
        return "prose" if fact.sentence else "prose-open"
    if fact.size >= 80:
        return "long"
    return ("mid" if fact.size >= 30 else "short") + ("." if fact.sentence else "")


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


def _where(i: int, core: tuple[int, int]) -> str:
    first, last = core
    if first <= i <= last:
        return "core-first" if i == first else "core-last" if i == last else "core"
    if i < first:
        return _TO_CORE(first - i)
    return _FROM_CORE(i - last)


@functools.lru_cache(_REMEMBERED)
def _distance(where: str, kind: str, before: int, after: int) -> tuple[str, ...]:
    """How far the article and the nearest prose are; many blocks stand alike."""
    room = f"{_BETWEEN(before)}{_ROOM(after)}"
    return where, f"{where}&{kind}", _BEFORE(before), _AFTER(after), f"{room}&{kind}"


def _neighbours(i: int, kinds: list[str], blocks: list[Block], facts: list[Facts]) -> list[str]:
    row = []
    for offset in (-2, -1, 1, 2):
        j = i + offset
        if not 0 <= j < len(facts):
            row.append(f"{offset}:edge&{kinds[i]}")
            continue
        row.append(f"{offset}:{kinds[j]}&{kinds[i]}")
        if offset in (-1, 1):
            row += [f"{offset}:rule:{name}" for name in facts[j].rules]
            if blocks[j].rule:
                row.append(f"{offset}:{blocks[j].rule}")
    return row


def _markup(block: Block, kind: str, places: dict[int, Place], i: int, where: str) -> list[str]:
    tag, place = block.tag, places[i]
    density = block.links / max(1, len(block.text))
    row = [f"rule:{block.rule}"] if block.rule else []
    row += [f"own:{cue}" for cue in block.cues]
    if block.container is not None:
        row += [f"own:{cue}" for cue in block.container.cues]
    row += place.cues
    row += _setting(tag, kind, where, place.host, place.alike, _DENSITY(density), _ROUGH_DENSITY(density))
    if place.parent_links:
        row.append(place.parent_links)
    for offset in (-1, 1):
        j = i + offset
        if j in places:
            same = places[j].signature == place.signature
            row.append(f"{offset}:same:{same}&{kind}")
            if not same:
                row.append(f"{offset}:{places[j].host}&{kind}")
    return row


@functools.lru_cache(_REMEMBERED)
def _setting(tag: str, kind: str, where: str, host: str, alike: str, density: str, rough: str) -> tuple[str, ...]:
    """Element, links and place, by themselves and together; the paragraphs of an article have them all alike."""
    return (
        f"tag:{tag}",
        density,
        f"tag:{tag}&{rough}&{kind}",
        host,
        f"{host}&{kind}",
        f"{host}&{tag}",
        f"{host}&{where}",
        alike,
        f"{alike}&{kind}",
        f"{alike}&{host}",
    )
