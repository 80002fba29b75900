"""Where the bar of a block goes up or down for the sake of its page: sub-headings, lists, short pages, pages in doubt.

Each step takes the bars as they are and returns new ones. They go up, but for what readers wrote: the model knows
each block by its own evidence, and what a whole page tells is mostly that there is more text than it takes for one.
"""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from etl.clean.bars import ALIKE, BARS, CORE, IN_BODY, IN_HOST, bar_of
from etl.clean.block import Block, around
from etl.clean.elements import HEADINGS
from etl.clean.facts import Facts

DOUBT = 0.9
"""Up to here the model counts as half-hearted."""
DOUBT_RATIO = 2.5
"""So many times the text that it keeps has to be dropped half-heartedly for the page to be in doubt."""
HEADING = 0.85
"""Bar for a line that stands where sub-headings stand."""
LEAD = 0.99
"""In a flattened text, bar for a paragraph right below the title: the lead often ends without a full stop."""
THIN = 600
"""Characters of running text up to which a page counts as short: a dispatch of a few lines has none at all."""
SHORT_PAGE = 0.9
"""In HTML, bar for whole sentences in paragraphs of a short page: there is no long text to tell the host by."""
_PASSED = frozenset({"related-line", "related-run-together"})
TOUCHING = 0.88
"""In a flattened text, bar for a whole sentence that follows the article, or stands before it, without a gap."""
LIVE = 0.98
"""In HTML, the same bar on a live page: its posts are short and each stands alone between two times."""
ANSWER = 0.97
"""In a flattened text, bar for a sentence behind a question that is kept where the article ends: its answer."""
ALIKE_SHORT = 0.85
"""In HTML, bar for a short sentence in paragraphs that are marked up as most of the article's text is."""
WRAPPED = 0.97
"""The same bar on a short page where those elements are wrappers of their own, inside one and the same element; and for
a sentence between two that are kept."""
SHAPED = 0.4
"""Share of the article's text from which elements like those around it are what its paragraphs stand in."""
_WRAPPERS = 3  # elements that a site may put around each paragraph
READERS = 0.5
"""In a flattened text, bar below the article and the heading of the comments: readers write whole sentences."""
_ANNOUNCES = 6  # words of a line that announces a list, where it is no label
_NAME = 80  # characters of the longest name of a list
_FEWEST, _NAMES = 3, 60  # names of a list: of two short lines one may be the title of a picture
_ITEM = 200  # characters of the longest item below a colon
ENUMERATED = 1.0
"""Bar for the items of an enumeration, which end in semicolons, and for the line that introduces it: furniture is not
punctuated so, and readers' comments are taken out by what is above them."""
LIST = 0.5
"""A list amid the article is kept where the model is no surer than this, on average, that its items should go."""
_LIST = 2
_LIST_LINKS = 0.3
_NEAR_LIST = 2  # blocks below the article within which a list may begin that belongs to it
_Shape = tuple[tuple[tuple[str, frozenset[str]], ...], int]
_NEVER = frozenset({"comments", "related", "consent", "hidden"})  # cues of which no site has its articles' elements
_NOTED = re.compile(r"[.!?…]\s\([^()]{3,80}\)$")  # a sentence and a note behind it: "(more to come)"
_PARAGRAPHS = frozenset({"p", "blockquote"})
_HEADINGS = HEADINGS - {"h1"}
# Whatever the doubt, what stands among comments, beside the article or among links to others is no part of it.
_ELSEWHERE = frozenset(
    f"{where}:{cue}" for where in ("up", "own", "in") for cue in ("comments", "related", "consent", "hidden")
) | {
    "since:comments-heading&core",
    "since:comments-heading&core-last",
    "since:related-heading&core",
    "since:related-heading&core-last",
    "up:aside",
    "up:side",
    "in:side",
    "under:related-heading",
    "under:comments-heading",
}
_AGAINST = _ELSEWHERE | {
    f"{where}:{cue}"
    for where in ("up", "own", "in")
    for cue in ("caption", "media", "side", "promotion", "pullquote", "footer", "share", "tags")
}


class Weighed(msgspec.Struct, kw_only=True, frozen=True):
    """A page as the model left it: each block with its features, how sure the model is, and what is certain already."""

    blocks: list[Block]
    facts: list[Facts]
    names: list[frozenset[str]]
    scores: list[float]
    certain: list[str | None]
    core: tuple[int, int]

    def open_(self, i: int) -> bool:
        """Whether a block is still undecided and no rule speaks against it."""
        return self.certain[i] is None and not self.facts[i].rules


def bars_of(page: Weighed, *, html: bool, live: bool, titles: set[int]) -> list[float]:
    """How sure the model has to be, block by block.

    Args:
        page: What is known of it.
        html: Whether there is markup.
        live: Whether the page says that it is a live report.
        titles: Blocks that are the title.
    """
    bars = [
        bar_of(fact, names, html=html) if rule is None else 1.0
        for fact, names, rule in zip(page.facts, page.names, page.certain, strict=True)
    ]
    if html:
        bars = _between(page, bars)
    bars = _headings(page, _enumerated(page, bars))
    bars = _in_doubt(page, bars)
    if html:
        bars = _plain(page, bars)
        bars = _alike(page, bars)
        bars = _headings(page, _short_page(page, bars, live=live))
    else:
        bars = _named(page, _leads(page, bars, titles))
        bars = _amid_prose(page, bars)
        bars = _touching(page, bars)
        bars = _readers(page, bars)
    return _lists(page, bars)


def _between(page: Weighed, bars: list[float]) -> list[float]:
    """What stands between two kept blocks of the element that hosts the text is inside the article, though the heaviest
    run of prose ended before: a box and a list of short items may be all that there is between two of its parts.

    Deeper inside that element only whole sentences count: what else is there may be a box.
    """
    hosted = [not IN_HOST.isdisjoint(names) for names in page.names]
    kept = [i for i, bar in enumerate(bars) if hosted[i] and page.certain[i] is None and page.scores[i] <= bar]
    raised = list(bars)
    for i in _amid(kept):
        block, names = page.blocks[i], page.names[i]
        child = "in-host<2" in names
        against = _AGAINST - {"under:related-heading"} if child else _AGAINST
        if hosted[i] and (child or page.facts[i].sentence) and against.isdisjoint(names):
            raised[i] = max(bars[i], HEADING if block.tag in _HEADINGS else BARS["html"].inside)
    return raised


def _enumerated(page: Weighed, bars: list[float]) -> list[float]:
    """Two or more lines one below the other of which all but the last end in a semicolon, wherever they stand; or that
    are sentences below running text that ends in a colon."""
    raised = list(bars)
    start = 0
    while start < len(bars):
        end = start
        while end < len(bars) and page.certain[end] is None and page.blocks[end].text.endswith(";"):
            end += 1
        introduced = start > 0 and page.open_(start - 1) and page.blocks[start - 1].text.endswith(":")
        if introduced and page.facts[start - 1].prose:
            while end < len(bars) and page.open_(end) and page.facts[end].sentence and page.facts[end].size <= _ITEM:
                end += 1
        last = start < end < len(bars) and page.open_(end) and page.facts[end].sentence
        if end - start + last > 1:
            for i in range(start - introduced, end + last):
                if not any(name.startswith("since:comments-heading") for name in page.names[i]):
                    raised[i] = max(bars[i], ENUMERATED)
        start = end + 1
    return raised


def _named(page: Weighed, bars: list[float]) -> list[float]:
    """In a flattened text, the short lines below a line that ends in a colon and is running text, or a sentence amid
    some: names of places or people, dates.

    They end at the first line that a rule knows, or at a longer one.
    """
    raised = list(bars)
    amid = _amid(_running(page, bars))
    for i, block in enumerate(page.blocks):
        if not (page.open_(i) and block.text.endswith(":")):
            continue
        if not (page.facts[i].prose or (i in amid and len(page.facts[i].key.split()) >= _ANNOUNCES)):
            continue
        end = i + 1
        while end < len(bars) and page.open_(end) and page.facts[end].size <= _NAME and not page.facts[end].prose:
            end += 1
        if _FEWEST <= end - i - 1 <= _NAMES:
            for j in range(i, end):
                raised[j] = max(bars[j], ENUMERATED)
    return raised


def _headings(page: Weighed, bars: list[float]) -> list[float]:
    """A short line between kept paragraphs, right before one of them, is most likely a sub-heading.

    So is, in HTML, a heading right above the first kept paragraph, in the same element as that.
    """
    kept = set(_running(page, bars))
    first = min(kept, default=len(bars))
    raised = list(bars)
    for i, block in enumerate(page.blocks):
        if i + 1 not in kept or page.facts[i].rules or (block.tag and block.tag not in _HEADINGS):
            continue
        if i > first or (block.tag and _siblings(block, page.blocks[i + 1])):
            raised[i] = max(bars[i], HEADING)
    return raised


def _siblings(one: Block, other: Block) -> bool:
    return (
        one.container is not None
        and other.container is not None
        and one.container.parent is not None
        and one.container.parent is other.container.parent
    )


def _leads(page: Weighed, bars: list[float], titles: set[int]) -> list[float]:
    return [
        max(bar, LEAD) if fact.prose and not fact.rules and i - 1 in titles else bar
        for i, (bar, fact) in enumerate(zip(bars, page.facts, strict=True))
    ]


def _short_page(page: Weighed, bars: list[float], *, live: bool) -> list[float]:
    """On a page with hardly any running text, and on a live page, the sentences in its paragraphs are the text, unless
    something speaks against one of them: its place, a rule, links."""
    if _running_size(page, bars) > THIN and not live:
        return bars
    amid = _amid(
        [
            i
            for i, fact in enumerate(page.facts)
            if fact.sentence and page.blocks[i].tag in _PARAGRAPHS and page.open_(i) and page.scores[i] <= bars[i]
        ]
    )
    return [
        max(bar, LIVE if live else WRAPPED if i in amid else SHORT_PAGE)
        if block.tag in _PARAGRAPHS
        and (fact.sentence or _NOTED.search(block.text) is not None)
        and not fact.rules
        and block.links < _LIST_LINKS * fact.size
        and _AGAINST.isdisjoint(names)
        else bar
        for i, (bar, block, fact, names) in enumerate(zip(bars, page.blocks, page.facts, page.names, strict=True))
    ]


def _touching(page: Weighed, bars: list[float]) -> list[float]:
    """Sentences right after the article, or right before it, belong to it unless the model is rather sure: the last
    paragraph of a dispatch is short, and the furniture that follows one begins with a heading or a cue.

    The article ends with its heaviest run or, below that, with the last running text that is kept. A pointer to another
    article makes no gap: it stands amid the text as often as behind it.
    """
    raised = list(bars)
    ends = {page.core[1], max((page.core[1], *_running(page, bars)))}
    for start, step in (*((end + 1, 1) for end in ends), (page.core[0] - 1, -1)):
        i = start
        while 0 <= i < len(bars) and (page.certain[i] in _PASSED or (page.facts[i].sentence and page.open_(i))):
            if page.certain[i] is None:
                asked = step > 0 and page.blocks[i - 1].text.endswith("?") and page.scores[i - 1] <= raised[i - 1]
                raised[i] = max(bars[i], ANSWER if asked else TOUCHING)
                if page.scores[i] > raised[i]:
                    break
            i += step
    return raised


def _amid_prose(page: Weighed, bars: list[float]) -> list[float]:
    """Sentences, and what introduces something, between two kept lines of running text are inside the article, though
    the heaviest run ended before."""
    kept = _running(page, bars)
    raised = list(bars)
    for i in _amid(kept):
        if page.open_(i) and (page.facts[i].sentence or page.blocks[i].text.endswith(":")):
            raised[i] = max(bars[i], BARS["flat"].inside)
    return raised


def _amid(kept: list[int]) -> range:
    """The places between the first and the last of some."""
    return range(kept[0] + 1, kept[-1]) if kept else range(0)


def _running(page: Weighed, bars: list[float]) -> list[int]:
    """The lines of running text that are kept so far."""
    return [
        i for i, fact in enumerate(page.facts) if fact.prose and page.certain[i] is None and page.scores[i] <= bars[i]
    ]


def _running_size(page: Weighed, bars: list[float]) -> int:
    """Characters of the running text that is kept so far."""
    return sum(page.facts[i].size for i in _running(page, bars))


def _readers(page: Weighed, bars: list[float]) -> list[float]:
    """Below the article, and below a heading that says that readers write from here on, or how many did."""
    begin = page.core[1] + 1
    while begin < len(bars) and not (page.certain[begin] and "comments-heading" in page.facts[begin].rules):
        begin += 1
    return [min(bar, READERS) if i > begin else bar for i, bar in enumerate(bars)]


def _plain(page: Weighed, bars: list[float]) -> list[float]:
    """Whole sentences amid the article, in an element that is called its text."""
    return [
        max(bar, BARS["html"].plain)
        if fact.prose
        and fact.sentence
        and not CORE.isdisjoint(names)
        and not IN_BODY.isdisjoint(names)
        and _AGAINST.isdisjoint(names)
        else bar
        for bar, fact, names in zip(bars, page.facts, page.names, strict=True)
    ]


def _alike(page: Weighed, bars: list[float]) -> list[float]:
    """Sentences, and what introduces a list, that are marked up as most of the article's text is: its last paragraph is
    often a short one. What the elements of its other paragraphs are called as well, a side or a foot, speaks against
    none.
    """
    candidates = [
        i
        for i, (score, bar) in enumerate(zip(page.scores, bars, strict=True))
        if score > bar
        and (page.facts[i].sentence or page.blocks[i].text.endswith(":"))
        and page.open_(i)
        and page.blocks[i].links < _LIST_LINKS * page.facts[i].size
    ]
    if not candidates:
        return bars
    shaped = _shaped(page, candidates)
    wrapped = WRAPPED if _running_size(page, bars) <= THIN else ALIKE_SHORT
    raised = list(bars)
    for i in candidates:
        bar = ALIKE_SHORT
        if i in shaped:
            against, bar = _AGAINST - _said_of(page.blocks[i]), wrapped
        elif not ALIKE.isdisjoint(page.names[i]):
            against = _AGAINST
        else:
            continue
        if against.isdisjoint(page.names[i]):
            raised[i] = max(bars[i], bar)
    return raised


def _shaped(page: Weighed, candidates: list[int]) -> set[int]:
    """Which blocks stand in elements like those of most of the article's text: where each paragraph has wrappers of its
    own, no element holds many of them."""
    sizes: Counter[_Shape] = Counter()
    for i in range(page.core[0], page.core[1] + 1):
        if page.facts[i].prose and page.certain[i] is None:
            sizes[_shape(page.blocks[i])] += page.facts[i].size
    most = {shape for shape, size in sizes.items() if size >= SHAPED * sizes.total()}
    return {i for i in candidates if _shape(page.blocks[i]) in most}


def _said_of(block: Block) -> frozenset[str]:
    """What the class words of the innermost elements around a block make known of it."""
    cues = {cue for element in around(block.container)[:_WRAPPERS] for cue in element.cues} - _NEVER
    return frozenset(f"{where}:{cue}" for where in ("up", "own", "in") for cue in cues)


def _shape(block: Block) -> _Shape:
    """Tags and cues of the innermost elements around a block, and the element around those."""
    chain = around(block.container)
    outer = chain[_WRAPPERS] if len(chain) > _WRAPPERS else None
    return tuple((element.tag, element.cues) for element in chain[:_WRAPPERS]), id(outer)


def _lists(page: Weighed, bars: list[float]) -> list[float]:
    """A list amid the article, or right below it, stands or falls as a whole: its items are alike, and each by itself
    says little. So does the line that introduces it."""
    items: dict[int, list[int]] = {}
    for i in range(page.core[0], len(bars)):
        block = page.blocks[i]
        if block.tag == "li" and page.certain[i] is None and block.container and block.container.parent:
            items.setdefault(id(block.container.parent), []).append(i)
    raised = list(bars)
    last = max((page.core[1], *_running(page, bars)))
    for found in items.values():
        if found[0] > last + _NEAR_LIST:
            break
        size = sum(len(page.blocks[i].text) for i in found)
        linked = sum(page.blocks[i].links for i in found)
        mean = sum(page.scores[i] for i in found) / len(found)
        if len(found) < _LIST or linked >= _LIST_LINKS * size or mean > LIST:
            continue
        last = max(last, found[-1])
        for i in found:
            raised[i] = max(bars[i], DOUBT)
        above = found[0] - 1
        if page.open_(above) and (page.blocks[above].tag in _HEADINGS or page.blocks[above].text.endswith(":")):
            raised[above] = max(bars[above], HEADING)
    return raised


def _in_doubt(page: Weighed, bars: list[float]) -> list[float]:
    """Raise the bars inside the article where the model would drop more of its text, half-heartedly, than it keeps.

    Articles that are marked up section by section look like lists of teasers; and a page is better leaky than empty.
    """
    facts, scores = page.facts, page.scores
    open_ = [i for i, rule in enumerate(page.certain) if rule is None and facts[i].prose]
    kept = sum(facts[i].size for i in open_ if scores[i] <= bars[i])
    inside = [i for i in open_ if page.core[0] <= i <= page.core[1] and _ELSEWHERE.isdisjoint(page.names[i])]
    doubtful = sum(facts[i].size for i in inside if bars[i] < scores[i] <= DOUBT)
    if doubtful > DOUBT_RATIO * kept:
        span = range(inside[0], inside[-1] + 1)
        return [
            max(bar, DOUBT) if i in span and _ELSEWHERE.isdisjoint(page.names[i]) else bar for i, bar in enumerate(bars)
        ]
    if kept == 0 and inside:
        return [1.0 if i in inside else bar for i, bar in enumerate(bars)]
    return bars
