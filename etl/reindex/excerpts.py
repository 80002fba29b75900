"""Before and after, short enough to be read."""

from __future__ import annotations

import difflib

import msgspec

from etl.article import Article

BLOCKS = 400
"""Blocks compared of each text; a page with more is compared up to there."""
LINES = 8
LONGEST = 320

PLAIN = ("title", "lead", "author", "section", "published_at", "updated_at", "language", "url", "source")
"""Fields that are compared as they stand."""


class Line(msgspec.Struct, kw_only=True):
    """A block of the text that is only in one of the two: `-` before, `+` after."""

    sign: str
    text: str


class FieldChange(msgspec.Struct, kw_only=True):
    field: str
    before: str | None
    after: str | None


class Example(msgspec.Struct, kw_only=True):
    """One article that the rebuild alters."""

    id: str
    name: str
    source: str | None = None
    fields: list[FieldChange] = []
    lines: list[Line] = []
    more: int = 0


def name_of(article: Article) -> str:
    """What to call an article: its title, else its opening."""
    return article.title or shorten(" ".join(article.text.split()), 80) or article.path or article.id


def shorten(text: str, length: int = LONGEST) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _said(value: object) -> str | None:
    if value is None or value == [] or value is False:
        return None
    if isinstance(value, list):
        return shorten(", ".join(str(part) for part in value))
    return shorten(str(value))


def views(article: Article) -> dict[str, object]:
    """Everything that a reader can see of an article, each as a value that can be compared."""
    seen: dict[str, object] = {field: getattr(article, field) for field in PLAIN}
    seen.update(
        kind=article.kind.value,
        partial=article.partial,
        text=article.text,
        removed=[(removal.rule, removal.text) for removal in article.removed],
        duplicate_of=article.duplicate_of,
        story_id=article.story_id,
        entities=sorted(_names(article)),
        quotes=[(quote.text, quote.speaker) for quote in article.quotes],
    )
    return seen


def example(before: Article, after: Article, fields: list[str]) -> Example:
    """The article with what is different in it."""
    old, new = views(before), views(after)
    lines, more = text_lines(before.text, after.text) if "text" in fields else ([], 0)
    shown = [f for f in fields if f not in {"text", "removed", "entities", "quotes"}]
    changes = [FieldChange(field=f, before=_said(old[f]), after=_said(new[f])) for f in shown]
    if "entities" in fields:
        names, now = _names(before), _names(after)
        changes.append(
            FieldChange(field="entities", before=_said(sorted(names - now)), after=_said(sorted(now - names)))
        )
    return Example(id=after.id, name=name_of(after), source=after.source, fields=changes, lines=lines, more=more)


def _names(article: Article) -> set[str]:
    return {f"{entity.name} ({entity.type.value})" for entity in article.entities}


def text_lines(before: str, after: str) -> tuple[list[Line], int]:
    """The blocks that differ, the first few, and how many more there are."""
    old, new = before.split("\n\n")[:BLOCKS], after.split("\n\n")[:BLOCKS]
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lines += [Line(sign="-", text=shorten(block)) for block in old[i1:i2]]
            lines += [Line(sign="+", text=shorten(block)) for block in new[j1:j2]]
    return lines[:LINES], max(0, len(lines) - LINES)
