"""The one decision on each block, for both shapes of input: certain rules, the source's memory, then the model."""

from __future__ import annotations

import msgspec

from etl.clean import behind, outside
from etl.clean.block import Block
from etl.clean.deadline import NEVER, Deadline
from etl.clean.facts import Facts
from etl.clean.features import Evidence, features
from etl.clean.leniency import Weighed, bars_of
from etl.clean.model import Weights, evidence, probabilities

REASONS = {
    "title": "the title, which has its own field",
    "source-furniture": "the same block is on many pages of this source",
    **behind.REASONS,
    "learned-before": "the model takes it for what stands before an article",
    "learned-inside": "the model takes it for an insertion",
    "learned-after": "the model takes it for what follows an article",
    "markup-navigation": "a menu, by its element or role",
    "markup-link-list": "a list of short links and nothing else",
    "markup-link-run": "links one after another, with no text between them",
    "markup-linked-text": "a sentence that is a link as a whole: the teaser of another article",
    "markup-table": "a cell of a table of data",
    "markup-form": "a form control",
    "markup-dialog": "a dialog",
    "markup-caption": "the caption of a figure",
    **outside.REASONS,
    "markup-footer": "the foot of the page, by its element or role",
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
        continues: It goes on in the line of the one before: the next cell of a row.
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
    continues: bool = False

    def take_out(self, rule: str, reason: str) -> None:
        """Not part of the article after all, by a rule that came later; what is out already keeps its own."""
        if self.kept:
            self.kept, self.rule, self.reason = False, rule, reason


def judge(
    blocks: list[Block],
    facts: list[Facts],
    core: tuple[int, int],
    fixed: dict[int, str],
    weights: Weights,
    *,
    html: bool,
    stated: Evidence | None = None,
    live: bool = False,
    reasons: dict[str, str],
    explain: bool = False,
    deadline: Deadline = NEVER,
) -> list[BlockVerdict]:
    """A verdict for each block.

    Args:
        blocks: In page order.
        facts: Of each.
        core: The heaviest run of prose (`core_of`).
        fixed: Rules already decided on, by position (title, source's furniture).
        weights: Of the model for this shape.
        html: Whether there is markup.
        stated: What the page says of its own text.
        live: Whether the page says that it is a live report.
        reasons: Sentences for the names of the rules.
        explain: Also gather the evidence, which costs time.
        deadline: When the page has to be done.

    Raises:
        TooSlow: the time is over.
    """
    rows = features(blocks, facts, core, html, stated, deadline)
    scores = probabilities(rows, weights)
    certain = [
        fixed.get(i) or block.rule or fact.verdict for i, (block, fact) in enumerate(zip(blocks, facts, strict=True))
    ]
    page = Weighed(
        blocks=blocks,
        facts=facts,
        names=[frozenset(row) for row in rows],
        scores=scores,
        certain=certain,
        core=core,
    )
    titles = {i for i, rule in fixed.items() if rule == "title"}
    bars = bars_of(page, html=html, live=live, titles=titles)
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
