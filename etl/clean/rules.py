"""The named rules for lines (`rules/lines.toml`), compiled."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Literal

import msgspec

from etl.normalise import fold_typography

_TYPOGRAPHY = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "–": "-", "—": "-", "‑": "-"})

Where = Literal["line", "start", "end", "any"]
Verdict = Literal["drop", "cue", "section"]

# How much of a line the rules for its end look at.
_TAIL = 110


class Rule(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One rule as the file has it; see the head of the file for what the fields mean."""

    name: str
    where: Where
    verdict: Verdict
    max: int
    languages: list[str]
    reason: str
    hints: list[str] = []
    case: bool = False
    patterns: list[str]
    match: list[str]
    spare: list[str]


class _Rules(msgspec.Struct, forbid_unknown_fields=True):
    rule: list[Rule]


class LineRules:
    """All rules, each compiled once. `text` is what `resources` holds unless a test hands another file."""

    def __init__(self, text: str | None = None) -> None:
        self.source = text or resources.files("etl.clean").joinpath("rules/lines.toml").read_text("utf-8")
        self.rules = msgspec.convert(tomllib.loads(self.source), _Rules).rule
        self._compiled = [(rule, _compile(rule), tuple(rule.hints)) for rule in self.rules]
        self._longest = max(rule.max for rule in self.rules)
        self._longest_case = max((rule.max for rule in self.rules if rule.case), default=0)
        self.reasons = {rule.name: rule.reason for rule in self.rules}

    def of(self, text: str) -> list[Rule]:
        """The rules that a block matches, certain ones first, in the order of the file otherwise."""
        size = len(text)
        if size > self._longest:
            return []
        folded = fold_typography(text).strip()
        written = text.translate(_TYPOGRAPHY).strip() if size <= self._longest_case else folded
        found = [
            rule
            for rule, pattern, hints in self._compiled
            if size <= rule.max
            and (not hints or any(hint in folded for hint in hints))
            and _matches(rule.where, pattern, written if rule.case else folded)
        ]
        return sorted(found, key=lambda rule: rule.verdict == "cue") if len(found) > 1 else found


def _compile(rule: Rule) -> re.Pattern[str]:
    one = "|".join(f"(?:{pattern})" for pattern in rule.patterns)
    return re.compile(f"(?:{one})$" if rule.where == "end" else one)


def _matches(where: Where, pattern: re.Pattern[str], text: str) -> bool:
    if where == "line":
        return pattern.fullmatch(text) is not None
    if where == "start":
        return pattern.match(text) is not None
    return pattern.search(text[-_TAIL:] if where == "end" else text) is not None
