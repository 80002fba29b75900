"""Removals that follow from a neighbour: what a certain removal takes with it."""

from __future__ import annotations

import re

from etl.clean.block import Block, Container
from etl.clean.facts import Facts
from etl.clean.scope import TextSoFar, inside
from etl.clean.verdict import BlockVerdict

REASONS = {
    "box-heading": "the heading of the box that follows",
    "player-title": "the title of a video or a sound, whose length stands below it or whose element says so",
    "poll": "it stands in a poll, by its class",
    "set-quote": "a few words set large beside the text, by their class",
    "picture-text": "what is written below a picture, by its class",
    "embedded-post": "an embedded post of a social network, by its class",
    "media-headline": "the headline of a film, a sound or a gallery below the first paragraph, with its label",
    "box-line": "a short line between two lines of one box",
    "pointed-at": "the headline that the pointer above it points at",
    "tweet-text": "the words of the embedded post that is signed below",
    "caption-with-credit": "a line without a verb that ends with a photographer or an agency",
    "caption-with-date": "a long line without a verb that ends with the day of a picture",
    "past-the-article": "it stands under such a heading, and no text of the article follows",
    "caption-before-credit": "right before a picture's credit: a line without a verb, or an echo of the text below",
}

_BOXES = frozenset({"donation", "newsletter"})
_MAX_BOX_LINES = 3
_MAX_BOX_LINE = 60
_MAX_BOXED = 120
_POINTER = re.compile(
    r"^\W{0,3}(?:(?:à|a) )?(?:lire|voir|écouter|regarder)(?: aussi| également| ensuite)?\W{0,3}$", re.IGNORECASE
)
_POINTS = frozenset({"related-heading", "related-line"})
_MIN_POINTED = 25
_MAX_PLAYER = 300  # characters of the largest element of a player: what holds more holds text
_MAX_EMBEDDED = 1500  # the same of a post, which is text
_MAX_SET = 500  # the same of a quote set large, and of what is written below a picture
_SET = ("set-quote", "picture-text")
_WIDGETS = frozenset({"post", "poll", "player", *_SET})
_NEAR = 3  # elements around a line, from the innermost, that may say that they are one
_LENGTH = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")

_SIGNATURE = re.compile(r"^[-–—]\s?[^!?]{1,60}\(@\w{1,20}\)|^[^.!?]{1,50} \(@\w{1,20}\) \S+ \d{1,2}")
_POST_MARKS = re.compile(
    r"pic\.(?:twitter|x)\.com|https?://t\.co/|(?:^|\s)[@#]\w|[\U0001f1e6-\U0001faff\u2600-\u27bf]|^(?:RT|🔴|⚠)|…$"
)
_MAX_POST = 420
_MAX_POST_LINES = 4

_MAX_CAPTION = 220
_ECHO = 4  # words with which a caption and the text below both begin
_MIN_DATED = 60
_MAX_DATED = 320
_ENDS_IN_DAY = re.compile(
    r"\b\d{1,2}(?:er)? (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
    r" (?:19|20)\d\d[.)]{0,2}$"
)


def apply(verdicts: list[BlockVerdict], facts: list[Facts], blocks: list[Block]) -> None:
    """Take out what belongs to a neighbour that is already out."""
    for i, verdict in enumerate(verdicts):
        if verdict.rule in _BOXES:
            _box_heading(i, verdicts, facts)
            _box_lines(i, verdicts, facts)
        elif verdict.rule in _POINTS and _POINTER.match(verdict.text):
            _pointed_at(i, verdicts, facts)
        elif i > 0 and not facts[i - 1].sentence and _LENGTH.fullmatch(verdict.text):
            _player_title(i - 1, verdicts, facts)
        elif verdict.rule == "tweet" and _SIGNATURE.match(verdict.text):
            _post(i, verdicts)
        elif verdict.rule == "credit-line" and i > 0:
            if _is_caption(verdicts[i - 1], facts[i - 1]) or _is_echo(i - 1, i + 1, facts):
                _remove(verdicts[i - 1], "caption-before-credit")
        elif verdict.kept and (widget := _widget(blocks[i], facts[i])) is not None:
            _remove(verdict, widget)
        elif verdict.kept and facts[i].verbless:
            if "caption-with-credit" in facts[i].rules and _is_caption(verdict, facts[i], sentences=1):
                _remove(verdict, "caption-with-credit")
            elif _MIN_DATED <= facts[i].size <= _MAX_DATED and _ENDS_IN_DAY.search(verdict.text):
                _remove(verdict, "caption-with-date")
    _media_headlines(verdicts, facts)
    _past_the_article(verdicts, facts, blocks)


def _media_headlines(verdicts: list[BlockVerdict], facts: list[Facts]) -> None:
    """Such a headline above the text may be the title."""
    first = next((i for i, verdict in enumerate(verdicts) if verdict.kept and facts[i].prose), len(verdicts))
    for i in range(first + 1, len(verdicts)):
        if "media-headline" in facts[i].rules and not verdicts[i].text.endswith("."):
            _remove(verdicts[i], "media-headline")


def _past_the_article(verdicts: list[BlockVerdict], facts: list[Facts], blocks: list[Block]) -> None:
    """Below the last paragraph a heading such as "Sur le même sujet" ends the article, unless its box ends first."""
    kept = [i for i, verdict in enumerate(verdicts) if verdict.kept and (facts[i].prose or verdict.text.endswith(";"))]
    text = TextSoFar()
    for i in kept:
        text.add(blocks[i])
    ended, scope = False, None
    for i in range(kept[-1] + 1 if kept else len(verdicts), len(verdicts)):
        if ended and not inside(blocks[i], scope):
            ended = False
        if facts[i].opens and not (ended and scope is None):
            ended, scope = True, text.scope_of(blocks[i])
        if ended:
            _remove(verdicts[i], "past-the-article")


def _box_heading(i: int, verdicts: list[BlockVerdict], facts: list[Facts]) -> None:
    for j in range(i - 1, max(-1, i - 1 - _MAX_BOX_LINES), -1):
        if facts[j].size > _MAX_BOX_LINE or facts[j].sentence or verdicts[j].rule in _BOXES:
            return
        _remove(verdicts[j], "box-heading")


def _box_lines(i: int, verdicts: list[BlockVerdict], facts: list[Facts]) -> None:
    """Short lines between this line of a box and the next one that the same rule took out."""
    for j in range(i + 1, min(len(verdicts), i + 2 + _MAX_BOX_LINES)):
        if verdicts[j].rule == verdicts[i].rule:
            for inner in range(i + 1, j):
                _remove(verdicts[inner], "box-line")
            return
        if facts[j].prose or facts[j].size > _MAX_BOXED:
            return


def _pointed_at(i: int, verdicts: list[BlockVerdict], facts: list[Facts]) -> None:
    """In a flattened text, the line below a pointer that stands alone, unless it is a sentence of the article."""
    j = i + 1
    if j < len(verdicts) and not verdicts[j].tag and facts[j].size >= _MIN_POINTED and not facts[j].sentence:
        _remove(verdicts[j], "pointed-at")


def _player_title(i: int, verdicts: list[BlockVerdict], facts: list[Facts]) -> None:
    if not verdicts[i].tag and facts[i].size <= _MAX_BOXED and not facts[i].prose:
        _remove(verdicts[i], "player-title")


def _widget(block: Block, fact: Facts) -> str | None:
    """What stands in an element that its class calls a post, in a small one that it calls a poll, a quote set large or
    the text of a picture, or is no sentence and stands in a small one of a player."""
    element = block.container
    for _ in range(_NEAR):
        if element is None:
            break
        if not _WIDGETS.isdisjoint(element.cues) and (widget := _widget_in(element, fact)) is not None:
            return widget
        element = element.parent
    return None


def _widget_in(element: Container, fact: Facts) -> str | None:
    if "post" in element.cues and element.size <= _MAX_EMBEDDED:
        return "embedded-post"
    if element.size <= _MAX_SET and (found := next((cue for cue in _SET if cue in element.cues), None)) is not None:
        return found
    if element.size > _MAX_PLAYER:
        return None
    if "poll" in element.cues and (not fact.prose or not {"ends:?", "ends:?q"}.isdisjoint(fact.features)):
        return "poll"
    if element.prose:
        return None
    is_title = not fact.sentence and not fact.prose and fact.size <= _MAX_BOXED
    return "player-title" if is_title and "player" in element.cues else None


def _post(i: int, verdicts: list[BlockVerdict]) -> None:
    """The line before a signature, and back to the farthest line that bears the marks of a post."""
    first = i - 1
    for j in range(i - 1, max(-1, i - 1 - _MAX_POST_LINES), -1):
        text = verdicts[j].text
        if len(text) > _MAX_POST or _SIGNATURE.match(text):
            break
        if _POST_MARKS.search(text):
            first = j
    for j in range(max(0, first), i):
        if len(verdicts[j].text) <= _MAX_POST and not _SIGNATURE.match(verdicts[j].text):
            _remove(verdicts[j], "tweet-text")


def _is_caption(verdict: BlockVerdict, fact: Facts, sentences: int = 0) -> bool:
    one_sentence = len(re.findall(r"[.!?]\s", verdict.text)) <= sentences
    return (
        15 <= fact.size <= _MAX_CAPTION
        and fact.verbless
        and one_sentence
        and not verdict.text.startswith(("«", "“", '"'))
    )


def _is_echo(i: int, below: int, facts: list[Facts]) -> bool:
    """Whether a short line begins as the paragraph below does: captions often say what the text says."""
    if below >= len(facts) or not facts[below].prose or facts[i].size > _MAX_CAPTION:
        return False
    words = facts[i].key.split()
    return len(words) > _ECHO and words[:_ECHO] == facts[below].key.split(" ", _ECHO)[:_ECHO]


def _remove(verdict: BlockVerdict, rule: str) -> None:
    verdict.take_out(rule, REASONS[rule])
