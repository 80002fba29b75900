"""Who said what: direct and reported speech with its speaker, by the forms that French news gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from etl.article import Entity, Quote
from etl.enrich.quoted import Quoted, masked, quoted, sentences
from etl.enrich.spans import table
from etl.enrich.speakers import Scene, Speaker, meant_by, named_at, subject_before, subject_behind
from etl.enrich.speech import said, said_inverted

_FRAGMENT = 4
"""Words in marks of which nobody is said to be the speaker count from so many on: fewer are a title or a mere term."""
_GAP = re.compile(r"[\s,.–—-]*")
_THAT = re.compile(
    r"(?P<middle>(?:[ ,]+(?!que\b|qu')[^\s.;:«»\"]+){0,9}?)\s+(?:que\s+|qu'\s*(?=\S))"
    r"|\s+(?=(?:ne pas |n')?(?:avoir|être|vouloir|devoir|pouvoir)\b)"
)
_SOURCE_START = re.compile(
    r"(?:^|[,;(–—]\s*|\bcar\s+|\bmais\s+|\bet\s+)"
    r"(?P<word>selon|d'après|pour|à en croire|de l'avis de|aux yeux de)\s+",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"[\s,.]*(?:selon|d'après|dixit|à en croire|de l'avis de)\s+", re.IGNORECASE)
_LEFT_OF_QUOTE = re.compile(r"(?:[:,]|\bque|\bqu'|\bde|\bd'|\bcomme)?\s*$")


def find_quotes(text: str, entities: Sequence[Entity]) -> list[Quote]:
    """The quotes of a document in order, none inside another.

    Args:
        text: The document.
        entities: Its entities; speakers get their ids.
    """
    spans = quoted(text)
    mask = masked(text, spans)
    scene = Scene.of(text, mask, entities)
    bounds = sentences(mask)
    direct = _direct(scene, spans, bounds)
    found: list[Quote] = []
    reported = list(_reported(scene, bounds))
    for span, speaker in direct:
        inside = any(
            start <= span.start and span.end <= end and span.end - span.start < 0.9 * (end - start)
            for start, end, _ in reported
        )
        if inside or (speaker is None and len(text[span.start : span.end].split()) < _FRAGMENT):
            continue
        found.append(_quote(text, span.start, span.end, speaker))
    taken = [(q.start, q.end) for q in found]
    for start, end, speaker in reported:
        if not any(start < e and s < end for s, e in taken):
            taken.append((start, end))
            found.append(_quote(text, start, end, speaker))
    return sorted(found, key=lambda q: q.start)


def _quote(text: str, start: int, end: int, speaker: Speaker | None) -> Quote:
    return Quote(
        text=text[start:end],
        start=start,
        end=end,
        speaker=speaker.id if speaker else None,
        speaker_text=speaker.text if speaker else None,
    )


def _direct(
    scene: Scene, spans: Sequence[Quoted], bounds: Sequence[tuple[int, int]]
) -> list[tuple[Quoted, Speaker | None]]:
    """Each quotation with its speaker: from what follows it, from its sentence, else from its neighbour."""
    found: list[tuple[Quoted, Speaker | None]] = []
    for number, span in enumerate(spans):
        start, _ = _sentence(bounds, span.opens)
        speaker = _behind(scene, span.closes) or _before(scene, start, span.opens)
        if speaker is None and number:
            speaker = _neighbour(scene, found[-1], span, start)
        found.append((span, speaker))
    for number in range(len(found) - 1, 0, -1):  # « … » « … », a dit X: the first waits for the second's speaker
        (span, speaker), (ahead, named) = found[number - 1], found[number]
        if speaker is None and named is not None and scene.mask[span.closes : ahead.opens].strip(" ,.;–—-") == "":
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
        return None
    return _joined(scene, verb) or subject_behind(scene, verb.end())


def _joined(scene: Scene, verb: re.Match[str]) -> Speaker | None:
    """The person of the pronoun in `a-t-elle ajouté`."""
    group = "pronoun1" if verb.group("pronoun1") else "pronoun2"
    return meant_by(scene, verb.group(group), verb.start(group)) if verb.group(group) else None


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
    for source in reversed(list(_SOURCE_START.finditer(left))):
        if _may_be_source(left[source.end() :]) and (speaker := named_at(scene, start + source.end())) is not None:
            return speaker
    if left.rstrip().endswith(":"):
        names = scene.between(start, opens)
        if names and not scene.mask[names[-1][0].end : opens].strip(" :\n"):
            mention, entity = names[-1]
            return Speaker(mention.text, entity.id, mention.start)
    return None


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


def _may_be_source(rest: str) -> bool:
    return not rest.lower().startswith(tuple(table("speech")["never"]["words"]))


def _reported(scene: Scene, bounds: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Speaker]]:
    """Clauses that are somebody's words without marks: `X affirme que …`, `selon X, …`, `…, a indiqué X.`"""
    for start, end in bounds:
        found = _said_that(scene, start, end) or _source_clause(scene, start, end) or _floating(scene, start, end)
        if found is not None:
            first, last = _clause(scene.mask, found[0], found[1])
            if len(scene.mask[first:last].split()) >= _FRAGMENT:
                yield first, last, found[2]


def _said_that(scene: Scene, start: int, end: int) -> tuple[int, int, Speaker] | None:
    for verb in said().finditer(scene.mask, start, end):
        that = _THAT.match(scene.mask, verb.end(), end)
        if that is None:
            continue
        speaker = subject_before(scene, start, verb.start())
        if speaker is not None:
            return that.end(), end, speaker
    return None


def _source_clause(scene: Scene, start: int, end: int) -> tuple[int, int, Speaker] | None:
    for source in _SOURCE_START.finditer(scene.mask, start, end):
        word, at = source.group("word").lower(), source.end()
        if not _may_be_source(scene.mask[at:end]):
            continue
        speaker = named_at(scene, at)
        if speaker is None or (word in ("pour", "aux yeux de") and speaker.id is None):
            continue
        comma = scene.mask.find(",", speaker.start, end)
        opening = scene.mask[start : source.start("word")].strip(" ,;(–—")
        if not opening and comma > 0:
            return comma + 1, end, speaker
        if word in ("selon", "d'après", "à en croire") and opening:
            return start, source.start(), speaker
    return None


def _floating(scene: Scene, start: int, end: int) -> tuple[int, int, Speaker] | None:
    for comma in re.finditer(r",\s+", scene.mask[start:end]):
        at = start + comma.end()
        verb = said_inverted().match(scene.mask, at, end)
        if verb is None or " que " in scene.mask[at : at + 60]:
            continue
        speaker = _joined(scene, verb) or subject_behind(scene, verb.end())
        if speaker is not None and not re.match(r"\s*,", scene.mask[verb.end() : verb.end() + 3]):
            return start, start + comma.start(), speaker
    return None


def _clause(mask: str, start: int, end: int) -> tuple[int, int]:
    while start < end and mask[start] in " \n\t,;:–—-":
        start += 1
    while end > start and mask[end - 1] in " \n\t,;:.–—-":
        end -= 1
    return start, end
