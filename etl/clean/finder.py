"""Many strings looked for in a text at once: one after the other they cost more than all else that the rules do."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation


class Finder:
    """Finds which of some strings a text holds."""

    def __init__(self, strings: Iterable[str]) -> None:
        patterns = list(strings)
        self._automaton = AhoCorasick(patterns, implementation=Implementation.DFA) if patterns else None

    def held(self, text: str) -> set[int]:
        """The places, among the strings, of those that a text holds."""
        if self._automaton is None:
            return set()
        return {place for place, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)}
