"""Who a sentence lets speak: the subject of a verb of saying, before or behind it, and the person of a pronoun."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from etl.article import Entity, EntityType, Mention
from etl.enrich.quoted import MASK
from etl.enrich.spans import table
from etl.enrich.speech import between

_APPOSITION = re.compile(rf"\s*(?:\([^)]*\)\s*)?(?:,[^,;:]{{1,140}},\s*|,\s*)?(?:{between()})\s*")
_DETERMINER = (
    r"(?:le|la|les|l'|un|une|des|du|son|sa|ses|leur|leurs|ce|cet|cette|ces|plusieurs|certains|certaines|deux|trois"
    r"|quelques|aucun)"
)
_PRONOUN = re.compile(
    r"(?:^|[\s,;:'(])(il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|ce dernier|cette dernière)\s*$", re.IGNORECASE
)
_RELATIVE = re.compile(r", qui [^,;:«»“”]{1,140},\s*$")
"""« La police, qui cite des témoins, affirme que … »"""
_LAST = re.compile(r"(?:ce dernier|cette dernière)\b", re.IGNORECASE)
_THIS = re.compile(r"(?:ce|cet|cette) (?P<noun>[\w-]+)", re.IGNORECASE)
_PHRASE_BEFORE = re.compile(
    r"(?:^|[,;:]\s*|\b(?:que|et|mais|où|dont|lorsque|quand|alors que|car)\s+|qu')"
    rf"(?P<phrase>{_DETERMINER}\s?[^,;:«»“”]{{2,90}}?)\s*$",
    re.IGNORECASE,
)
_STOPS = (
    "à|au|aux|dans|lors|devant|sur|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|en|après|avant|pour|qui"
    "|en marge|ce matin"
)
_PHRASE_AFTER = re.compile(
    rf"(?P<phrase>{_DETERMINER}\s?[^,.;:«»“”\"\n]{{2,90}}?)(?=\s*(?:[,.;:«»“”\"\n]|$|\b(?:{_STOPS})\b))",
    re.IGNORECASE,
)
_NOT_SPEAKING = re.compile(
    r"\b(?:à|avec|de|du|des|devant|contre|chez|sur|pour|par|entre|et)\s+$|\bd'$|\bau\s+$", re.IGNORECASE
)
_CLAUSE = re.compile(r"[.;:«»“”\"\n]")
_NEXT_SENTENCE = re.compile(rf"[.!?…][\s{MASK}»”\"]+")
_REACH = 150
_FAR = 600
"""Characters searched for the start of a sentence."""
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'-]+(?: [A-ZÀ-ÖØ-Þ][\w'-]+)*"
_UNKNOWN_BEHIND = re.compile(rf"\s*{between()}(?P<name>{_NAME})")
_UNKNOWN_BEFORE = re.compile(rf"(?:^|[,;:]\s*|\b(?:que|et|mais|où|dont)\s+|qu')(?P<name>{_NAME})\s*$")
"""A name that the recogniser did not see; it names the speaker all the same."""


class Speaker(NamedTuple):
    """Who speaks: the words that say so, and the entity's id where they name one."""

    text: str
    id: str | None
    start: int


class Scene(NamedTuple):
    """A document to find speakers in: its text, the text with quotations masked, and who is named where."""

    text: str
    mask: str
    mentions: list[Mention]
    owners: list[Entity]

    @classmethod
    def of(cls, text: str, mask: str, entities: Sequence[Entity]) -> Scene:
        """From a document and its entities."""
        named = sorted(
            ((m, e) for e in entities if e.type != EntityType.MISC for m in e.mentions), key=lambda x: x[0].start
        )
        return cls(text, mask, [m for m, _ in named], [e for _, e in named])

    def between(self, start: int, end: int) -> list[tuple[Mention, Entity]]:
        """The mentions that lie in a stretch, in order."""
        i = bisect_left(self.mentions, start, key=lambda m: m.start)
        j = bisect_right(self.mentions, end, key=lambda m: m.end)
        return list(zip(self.mentions[i:j], self.owners[i:j], strict=True))


def subject_before(scene: Scene, start: int, verb: int) -> Speaker | None:
    """The subject that stands before a verb: a name (with an apposition between), a pronoun, a noun phrase.

    Args:
        scene: The document.
        start: Where the sentence starts.
        verb: Where the verb starts.
    """
    left = scene.mask[start:verb]
    if (relative := _RELATIVE.search(left)) is not None:
        verb = start + relative.start()
        left = scene.mask[start:verb]
    pronoun = _PRONOUN.search(left)
    if pronoun:
        return meant_by(scene, pronoun.group(1), start + pronoun.start(1))
    for mention, entity in reversed(scene.between(start, verb)):
        if _APPOSITION.fullmatch(scene.mask, mention.end, verb):
            word = _NOT_SPEAKING.search(scene.mask[max(start, mention.start - 12) : mention.start])
            if word and not word.group().strip().lower().startswith("et"):
                if scene.mask[mention.end] == ",":  # « Paul Roux, économiste à Lyon, juge … »
                    continue
                break
            return Speaker(mention.text, entity.id, mention.start)
    phrase = _PHRASE_BEFORE.search(left)
    unknown = _UNKNOWN_BEFORE.search(left)
    if phrase is None and unknown is not None and MASK * 2 not in unknown.group():
        return _words(scene, start + unknown.start("name"), start + unknown.end("name"))
    if phrase is None:
        return None
    return _phrase(scene, start + phrase.start("phrase"), start + phrase.end("phrase"))


def subject_behind(scene: Scene, at: int) -> Speaker | None:
    """The subject that stands behind a verb: `a déclaré jeudi à la presse le ministre, Paul Roux`.

    Args:
        scene: The document.
        at: One past the verb.
    """
    clause = _CLAUSE.search(scene.mask, at, min(len(scene.mask), at + _REACH))
    end = clause.start() if clause else min(len(scene.mask), at + _REACH)
    first: Speaker | None = None
    for mention, entity in scene.between(at, end):
        gap = scene.mask[at : mention.start]
        if _NOT_SPEAKING.search(gap) or re.search(r"\b(?:qui|que|dont|où|après|avant|alors)\b|qu'", gap):
            continue
        immediate = re.fullmatch(rf"\s*{between()}(?:le |la |les |l')?", gap, re.IGNORECASE)
        if entity.type == EntityType.PER or immediate:
            first = Speaker(mention.text, entity.id, mention.start)
            break
    phrase = _PHRASE_AFTER.search(scene.mask, at, end)
    if first is not None and (phrase is None or first.start <= phrase.end("phrase") + 40):
        return first
    unknown = _UNKNOWN_BEHIND.match(scene.mask, at, end)
    if first is None and unknown is not None and MASK * 2 not in unknown.group():
        return _words(scene, unknown.start("name"), unknown.end("name"))
    addressed = rf"\s*{between()}(?:(?:à|au|aux|dans|devant|sur|lors) [^,]{{2,60}})?[\s,]*"
    if phrase is None or not re.fullmatch(addressed, scene.mask[at : phrase.start()], re.IGNORECASE):
        return first
    return _phrase(scene, phrase.start("phrase"), phrase.end("phrase"))


def named_at(scene: Scene, at: int) -> Speaker | None:
    """The speaker that stands right at a place: `selon |Paul Roux, …`, `selon |le ministre Paul Roux`."""
    found = subject_behind(scene, at)
    if found is None or len(scene.mask[at : found.start].split()) > 10:
        return None
    return found


def _phrase(scene: Scene, start: int, end: int) -> Speaker:
    """A noun phrase: the entity that it ends in or is (`le ministre Paul Roux`, `l'OMS`), else only its words.

    `ce dernier` and `cet éleveur de Limoux` are the person named before.
    """
    last = _LAST.match(scene.mask, start, end)
    if last and (meant := meant_by(scene, last.group().lower(), start)):
        return meant
    this = _THIS.match(scene.mask, start, end)
    if this and this.group("noun").lower() not in table("speech")["institutions"]["nouns"]:
        meant = meant_by(scene, "il", start)
        return Speaker(scene.text[start:end].strip(), meant.id if meant else None, start)
    for mention, entity in reversed(scene.between(start, end)):
        before = scene.mask[start : mention.start]
        bare = re.fullmatch(r"(?:le|la|les|l')?\s*", before, re.IGNORECASE)
        if bare or (entity.type == EntityType.PER and mention.end >= end - 1 and not _NOT_SPEAKING.search(before)):
            return Speaker(mention.text, entity.id, mention.start)
    return _words(scene, start, end)


def _words(scene: Scene, start: int, end: int) -> Speaker:
    return Speaker(scene.text[start:end].strip(), None, start)


def governed(scene: Scene, at: int) -> bool:
    """True where a preposition stands before a name: « avec Blinken » does not speak."""
    return _NOT_SPEAKING.search(scene.mask[max(0, at - 12) : at]) is not None


def meant_by(scene: Scene, pronoun: str, at: int) -> Speaker | None:
    """The person a pronoun stands for: in its paragraph and the one above, the first named in the last such sentence.

    A name that a preposition governs (« avec Blinken ») is taken only where there is no other.
    """
    if pronoun.lower() in ("ils", "elles", "on", "je", "nous", "ceux-ci"):
        return Speaker(scene.text[at : at + len(pronoun)], None, at)
    floor = scene.text.rfind("\n", 0, max(0, scene.text.rfind("\n", 0, at)))
    people = [(m, e) for m, e in scene.between(max(0, floor), at) if e.type == EntityType.PER]
    if pronoun.lower() in ("ce dernier", "cette dernière", "celui-ci", "celle-ci") and people:
        return Speaker(scene.text[at : at + len(pronoun)], people[-1][1].id, at)  # the last one named
    subjects = [(m, e) for m, e in people if not governed(scene, m.start)]
    named = subjects or people
    if not named:  # « …, a-t-il conclu. Paul Roux … »: nobody before, so the one with whom the next sentence begins
        end = _NEXT_SENTENCE.search(scene.mask, at, at + _REACH)
        coming = (e.id for m, e in scene.between(at, at + _FAR) if end and m.start == end.end())
        return Speaker(scene.text[at : at + len(pronoun)], next(coming, None), at)
    opens = _sentence_start(scene.mask, named[-1][0].start)
    entity = next(e for m, e in named if m.start >= opens)
    return Speaker(scene.text[at : at + len(pronoun)], entity.id, at)


def joined(scene: Scene, verb: re.Match[str]) -> Speaker | None:
    """The person of the pronoun in `a-t-elle ajouté`."""
    group = next((name for name, word in verb.groupdict().items() if word), None)
    return meant_by(scene, verb.group(group), verb.start(group)) if group else None


def _sentence_start(mask: str, at: int) -> int:
    return max((m.end() for m in re.finditer(r"[.!?\n»”]\s", mask[:at][-_FAR:])), default=0) + max(0, at - _FAR)
