"""What a change of rules alters: two outputs of `revue clean` compared, article by article."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

import msgspec
from rich.console import Console
from rich.text import Text

from etl.article import Record

FIELDS = ("title", "lead", "author", "section", "published_at", "updated_at", "language", "url", "kind", "partial")


class Change(msgspec.Struct, kw_only=True, frozen=True):
    """One article that comes out otherwise.

    Attributes:
        id: Its identity, or its path where a record has none.
        path: Where it came from.
        appear: Paragraphs that are kept now and were not.
        vanish: Paragraphs that were kept and are not now.
        fields: Metadata that changed: name to (before, after).
        only: `old` or `new` where only one of the outputs has the article.
    """

    id: str
    path: str | None
    appear: list[str] = []
    vanish: list[str] = []
    fields: dict[str, tuple[str | None, str | None]] = {}
    only: str | None = None


def compare(old: Iterable[Record], new: Iterable[Record]) -> Iterator[Change]:
    """The articles that differ, in the order of the new output, then those that only the old one has.

    Records are matched by path where both have one (an id may change with the evidence for the address), else by id.
    """
    before = {_key(record): record for record in old}
    for record in new:
        known = before.pop(_key(record), None)
        if known is None:
            yield Change(id=str(record.get("id") or _key(record)), path=record.get("path"), only="new")
        elif (change := _change(known, record)) is not None:
            yield change
    for record in before.values():
        yield Change(id=str(record.get("id") or _key(record)), path=record.get("path"), only="old")


def _key(record: Record) -> str:
    return str(record.get("path") or record.get("id"))


def _change(old: Record, new: Record) -> Change | None:
    before, after = _paragraphs(old), _paragraphs(new)
    appear: list[str] = []
    vanish: list[str] = []
    if before != after:
        for op, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if op != "equal":
                vanish += before[i:j]
                appear += after[k:m]
    fields = {name: (_shown(old.get(name)), _shown(new.get(name))) for name in FIELDS if old.get(name) != new.get(name)}
    if not appear and not vanish and not fields:
        return None
    return Change(id=str(new.get("id") or _key(new)), path=new.get("path"), appear=appear, vanish=vanish, fields=fields)


def _paragraphs(record: Record) -> list[str]:
    return [line for line in str(record.get("text") or "").split("\n") if line.strip()]


def _shown(value: object) -> str | None:
    return None if value is None else str(value)


def render(changes: Iterable[Change], console: Console) -> int:
    """Print the changes; returns how many articles differ."""
    count = 0
    for change in changes:
        count += 1
        console.print(Text(change.path or change.id, style="bold"))
        if change.only:
            console.print(Text(f"  only in the {change.only} output", style="yellow"))
        for name, (before, after) in change.fields.items():
            console.print(Text.assemble(f"  {name}: ", (str(before), "red"), " → ", (str(after), "green")))
        for line in change.vanish:
            console.print(Text(f"  - {line}", style="red"))
        for line in change.appear:
            console.print(Text(f"  + {line}", style="green"))
    console.print(f"{count} articles differ")
    return count
