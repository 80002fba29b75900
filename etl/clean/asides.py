"""What says again, or says of the author, and is no part of the text: pull quotes, and notes on who wrote it."""

from __future__ import annotations

import re

from etl.clean.block import Block, around
from etl.clean.elements import HEADINGS
from etl.clean.facts import Facts, key_of
from etl.clean.verdict import BlockVerdict

REASONS = {
    "pull-quote": "a sentence of the text, set again by itself, and whose it is",
    "author-note": "who the author is, at the top or the end of the text",
}
_QUOTE = 300
"""Characters of the longest pull quote."""
_QUOTE_WORDS = 4
_SAID_TWICE = 6
"""The same of one that nothing calls a quote: what is taken out stands word for word in the text all the same."""
_WHOSE = 80
"""Characters of the longest line that says whose words a pull quote is."""
_SET_APART = 500
"""Characters of the largest element that sets a quote apart."""
_NEAR = 3
"""Elements around a block, from the innermost, that may say that it is a quote."""
_ATTRIBUTION = re.compile(r"\s*[—–]\s*[^—–.!?]{2,60}$")
_NOTE = 400
"""Characters of the longest note on an author."""
_NOTE_VERB = re.compile(r"^(?:\([^)]{1,40}\) ?)?(?:,? ?(?:est|a été|was|is|ist|è|es)\b|, )")
_ENDS = 3
"""Kept blocks from either end among which such a note stands."""


def apply(verdicts: list[BlockVerdict], facts: list[Facts], blocks: list[Block], author: str | None) -> None:
    """Take both out."""
    _pull_quotes(verdicts, facts, blocks)
    if author:
        _author_notes(verdicts, author)


def _pull_quotes(verdicts: list[BlockVerdict], facts: list[Facts], blocks: list[Block]) -> None:
    kept = [i for i, verdict in enumerate(verdicts) if verdict.kept]
    texts = [facts[i].key for i in kept if facts[i].prose]
    together = "\n".join(texts)
    for i in range(kept[0] if kept else 0, kept[-1] + 1 if kept else 0):
        block, verdict = blocks[i], verdicts[i]
        if block.tag in HEADINGS or len(verdict.text) > _QUOTE:
            continue
        signed = _ATTRIBUTION.search(verdict.text) if "—" in verdict.text or "–" in verdict.text else None
        key = key_of(verdict.text[: signed.start()]) if signed else facts[i].key
        if together.count(key) <= facts[i].prose:  # nowhere but here
            continue
        quote = _is_set_apart(block) and _is_quote(block, verdict.text)
        whole = block.container is not None and facts[i].sentence  # a heading in the words of the text is no sentence
        if not (quote or whole) or len(key.split()) < (_QUOTE_WORDS if quote else _SAID_TWICE):
            continue
        if not any(key in text and key != text for text in texts):
            continue
        _remove(verdict, "pull-quote")
        if i + 1 < len(verdicts) and _is_whose(blocks[i + 1], verdicts[i + 1], facts[i + 1], block):
            _remove(verdicts[i + 1], "pull-quote")


def _is_set_apart(block: Block) -> bool:
    """Whether the element around a block is small: a paragraph of the text stands in one that holds most of it."""
    container = block.container.parent if block.container is not None else None
    return container is not None and (container.size <= _SET_APART or block.tag == "blockquote")


def _is_quote(block: Block, text: str) -> bool:
    near = around(block.container)[:_NEAR]
    if any(step.tag in ("blockquote", "q", "aside") or "pullquote" in step.cues for step in near):
        return True
    return text.startswith(("«", "“", '"', "‘", "„"))


def _is_whose(block: Block, verdict: BlockVerdict, fact: Facts, quote: Block) -> bool:
    if block.container is None or quote.container is None or not verdict.kept:
        return False
    same = (
        block.container.parent in (quote.container.parent, quote.container) or block.container is quote.container.parent
    )
    return same and fact.size <= _WHOSE and not fact.sentence and block.tag not in HEADINGS


def _author_notes(verdicts: list[BlockVerdict], author: str) -> None:
    kept = [verdict for verdict in verdicts if verdict.kept]
    near = [*kept[:1], *kept[1:][-_ENDS:]]
    for name in re.split(r", | et | and | & ", author):
        words = key_of(name)
        if len(words.split()) < 2:
            continue
        for verdict in near:
            note = verdict.text
            if not note.startswith(name) or len(note) > _NOTE or not _NOTE_VERB.match(note[len(name) :]):
                continue
            if not any(words in key_of(other.text) for other in kept if other is not verdict):
                _remove(verdict, "author-note")


def _remove(verdict: BlockVerdict, rule: str) -> None:
    verdict.take_out(rule, REASONS[rule])
