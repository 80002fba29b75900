"""Inside a line: what is glued to the text of a paragraph, and paragraphs that were cut in two."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

import msgspec

from etl.clean.finder import Finder
from etl.clean.flat import is_cut
from etl.clean.needs import needs
from etl.clean.verdict import BlockVerdict

CELL_BREAK = "\t"
"""Between two cells of a row."""

_MIN_REST = 40  # characters that must be left of a line for a part of it to be taken out


class GlueRule(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One rule of `rules/glued.toml`: a pattern whose group `glued` is taken out at an end of a line."""

    name: str
    at: str
    reason: str
    pattern: str
    match: list[list[str]]
    spare: list[str]


class _Rules(msgspec.Struct, forbid_unknown_fields=True):
    rule: list[GlueRule]


class Glue(msgspec.Struct, kw_only=True, frozen=True):
    """What was taken off a line."""

    text: str
    rule: str


class GlueRules:
    """All glue rules, compiled once."""

    def __init__(self) -> None:
        self.source = resources.files("etl.clean").joinpath("rules/glued.toml").read_text("utf-8")
        self.rules = msgspec.convert(tomllib.loads(self.source), _Rules).rule
        self._compiled = [(rule, re.compile(rule.pattern)) for rule in self.rules]
        self.reasons = {rule.name: rule.reason for rule in self.rules}
        needed = [needs(rule.pattern) for rule in self.rules]
        self._always = {place for place, strings in enumerate(needed) if not strings}
        self._needing = [place for place, strings in enumerate(needed) for _ in strings]
        self._finder = Finder(string for strings in needed for string in strings)

    def take_off(self, text: str) -> tuple[str, list[Glue]]:
        """The line without what is glued to it, and what that was."""
        taken: list[Glue] = []
        for place in sorted(self._always | {self._needing[number] for number in self._finder.held(text)}):
            rule, pattern = self._compiled[place]
            window = text[:400] if rule.at == "start" else text[-300:]
            found = pattern.match(window) if rule.at == "start" else pattern.search(window)
            if found is None:
                continue
            start, end = found.span("glued")
            offset = 0 if rule.at == "start" else len(text) - len(window)
            rest = (text[: offset + start] + text[offset + end :]).strip()
            if len(rest) < _MIN_REST:
                continue
            taken.append(Glue(text=text[offset + start : offset + end].strip(), rule=rule.name))
            text = rest
        return text, taken


def join_cut(verdicts: list[BlockVerdict]) -> list[str]:
    """The kept texts in order; a paragraph that ends in the middle of a sentence takes the rest of it back."""
    texts: list[str] = []
    previous: BlockVerdict | None = None
    for verdict in verdicts:
        if not verdict.kept:
            continue
        text = verdict.becomes or verdict.text
        if verdict.continues and texts:
            texts[-1] = f"{texts[-1]}{CELL_BREAK}{text}"
        elif previous is not None and _continues(previous, verdict, texts[-1], text):
            texts[-1] = f"{texts[-1]} {text}"
        else:
            texts.append(text)
        previous = verdict
    return texts


def _continues(first: BlockVerdict, second: BlockVerdict, before: str, after: str) -> bool:
    paragraphs = first.tag in ("", "p") and second.tag in ("", "p")
    return paragraphs and is_cut(before, after)
