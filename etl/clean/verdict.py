"""The one decision on each block, for both shapes of input: certain rules, the source's memory, then the model."""

from __future__ import annotations

import msgspec

from etl.clean.block import Block
from etl.clean.deadline import NEVER, Deadline
from etl.clean.facts import Facts
from etl.clean.features import Evidence, core_of, features
from etl.clean.model import Weights, evidence, probabilities


class Bars(msgspec.Struct, kw_only=True, frozen=True):
    """How sure the model has to be to drop a block, 0 to 1. Losing a sentence is worse than leaking a line.

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
DOUBT = 0.9
"""Up to here the model counts as half-hearted."""
DOUBT_RATIO = 2.5
"""So many times the text that it keeps has to be dropped half-heartedly for the page to be in doubt."""
HEADING = 0.8
"""Bar for a line that stands where sub-headings stand."""
LEAD = 0.99
"""In a flattened text, bar for a paragraph right below the title: the lead often ends without a full stop."""
THIN = 600
"""Characters of running text up to which a page counts as short: a dispatch of a few lines has none at all."""
SHORT_PAGE = 0.9
"""In HTML, bar for whole sentences in paragraphs of a short page: there is no long text to tell the host by."""
TOUCHING = 0.85
"""In a flattened text, bar for a whole sentence that follows the article, or stands before it, without a gap."""
LIST = 0.5
"""A list amid the article is kept where the model is no surer than this, on average, that its items should go."""
_LIST = 2
_LIST_LINKS = 0.3
_PARAGRAPHS = frozenset({"p", "blockquote"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
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
_SINCE_RELATED = frozenset({"since:related-heading&core", "since:related-heading&core-last"})
_BESIDE = frozenset({"up:side", "in:side", "up:related", "in:related", "up:promotion", "in:promotion"})
_IN_BODY = frozenset({"own:body", "in:body", "up:body"})
_CORE = frozenset({"core", "core-first", "core-last"})
_ALIKE = frozenset({"like<0.8", "like<inf"})
_IN_HOST = frozenset({"in-host<2", "in-host<3", "in-host<4", "in-host<inf"})

REASONS = {
    "title": "the title, which has its own field",
    "source-furniture": "the same block is on many pages of this source",
    "learned-before": "the model takes it for what stands before an article",
    "learned-inside": "the model takes it for an insertion",
    "learned-after": "the model takes it for what follows an article",
    "markup-navigation": "a menu, by its element or role",
    "markup-link-list": "a list of short links and nothing else",
    "markup-table": "a cell of a table of data",
    "markup-form": "a form control",
    "markup-dialog": "a dialog",
    "markup-caption": "the caption of a figure",
    "markup-footer": "the foot of the page, by its role",
}


class BlockVerdict(msgspec.Struct, kw_only=True):
    """What became of one block.

    Attributes:
        position: Index in the page, from 0.
        text: As the page had it.
        kept: Whether it is part of the article.
        rule: The rule that took it out.
        reason: That rule in a sentence.
        tag: Its element, if there is markup.
        score: How likely the model holds it to be no part of the article, 0 to 1.
        evidence: What weighed most in that, with its weight (positive speaks for removal).
        becomes: The text that is kept, where that is only a part of it.
    """

    position: int
    text: str
    kept: bool
    rule: str | None = None
    reason: str | None = None
    tag: str = ""
    score: float = 0.0
    evidence: list[tuple[str, float]] = []
    becomes: str | None = None


def judge(
    blocks: list[Block],
    facts: list[Facts],
    fixed: dict[int, str],
    weights: Weights,
    *,
    html: bool,
    stated: Evidence | None = None,
    reasons: dict[str, str],
    explain: bool = False,
    deadline: Deadline = NEVER,
) -> list[BlockVerdict]:
    """A verdict for each block.

    Args:
        blocks: In page order.
        facts: Of each.
        fixed: Rules already decided on, by position (title, source's furniture).
        weights: Of the model for this shape.
        html: Whether there is markup.
        stated: What the page says of its own text.
        reasons: Sentences for the names of the rules.
        explain: Also gather the evidence, which costs time.
        deadline: When the page has to be done.

    Raises:
        TooSlow: the time is over.
    """
    rows = features(blocks, facts, html, stated, deadline)
    scores = probabilities(rows, weights)
    core = core_of(blocks, facts)
    certain = [
        fixed.get(i) or block.rule or fact.verdict for i, (block, fact) in enumerate(zip(blocks, facts, strict=True))
    ]
    bars = [bar_of(fact, row, html=html) for fact, row in zip(facts, rows, strict=True)]
    bars = _headings(bars, scores, certain, facts, blocks)
    bars = _in_doubt(bars, scores, certain, facts, rows, core)
    if html:
        bars = [_plain(bar, fact, row) for bar, fact, row in zip(bars, facts, rows, strict=True)]
        bars = _short_page(bars, scores, certain, blocks, facts, rows)
    else:
        bars = [
            max(bar, LEAD) if fact.prose and not fact.rules and fixed.get(i - 1) == "title" else bar
            for i, (bar, fact) in enumerate(zip(bars, facts, strict=True))
        ]
        bars = _touching(bars, scores, certain, facts, core)
    bars = _lists(bars, scores, certain, blocks, core)
    verdicts = []
    for i, (block, score, rule) in enumerate(zip(blocks, scores, certain, strict=True)):
        if rule is None and score > bars[i]:
            rule = "learned-before" if i < core[0] else "learned-after" if i > core[1] else "learned-inside"
        verdicts.append(
            BlockVerdict(
                position=i,
                text=block.text,
                kept=rule is None,
                rule=rule,
                reason=(reasons.get(rule) or REASONS.get(rule)) if rule else None,
                tag=block.tag,
                score=round(score, 4),
                evidence=evidence(rows[i], weights) if explain else [],
            )
        )
    return verdicts


def _headings(
    bars: list[float], scores: list[float], certain: list[str | None], facts: list[Facts], blocks: list[Block]
) -> list[float]:
    """A short line between kept paragraphs, right before one of them, is most likely a sub-heading."""
    kept = {i for i, fact in enumerate(facts) if fact.prose and certain[i] is None and scores[i] <= bars[i]}
    first = min(kept, default=len(facts))
    return [
        max(bar, HEADING)
        if i > first and i + 1 in kept and not facts[i].rules and (not blocks[i].tag or blocks[i].tag in _HEADINGS)
        else bar
        for i, bar in enumerate(bars)
    ]


def _short_page(
    bars: list[float],
    scores: list[float],
    certain: list[str | None],
    blocks: list[Block],
    facts: list[Facts],
    rows: list[list[str]],
) -> list[float]:
    """On a page with hardly any running text, the sentences in its paragraphs are the text, unless something speaks
    against one of them: its place, a rule, links."""
    running = sum(
        fact.size
        for fact, score, bar, rule in zip(facts, scores, bars, certain, strict=True)
        if fact.prose and rule is None and score <= bar
    )
    if running > THIN:
        return bars
    return [
        max(bar, SHORT_PAGE)
        if block.tag in _PARAGRAPHS
        and fact.sentence
        and not fact.rules
        and block.links < _LIST_LINKS * fact.size
        and _AGAINST.isdisjoint(row)
        else bar
        for bar, block, fact, row in zip(bars, blocks, facts, rows, strict=True)
    ]


def _touching(
    bars: list[float], scores: list[float], certain: list[str | None], facts: list[Facts], core: tuple[int, int]
) -> list[float]:
    """Sentences right after the article, or right before it, belong to it unless the model is rather sure: the last
    paragraph of a dispatch is short, and the furniture that follows one begins with a heading or a cue."""
    raised = list(bars)
    for start, step in ((core[1] + 1, 1), (core[0] - 1, -1)):
        i = start
        while 0 <= i < len(facts) and facts[i].sentence and not facts[i].rules and certain[i] is None:
            raised[i] = max(bars[i], TOUCHING)
            if scores[i] > raised[i]:
                break
            i += step
    return raised


def _plain(bar: float, fact: Facts, row: list[str]) -> float:
    if not (fact.prose and fact.sentence):
        return bar
    names = frozenset(row)
    amid = not _CORE.isdisjoint(names) and not _IN_BODY.isdisjoint(names)
    return max(bar, BARS["html"].plain) if amid and _AGAINST.isdisjoint(names) else bar


def _lists(
    bars: list[float], scores: list[float], certain: list[str | None], blocks: list[Block], core: tuple[int, int]
) -> list[float]:
    """A list amid the article stands or falls as a whole: its items are alike, and each by itself says little."""
    items: dict[int, list[int]] = {}
    for i in range(core[0], min(core[1] + 1, len(blocks))):
        block = blocks[i]
        if block.tag == "li" and certain[i] is None and block.container is not None and block.container.parent:
            items.setdefault(id(block.container.parent), []).append(i)
    raised = list(bars)
    for found in items.values():
        size = sum(len(blocks[i].text) for i in found)
        linked = sum(blocks[i].links for i in found)
        mean = sum(scores[i] for i in found) / len(found)
        if len(found) >= _LIST and linked < _LIST_LINKS * size and mean <= LIST:
            for i in found:
                raised[i] = max(bars[i], DOUBT)
    return raised


def _in_doubt(
    bars: list[float],
    scores: list[float],
    certain: list[str | None],
    facts: list[Facts],
    rows: list[list[str]],
    core: tuple[int, int],
) -> list[float]:
    """Raise the bars inside the article where the model would drop more of its text, half-heartedly, than it keeps.

    Articles that are marked up section by section look like lists of teasers; and a page is better leaky than empty.
    """
    open_ = [i for i, rule in enumerate(certain) if rule is None and facts[i].prose]
    kept = sum(facts[i].size for i in open_ if scores[i] <= bars[i])
    inside = [i for i in open_ if core[0] <= i <= core[1] and _ELSEWHERE.isdisjoint(rows[i])]
    doubtful = sum(facts[i].size for i in inside if bars[i] < scores[i] <= DOUBT)
    if doubtful > DOUBT_RATIO * kept:
        span = range(inside[0], inside[-1] + 1)
        return [max(bar, DOUBT) if i in span and _ELSEWHERE.isdisjoint(rows[i]) else bar for i, bar in enumerate(bars)]
    if kept == 0 and inside:
        return [1.0 if i in inside else bar for i, bar in enumerate(bars)]
    return bars


def is_dropped(block: Block, fact: Facts, row: list[str], score: float, *, html: bool) -> bool:
    """The decision by itself: a certain rule, or a model that is sure enough for what is at stake."""
    return block.rule is not None or fact.verdict is not None or score > bar_of(fact, row, html=html)


def bar_of(fact: Facts, row: list[str], *, html: bool) -> float:
    """How sure the model has to be to drop this block."""
    bars = BARS["html" if html else "flat"]
    names = frozenset(row)
    amid = not _CORE.isdisjoint(names)
    if html and _IN_HOST.isdisjoint(names):
        listed = not _SINCE_RELATED.isdisjoint(names) and _IN_BODY.isdisjoint(names)
        if listed or ("up:aside" in names and not _BESIDE.isdisjoint(names)):
            return bars.elsewhere
    if fact.prose and (not _ALIKE.isdisjoint(names) if html else not fact.rules):
        return bars.prose if html or amid or fact.sentence else bars.open
    if amid and (not html or not _IN_HOST.isdisjoint(names)):
        return bars.inside
    return bars.outside
