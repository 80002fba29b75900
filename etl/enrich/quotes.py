"""Who said what: direct and reported speech with its speaker, by the forms that French news gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.article import Entity, Quote
from etl.enrich.direct import direct, taken_apart
from etl.enrich.quoted import Quoted, masked, quoted, sentences
from etl.enrich.reported import reported
from etl.enrich.spans import table
from etl.enrich.speakers import Scene, Speaker

_FRAGMENT = 4
"""Words in marks of which nobody is said to be the speaker count from so many on: fewer are a title or a mere term."""

_WORD_BEFORE = re.compile(r"(?P<noun>[^\W\d_]+)\s*$")


def find_quotes(text: str, entities: Sequence[Entity]) -> list[Quote]:
    """The quotes of a document in order, none inside another.

    Args:
        text: The document.
        entities: Its entities; speakers get their ids.
    """
    spans = taken_apart(text, quoted(text))
    mask = masked(text, spans)
    scene = Scene.of(text, mask, entities)
    bounds = sentences(mask)
    marked = direct(scene, spans, bounds)
    found: list[Quote] = []
    clauses = list(reported(scene, bounds))
    for span, speaker in marked:
        inside = any(
            start <= span.start and span.end <= end and span.end - span.start < 0.9 * (end - start)
            for start, end, _ in clauses
        )
        nobody = speaker is None or (speaker.id is None and speaker.start < span.opens)
        if inside or (nobody and (_short(text, span) or (speaker is None and _is_title(mask, span)))):
            continue
        found.append(_quote(text, span.start, span.end, speaker))
    taken = [(q.start, q.end) for q in found]
    for start, end, speaker in clauses:
        if not any(start < e and s < end for s, e in taken):
            taken.append((start, end))
            found.append(_quote(text, start, end, speaker))
    return sorted(found, key=lambda q: q.start)


def _short(text: str, span: Quoted) -> bool:
    return len(text[span.start : span.end].split()) < _FRAGMENT


def _is_title(mask: str, span: Quoted) -> bool:
    """True behind a word for what has a title: `le roman « … »`."""
    before = _WORD_BEFORE.search(mask, max(0, span.opens - 20), span.opens)
    return before is not None and before.group("noun").lower() in table("speech")["works"]["nouns"]


def _quote(text: str, start: int, end: int, speaker: Speaker | None) -> Quote:
    return Quote(
        text=text[start:end],
        start=start,
        end=end,
        speaker=speaker.id if speaker else None,
        speaker_text=speaker.text if speaker else None,
    )
