"""Somebody's words without marks: `X affirme que …`, `selon X, …`, `…, a indiqué X`, `C'est ce qu'a rapporté X`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from etl.enrich.spans import table
from etl.enrich.speakers import Scene, Speaker, joined, named_at, subject_before, subject_behind
from etl.enrich.speech import SOURCE_START, between, may_be_source, said, said_inverted

_THAT = re.compile(
    r"(?P<middle>(?:[ ,]+(?!que\b|qu')[^\s.;:«»\"]+){0,9}?)\s+(?:que\s+|qu'\s*(?=\S))"
    rf"|\s+{between()}(?=(?:ne pas |n')?(?:avoir|être|vouloir|devoir|pouvoir)\b)"
)
_INFINITIVE = re.compile(
    rf"\s+{between()}(?=(?:ne (?:pas|plus|jamais) |n'|s'|se |l'|le |la |les |y |en )*[^\W\d_]{{2,}}(?:er|ir|re|oir)\b)"
)
_SAID_OF_ONESELF = re.compile(r"(?:se (?:dit|disent|disait|disaient)|s'est dite?|se sont dite?s)")
_FEELING = re.compile(rf"\s+{between()}(?=[^\W\d_]{{3,}} (?:à|de|d'|par|pour|du|des)\b)")
"""« Elle se dit prête à … », « il s'est dit surpris par … »."""
_MAY_FOLLOW = re.compile(r"\bqu(?:e\b|')|\b(?:avoir|être|vouloir|devoir|pouvoir)\b")
"""What a sentence has to have for `_THAT` to match anywhere in it: found far sooner than a verb of saying."""
_OTHER_VOICE = re.compile(r", (?:quand |(?:tandis|alors|pendant) qu(?:e |'))")
"""Where a reported clause ends: what comes behind is somebody else's, or the journalist's."""
_APPOSITION = re.compile(
    r",\s+(?:ancien(?:ne)?\s+|ex-)?(?:porte-parole|secrétaire|responsable|membre|ministre|maire|préfète?|députée?|avocate?"
    r"|présidente?|chef(?:fe)?|chargée? d|\w{2,}(?:eure?|euse|rice|iste|logue|ien|ienne|aire))\b[^,;:.]{2,80},"
)
"""What the source is, in a word without an article: « selon X, directrice de l'agence, … »."""
_RECALLED = re.compile(r"\s*(?:c'est|voilà) ce qu(?:e |'|i )", re.IGNORECASE)
_VERB = 60
"""Characters of the longest verb of saying, with what stands inside it."""
_TITLE_WORDS = 4
"""Words that a title in front of a name has at most."""
_LONGEST = 1500
"""Characters of a sentence; a longer one is a page without full stops, and would be searched for minutes."""
_FEWEST = 4
"""Words of the shortest clause that counts."""


def reported(scene: Scene, bounds: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Speaker]]:
    """Clauses that are somebody's words without marks: `X affirme que …`, `selon X, …`, `…, a indiqué X.`"""
    before: tuple[int, int] | None = None
    for start, end in bounds:
        recalled = _recalled(scene, before, start)
        before = (start, end)
        if end - start > _LONGEST:
            continue
        if recalled is not None:
            first, stop = _clause(scene.mask, recalled[0], recalled[1])
            yield first, stop, recalled[2]
            continue
        found = _said_that(scene, start, end) or _source_clause(scene, start, end) or _floating(scene, start, end)
        if found is not None:
            first, last = _clause(scene.mask, found[0], found[1])
            if len(scene.mask[first:last].split()) >= _FEWEST:
                yield first, last, found[2]


@cache
def _before_infinitive() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(v) for v in table("speech")["infinitive"]["verbs"]))


def _said_that(scene: Scene, start: int, end: int) -> tuple[int, int, Speaker] | None:
    if not (_MAY_FOLLOW.search(scene.mask, start, end) or _before_infinitive().search(scene.mask, start, end)):
        return None
    for verb in said().finditer(scene.mask, start, end):
        that = _THAT.match(scene.mask, verb.end(), end)
        if that is None and verb.group().strip() in table("speech")["infinitive"]["verbs"]:
            that = _INFINITIVE.match(scene.mask, verb.end(), end)
        if that is None and _SAID_OF_ONESELF.fullmatch(verb.group().strip()):
            that = _FEELING.match(scene.mask, verb.end(), end)
        if that is None:
            continue
        speaker = subject_before(scene, start, verb.start())
        if speaker is not None:
            other = _OTHER_VOICE.search(scene.mask, that.end(), end)
            return that.end(), other.start() if other else end, speaker
    return None


def _recalled(scene: Scene, last: tuple[int, int] | None, start: int) -> tuple[int, int, Speaker] | None:
    """`C'est ce qu'a rapporté X.`: the words are those of the sentence before."""
    word = _RECALLED.match(scene.mask, start)
    if word is None or last is None:
        return None
    verb = said_inverted().match(scene.mask[word.end() : word.end() + _VERB])
    speaker = subject_behind(scene, word.end() + verb.end()) if verb else None
    return (*last, speaker) if speaker else None


def _source_clause(scene: Scene, start: int, end: int) -> tuple[int, int, Speaker] | None:
    for source in SOURCE_START.finditer(scene.mask[start:end]):  # cut out: a clause begins where the sentence does
        word, at = source.group("word").lower(), start + source.end()
        if not may_be_source(scene.mask[at:end]):
            continue
        speaker = named_at(scene, at)
        if speaker is None or (word in ("pour", "aux yeux de") and speaker.id is None):
            continue
        comma = _comma_behind(scene, speaker, end)
        opening = scene.mask[start : start + source.start("word")].strip(" \n,;(–—")
        if not opening and comma > 0:
            return comma + 1, end, speaker
        if word in ("selon", "d'après", "à en croire") and opening:
            return start, start + source.start(), speaker
    return None


def _comma_behind(scene: Scene, speaker: Speaker, end: int) -> int:
    """Where what the source says begins: `selon Paul Roux, directeur du port, |le quai tiendra`; -1 for nowhere."""
    comma = scene.mask.find(",", speaker.start, end)
    apposition = _APPOSITION.match(scene.mask, comma, end) if comma > 0 and speaker.id else None
    return apposition.end() - 1 if apposition else comma


def _floating(scene: Scene, start: int, end: int) -> tuple[int, int, Speaker] | None:
    for comma in re.finditer(r",\s+", scene.mask[start:end]):
        at = start + comma.end()
        verb = said_inverted().match(scene.mask, at, end)
        if verb is None or " que " in scene.mask[at : at + 60]:
            continue
        speaker = joined(scene, verb) or subject_behind(scene, verb.end())
        if speaker is not None and speaker.id is None and _opens_with_subject(scene, start, verb.start()):
            continue
        if speaker is not None and not re.match(r"\s*,", scene.mask[verb.end() : verb.end() + 3]):
            return start, start + comma.start(), speaker
    return None


def _opens_with_subject(scene: Scene, start: int, verb: int) -> bool:
    """`Le maire Paul Roux, élu en mai, a salué le travail`: the subject stands first, and the work says nothing."""
    subject = subject_before(scene, start, verb)
    if subject is None or subject.id is None:
        return False
    return len(scene.mask[start : subject.start].split()) <= _TITLE_WORDS


def _clause(mask: str, start: int, end: int) -> tuple[int, int]:
    while start < end and mask[start] in " \n\t,;:–—-":
        start += 1
    while end > start and mask[end - 1] in " \n\t,;:.–—-":
        end -= 1
    return start, end
