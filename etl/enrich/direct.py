"""Words between marks and who said them: what stands behind the marks, before them, or with the quotation before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.article import EntityType
from etl.enrich.quoted import Quoted
from etl.enrich.speakers import Scene, Speaker, governed, joined, named_at, subject_before, subject_behind
from etl.enrich.speech import SOURCE_START, may_be_source, said, said_inverted

_GAP = re.compile(r"[\s,.–—-]*")
_LONGEST_NAME = 80
_REACH = 400
"""Characters before a quotation that are searched for its speaker: a page without full stops has no sentences."""
_SPEAKER_LINE = re.compile(r"\s*[.:]?\s*[–—-]?\s*")
_SOURCE = re.compile(r"[\s,.]*(?:selon|d'après|dixit|à en croire|de l'avis de)\s+", re.IGNORECASE)
_INCISE = re.compile(r"(?:,|(?<=[?!]))\s+(?P<words>[^,.«»“”\"\n]{6,90})(?:,\s+(?=\w)|\.\s+(?=[A-ZÀ-ÖØ-Þ]))")


def taken_apart(text: str, spans: Sequence[Quoted]) -> list[Quoted]:
    """« Le texte, a dit X, est prêt »: words that name the speaker inside the marks are no part of the quote."""
    found: list[Quoted] = []
    for span in spans:
        plain = text[span.start : span.end].replace("’", "'")
        incise = next((m for m in _INCISE.finditer(plain) if said_inverted().match(plain, m.start("words"))), None)
        if incise is None:
            found.append(span)
            continue
        at = span.start + incise.start()
        behind = span.start + incise.end()
        found += [Quoted(span.start, at, span.opens, at), Quoted(behind, span.end, behind, span.closes)]
    return found


def direct(
    scene: Scene, spans: Sequence[Quoted], bounds: Sequence[tuple[int, int]]
) -> list[tuple[Quoted, Speaker | None]]:
    """Each quotation with its speaker: from what follows it, from its sentence, else from its neighbour."""
    found: list[tuple[Quoted, Speaker | None]] = []
    for number, span in enumerate(spans):
        start = max(_sentence(bounds, span.opens)[0], span.opens - _REACH)
        speaker = _behind(scene, span.closes) or _before(scene, start, span.opens)
        if speaker is None and number:
            speaker = _neighbour(scene, found[-1], span, start)
        found.append((span, speaker))
    for number in range(len(found) - 1, 0, -1):  # « … » « … », a dit X: the first waits for the second's speaker
        (span, speaker), (ahead, named) = found[number - 1], found[number]
        bridge = scene.mask[span.closes : ahead.opens]
        if bridge.startswith("\n") and scene.text[span.closes - 1] not in "»”":  # a paragraph that goes on speaking
            bridge = bridge.strip("\n")
        if speaker is None and named is not None and bridge.strip(" ,.;–—-") == "":
            found[number - 1] = (span, named)
    return found


def _sentence(bounds: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    return next(((s, e) for s, e in bounds if s <= at < e), (at, at))


def _behind(scene: Scene, at: int) -> Speaker | None:
    """`», a déclaré X`, `», a-t-elle ajouté`, `», selon X`."""
    source = _SOURCE.match(scene.mask, at)
    if source:
        return named_at(scene, source.end())
    gap = _GAP.match(scene.mask, at)
    if gap is None or "\n" in gap.group():
        return None
    verb = said_inverted().match(scene.mask, gap.end())
    if verb is None:
        return _told_behind(scene, gap.end())
    return joined(scene, verb) or subject_behind(scene, verb.end())


def _told_behind(scene: Scene, at: int) -> Speaker | None:
    """`», X a dit aux députés`: the order that translators keep."""
    for mention, entity in scene.between(at, at + _LONGEST_NAME):
        if mention.start == at and said().match(scene.mask, mention.end + 1):
            return Speaker(mention.text, entity.id, mention.start)
    return None


def _before(scene: Scene, start: int, opens: int) -> Speaker | None:
    """`X a déclaré : « …`, `X : « …`, `pour X, « …`, `X a qualifié cela de « …`."""
    if not scene.mask[start:opens].strip() and scene.mask[:start].rstrip().endswith(":"):
        start = scene.mask.rfind("\n", 0, len(scene.mask[:start].rstrip())) + 1
    left = scene.mask[start:opens]
    verbs = list(said().finditer(scene.mask, start, opens))
    for verb in reversed(verbs):
        speaker = subject_before(scene, start, verb.start())
        if speaker is not None:
            return speaker
        if left.rstrip().endswith(":") and (speaker := subject_behind(scene, verb.end())) is not None:
            return speaker
    for source in reversed(list(SOURCE_START.finditer(left))):
        if may_be_source(left[source.end() :]) and (speaker := named_at(scene, start + source.end())) is not None:
            return speaker
    if left.rstrip().endswith(":"):
        names = scene.between(start, opens)
        if names and not scene.mask[names[-1][0].end : opens].strip(" :\n"):
            mention, entity = names[-1]
            return Speaker(mention.text, entity.id, mention.start)
        people = [(m, e) for m, e in names if e.type == EntityType.PER]
        if len(people) == 1 and not governed(scene, people[0][0].start):  # « X n'en démord pas : « … »
            mention, entity = people[0]
            return Speaker(mention.text, entity.id, mention.start)
    return _line_of(scene, opens)


def _line_of(scene: Scene, opens: int) -> Speaker | None:
    """`X. – « …`: an interview's line begins with who speaks."""
    line = scene.mask.rfind("\n", 0, opens) + 1
    names = scene.between(line, opens)
    if len(names) != 1 or names[0][0].start != line or names[0][1].type != EntityType.PER:
        return None
    mention, entity = names[0]
    alone = _SPEAKER_LINE.fullmatch(scene.mask, mention.end, opens)
    return Speaker(mention.text, entity.id, mention.start) if alone and alone.group().strip() else None


def _neighbour(scene: Scene, last: tuple[Quoted, Speaker | None], span: Quoted, start: int) -> Speaker | None:
    """The speaker of the quotation before, where this one goes on with it: same sentence, or right behind it."""
    before, speaker = last
    if speaker is None:
        return None
    bridge = scene.mask[before.closes : span.opens]
    if before.closes > start:
        return speaker
    opens_sentence = not scene.mask[start : span.opens].strip()
    return speaker if opens_sentence and bridge.count("\n") <= 1 and len(bridge) < 160 else None
