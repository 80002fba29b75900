"""The named rules for lines (`rules/lines.toml`), compiled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from importlib import resources
from operator import itemgetter
from typing import Literal

import msgspec

from etl.clean.beginnings import DEPTH, beginning_of, beginnings
from etl.clean.needs import needs
from etl.normalise import fold_typography

_SIGNS = {"’": "'", "\u00a0": " ", "\u202f": " ", "–": "-", "—": "-", "‑": "-"}

Where = Literal["line", "start", "end", "any"]
Verdict = Literal["drop", "cue", "section"]

_TAIL = 110  # characters of a line that the rules for its end look at
_ANY = frozenset({""})
_REMEMBERED = 20_000  # beginnings of lines for which it is known what to try


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


_Match = Callable[[str], re.Match[str] | None]
_Pattern = tuple[tuple[str, ...], _Match]
"""What a line has to hold, any one of it, and how it is matched then."""
_Try = tuple[int, Rule, int, tuple[str, ...], list[_Pattern]]
"""Place of the rule in the file, the rule, its longest line, its hints, and its patterns that are worth a try."""


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
        found: list[tuple[bool, int, Rule]] = []
        if size <= self._folded.longest:
            self._folded.match(fold_typography(text).strip(), size, found)
        if size <= self._written.longest:
            self._written.match(_same_signs(text).strip(), size, found)
        if len(found) > 1:
            found.sort(key=itemgetter(0, 1))
        return [rule for _, _, rule in found]


class _Index:
    """Rules by the beginnings of the lines that they may match."""

    def __init__(self, rules: Iterable[tuple[int, Rule]]) -> None:
        self._rules = dict(rules)
        self._patterns: dict[str, list[tuple[int, int, _Pattern]]] = {}
        for order, rule in self._rules.items():
            for number, (begins, pattern) in enumerate(_patterns(rule)):
                for beginning in begins:
                    self._patterns.setdefault(beginning, []).append((order, number, pattern))
        self._tries: dict[str, list[_Try]] = {}
        self.longest = max((rule.max for rule in self._rules.values()), default=0)

    def match(self, text: str, size: int, found: list[tuple[bool, int, Rule]]) -> None:
        """Add what matches a text, which was so many characters long before it was folded."""
        beginning = text[:DEPTH]
        tries = self._tries.get(beginning)
        if tries is None:
            if len(self._tries) >= _REMEMBERED:
                self._tries.clear()
            tries = self._tries[beginning] = self._tries_of(beginning_of(beginning))
        for order, rule, longest, hints, patterns in tries:
            if size > longest or (hints and not _holds(text, hints)):
                continue
            for needed, match in patterns:
                if (not needed or _holds(text, needed)) and match(text) is not None:
                    found.append((rule.verdict == "cue", order, rule))
                    break

    def _tries_of(self, beginning: str) -> list[_Try]:
        """What a line of a beginning is tried on, in the order of the file."""
        worth: dict[int, dict[int, _Pattern]] = {}
        for length in range(len(beginning) + 1):
            for order, number, pattern in self._patterns.get(beginning[:length], ()):
                worth.setdefault(order, {})[number] = pattern
        tries: list[_Try] = []
        for order, patterns in sorted(worth.items()):
            rule = self._rules[order]
            tries.append((order, rule, rule.max, tuple(rule.hints), list(patterns.values())))
        return tries


def _holds(text: str, strings: tuple[str, ...]) -> bool:
    for string in strings:  # noqa: SIM110, a loop is twice as fast as a generator here, and this is where the time goes
        if string in text:
            return True
    return False


def _patterns(rule: Rule) -> list[tuple[frozenset[str], _Pattern]]:
    """The patterns of a rule, each with the beginnings of the lines that it may match."""
    if rule.where == "any":
        together = "|".join(f"(?:{pattern})" for pattern in rule.patterns)
        return [(_ANY, ((), re.compile(together).search))]
    if rule.where == "end":
        return [(_ANY, (needs(pattern), _at_the_end(pattern))) for pattern in rule.patterns]
    compiled = [(pattern, re.compile(pattern)) for pattern in rule.patterns]
    return [
        (beginnings(pattern), (needs(pattern), one.fullmatch if rule.where == "line" else one.match))
        for pattern, one in compiled
    ]


def _at_the_end(pattern: str) -> _Match:
    search = re.compile(f"(?:{pattern})$").search
    return lambda text: search(text[-_TAIL:])


def _same_signs(text: str) -> str:
    """One kind of apostrophe, space and dash; the capitals stay."""
    for sign, same in _SIGNS.items():
        text = text.replace(sign, same)
    return text
