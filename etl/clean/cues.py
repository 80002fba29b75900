"""What class words, ids and roles stand for (`rules/markup.toml`)."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z]+")
_CACHE_LIMIT = 20_000
_MAX_NAME = 400


class ClassCues:
    """Reads attribute values as cues; what was read once is remembered, as pages of one source share their classes."""

    def __init__(self) -> None:
        data = tomllib.loads(resources.files("etl.clean").joinpath("rules/markup.toml").read_text("utf-8"))
        self._single: dict[str, set[str]] = {}
        self._phrases: dict[str, list[tuple[str, str]]] = {}
        for cue in data["cue"]:
            for word in cue["words"]:
                if " " in word:
                    self._phrases.setdefault(word.split()[0], []).append((f" {word} ", cue["name"]))
                self._single.setdefault(word.replace(" ", ""), set()).add(cue["name"])
        self._seen: dict[str, frozenset[str]] = {}

    def of(self, names: str) -> frozenset[str]:
        """The cues of an attribute's value."""
        known = self._seen.get(names)
        if known is not None:
            return known
        split = _SPLIT.split(_CAMEL.sub(" ", names[:_MAX_NAME]).lower())
        found: set[str] = set()
        for word in split:
            if word in self._single:
                found |= self._single[word]
            for phrase, cue in self._phrases.get(word, ()):
                if phrase in f" {' '.join(split)} ":
                    found.add(cue)
        result = frozenset(found)
        if len(names) <= _MAX_NAME:
            if len(self._seen) >= _CACHE_LIMIT:
                self._seen.clear()
            self._seen[names] = result
        return result
