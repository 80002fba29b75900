"""What the text itself says: a date line, a byline, and the title of a flattened page."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from etl.clean.block import Block
from etl.clean.facts import Facts, key_of
from etl.clean.metadata import dates
from etl.clean.metadata.collect import Metadata, join_names
from etl.clean.metadata.title import suffix_of

_HEAD = 40  # blocks from the top in which a title may stand
_AROUND = 20  # blocks before the article, and after it, in which a date line counts
_UPDATED_ON = re.compile(rf"(?:{dates.SAYS_UPDATED.pattern})[^\d]{{0,20}}(?=\d)", re.IGNORECASE)
# What follows a name on the line of who signs is no part of it, capital or not.
_NO_NAME = (
    r"(?!Publié|Mis |Mise |Modifié|Posté|Actualisé|Le (?:\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
    r"|La [Rr]édaction|Temps|Lecture|Journaliste|Envoyé|Correspond|Published|Updated)"
)
_FULL_NAME = rf"[A-ZÀ-Ý][\w.'’-]+(?: {_NO_NAME}[A-ZÀ-Ý][\w.'’-]*){{1,3}}"
_AUTHOR = re.compile(
    r"^(?:(?:(?:Propos|Textes?|Entretien|Interview) )?[Rr]ecueillis? par|[Pp]ar|PAR|[Bb]y|Un texte de)\s+"
    rf"(?P<names>{_FULL_NAME}(?:(?:, | et | and ){_FULL_NAME}){{0,3}})"
)
_RUN_ON = re.compile(r"(?<=[a-zà-ÿ])Le$")  # of `Le 12 mai`, run into the name
_COMMENTED = re.compile(
    r"(?:réponses?|commentaires?|réflexions?|thoughts?) (?:à|sur|on) [«“\"] ?(?P<title>[^»”\"]{3,220}) ?[»”\"]$"
)
_DATED = frozenset({"date-line", "signed-by", "article-navigation"})
_SIGNED = frozenset({"date-line", "signed-by", "byline"})
_LABELLED = frozenset({"media-headline"})  # cues that a title may well have: `VIDÉO. …`
_TITLE_MAX = 220
_PARTICULARS = 120  # characters of a line that the markup calls the article's particulars
_OPENING = 160
_LEAD_MIN, _LEAD_MAX = 30, 900  # characters of a standfirst
_SHORT_TITLE = 12  # characters of a title that is the very first line, right above the first paragraph
_REACH = 8  # blocks before the first paragraph, not counting what rules took out, in which a title stands


def ask_text(
    data: Metadata, blocks: list[Block], facts: list[Facts], core: tuple[int, int], zone: ZoneInfo | None
) -> None:
    """Fill in dates and authors that only the lines around the article tell."""
    first, last = core
    near = [*range(max(0, first - _AROUND), min(len(blocks), first + 3)), *range(last, min(len(blocks), last + 5))]
    if not any(fact.prose for fact in facts):
        near = [*range(min(len(blocks), _HEAD))]  # a page of a few lines: nothing says where its text begins
    lines = [
        i
        for i in near
        if "date-line" in facts[i].rules or (facts[i].size < 200 and dates.SAYS_PUBLISHED.search(blocks[i].text))
    ]
    _ask_dates(data, [blocks[i].text for i in lines], zone)
    _ask_particulars(data, blocks, facts, near, zone)
    for i in lines:
        if dates.from_text(blocks[i].text, zone) is None:
            data.put("published_at", dates.month_from_text(blocks[i].text), "text")
    if data.published_at is None and data.updated_at is not None:
        data.put("published_at", data.updated_at, "updated")  # the only date given, and said to be that
    _ask_bylines(data, blocks, facts, near)
    for i in near:
        container = blocks[i].container
        if container is not None and "lead" in container.cues and _LEAD_MIN <= facts[i].size <= _LEAD_MAX:
            data.put("lead", blocks[i].text, "class")


def _ask_particulars(
    data: Metadata, blocks: list[Block], facts: list[Facts], near: list[int], zone: ZoneInfo | None
) -> None:
    """The day that the address carries, then what stands among the article's particulars."""
    if data.url is not None:
        data.put("published_at", dates.from_url(data.url), "url")
    for i in near:
        if facts[i].size < 200 and not facts[i].sentence and (facts[i].verdict in _DATED or "byline" in facts[i].rules):
            data.put("published_at", dates.from_text(blocks[i].text, zone), "text")
    for i, block in enumerate(blocks):
        if "date-line" in facts[i].rules and block.container is not None and _dated(block):
            data.put("published_at", dates.from_text(block.text, zone), "text")
    for i in near:
        if facts[i].size < _PARTICULARS and not facts[i].sentence and _dated(blocks[i]):
            data.put("published_at", dates.from_text(blocks[i].text, zone), "text")


def _ask_dates(data: Metadata, lines: list[str], zone: ZoneInfo | None) -> None:
    for line in lines:
        text = line
        updated = _UPDATED_ON.search(text)
        if updated is not None:
            data.put("updated_at", dates.from_text(text[updated.end() :], zone), "text")
            text = text[: updated.start()]
        data.put("published_at", dates.from_text(text, zone), "text")


def _ask_bylines(data: Metadata, blocks: list[Block], facts: list[Facts], near: list[int]) -> None:
    for i in near:
        found = _AUTHOR.match(blocks[i].text) if facts[i].size < 150 else None
        if found is not None:
            names = _RUN_ON.sub("", found["names"])
            data.put("author", join_names(re.split(r", | et | and ", names)), "text")


def _dated(block: Block) -> bool:
    """Whether the markup calls the block a date or the article's particulars."""
    container = block.container
    for _ in range(3):
        if container is None:
            return False
        if container.cues & {"comments", "related", "side", "footer"}:
            return False
        if "meta" in container.cues:
            return True
        container = container.parent
    return False


def flat_title(blocks: list[Block], facts: list[Facts], core: tuple[int, int]) -> tuple[str, set[int]] | None:
    """The title of a flattened page and the lines that only repeat it.

    Certain are a line near the top that ends in a site's name, a line that the page has twice, before its text or
    before and after it, and a line that the heading of the comments names.
    """
    head = range(min(len(blocks), _HEAD, core[0] + 4))
    rest = range(max(core[1] + 1, len(head)), len(blocks))
    for i in head:
        split = suffix_of(blocks[i].text)
        if split is not None and facts[i].size <= _TITLE_MAX:
            return split[0], {i} | {j for j in head if facts[j].key == key_of(split[0])}
    for i in head:
        same = [j for j in (*head, *rest) if j != i and facts[j].key == facts[i].key]
        if same and 20 <= facts[i].size <= _TITLE_MAX and facts[i].verdict is None and len(facts[i].key.split()) >= 4:
            return blocks[i].text, {i, *same}
    named = {key_of(found["title"]) for j in rest if (found := _COMMENTED.search(blocks[j].text)) is not None}
    return next(((blocks[i].text, {i}) for i in head if facts[i].key in named), None)


def opening(blocks: list[Block], facts: list[Facts], kept: list[bool], certain: list[bool]) -> tuple[str, str] | None:
    """A title line by its place alone (`text`), else the first words of the text (`opening`).

    Such a line stands before the first full paragraph and reads as a title. The one right above the byline or the date
    is the title. Where there is none, of two the first is the title and the other the standfirst; of more, the nearest:
    the others are headlines of a list. The model may have taken a title for what stands before an article, so only what
    a rule took out (`certain`) is passed over.
    """
    first = next((i for i, fact in enumerate(facts) if kept[i] and fact.prose and fact.sentence), None)
    if first is None:
        return None
    near = [i for i in range(max(0, first - _HEAD), first) if not certain[i]][-_REACH:]
    run = [i for i in near if _may_be_title(facts[i])]
    if not run and first == 1 and not certain[0] and _may_be_title(facts[0], shortest=_SHORT_TITLE):
        run = [0]
    for below in (1, 2):
        for i in run:
            if i + below < len(facts) and not _SIGNED.isdisjoint(facts[i + below].rules):
                return blocks[i].text, "text"
    if run:
        return blocks[run[0] if len(run) <= 2 else run[-1]].text, "text"
    return shorten(blocks[first].text), "opening"


def _may_be_title(fact: Facts, shortest: int = 25) -> bool:
    words = 4 if shortest > _SHORT_TITLE else 3
    reads = _LABELLED.issuperset(fact.rules) and not fact.sentence and len(fact.key.split()) >= words
    return shortest <= fact.size <= _TITLE_MAX and reads


def shorten(text: str) -> str:
    """The first sentence, cut at a word and marked as cut if it is long."""
    end = re.search(r"(?<=[^A-Z.][.!?…])[\"”»’]?\s", text)
    sentence = text[: end.end()].strip() if end is not None and end.end() >= 20 else text
    if len(sentence) <= _OPENING:
        return sentence.rstrip(".")
    return sentence[: sentence.rfind(" ", 0, _OPENING)].rstrip(" ,;:–—-") + "…"
