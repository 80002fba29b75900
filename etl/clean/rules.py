"""The named rules for lines (`rules/lines.toml`), compiled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from importlib import resources
from typing import Literal

import msgspec

from etl.clean.beginnings import DEPTH, beginning_of, beginnings, is_anchored
from etl.clean.finder import Finder
from etl.clean.needs import needs
from etl.normalise import fold_typography

_SIGNS = {"’": "'", "\u00a0": " ", "\u202f": " ", "–": "-", "—": "-", "‑": "-"}

Where = Literal["line", "start", "end", "any"]
Verdict = Literal["drop", "cue", "section"]

_TAIL = 110  # characters of a line that the rules for its end look at
_ANY = frozenset({""})
_LOOKED_FOR = 3  # characters from which a string is looked for with the others; shorter ones are in most lines
_REMEMBERED = 20_000  # beginnings of lines for which it is known what to try


class Rule(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One rule as the file has it; see the head of the file for what the fields mean."""

    name: str
    where: Where
    verdict: Verdict
    max: int
    languages: list[str]
    reason: str
    case: bool = False
    patterns: list[str]
    match: list[str]
    spare: list[str]


class _Rules(msgspec.Struct, forbid_unknown_fields=True):
    rule: list[Rule]


_Match = Callable[[str], re.Match[str] | None]
_Try = tuple[str, int, int, _Match]
"""What a line has to hold, how long it may be, the place of the rule in the file, and how a pattern is matched."""


class LineRules:
    """All rules, each compiled once. `text` is what `resources` holds unless a test hands another file."""

    def __init__(self, text: str | None = None) -> None:
        self.source = text or resources.files("etl.clean").joinpath("rules/lines.toml").read_text("utf-8")
        self.rules = msgspec.convert(tomllib.loads(self.source), _Rules).rule
        self.reasons = {rule.name: rule.reason for rule in self.rules}
        self._folded = _Index((i, rule) for i, rule in enumerate(self.rules) if not rule.case)
        self._written = _Index((i, rule) for i, rule in enumerate(self.rules) if rule.case)

    def of(self, text: str) -> list[Rule]:
        """The rules that a block matches, certain ones first, in the order of the file otherwise."""
        size = len(text)
        found: list[int] = []
        if size <= self._folded.longest:
            found += self._folded.matching(fold_typography(text).strip(), size)
        if size <= self._written.longest:
            found += self._written.matching(_same_signs(text).strip(), size)
        rules = [self.rules[place] for place in sorted(found)]
        return sorted(rules, key=lambda rule: rule.verdict == "cue") if len(rules) > 1 else rules


class _Index:
    """Patterns by the beginnings of the lines that they may match."""

    def __init__(self, rules: Iterable[tuple[int, Rule]]) -> None:
        self._patterns: dict[str, list[_Try]] = {}
        self._known: dict[str, list[_Try]] = {}
        self._always: list[_Try] = []
        self.longest = 0
        holding: dict[str, list[_Try]] = {}
        for place, rule in rules:
            self.longest = max(self.longest, rule.max)
            for begins, needed, match in _patterns(rule):
                tries = [(one, rule.max, place, match) for one in needed]
                for beginning in begins - _ANY:
                    self._patterns.setdefault(beginning, []).extend(tries)
                for one in tries if "" in begins else ():
                    (self._always if len(one[0]) < _LOOKED_FOR else holding.setdefault(one[0], [])).append(one)
        self._holding = list(holding.values())
        self._finder = Finder(holding)

    def matching(self, text: str, size: int) -> list[int]:
        """The places of the rules that match a text, which was so many characters long before it was folded."""
        beginning = text[:DEPTH]
        tries = self._known.get(beginning)
        if tries is None:
            tries = self._remember(beginning)
        found: list[int] = []
        for some in (self._always, tries, *self._held(text)):
            for needed, longest, place, match in some:
                if size <= longest and needed in text and place not in found and match(text) is not None:
                    found.append(place)
        return found

    def _held(self, text: str) -> list[list[_Try]]:
        """What a line is tried on for a string that it holds."""
        return [self._holding[number] for number in self._finder.held(text)]

    def _remember(self, beginning: str) -> list[_Try]:
        """What a line of a beginning is tried on, beside what every line is."""
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        shown = beginning_of(beginning)
        tries = [one for length in range(1, len(shown) + 1) for one in self._patterns.get(shown[:length], ())]
        self._known[beginning] = tries
        return tries


def _patterns(rule: Rule) -> list[tuple[frozenset[str], tuple[str, ...], _Match]]:
    """How a rule is matched, pattern by pattern: beginnings of the lines and strings in them, one of each there is."""
    return [_pattern(rule.where, pattern) for pattern in rule.patterns]


def _pattern(where: Where, pattern: str) -> tuple[frozenset[str], tuple[str, ...], _Match]:
    needed = needs(pattern) or ("",)
    if where == "end":
        return _ANY, needed, _at_the_end(pattern)
    compiled = re.compile(pattern)
    if where == "any" and not is_anchored(pattern):
        return _ANY, needed, compiled.search
    return beginnings(pattern), needed, compiled.fullmatch if where == "line" else compiled.match


def _at_the_end(pattern: str) -> _Match:
    search = re.compile(f"(?:{pattern})$").search
    return lambda text: search(text[-_TAIL:])


def _same_signs(text: str) -> str:
    """One kind of apostrophe, space and dash; the capitals stay."""
    for sign, same in _SIGNS.items():
        text = text.replace(sign, same)
    return text
