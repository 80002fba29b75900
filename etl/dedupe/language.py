"""The language of a text and the stems of its words, cheaply."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from importlib import resources

import Stemmer

# ISO 639-1 to the Snowball stemmers' names.
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "nb": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
# Words looked at to tell a language, and the share of function words under which none is told.
_LOOKED_AT = 200
_SHARE = 0.08


@functools.cache
def _words() -> dict[str, dict[str, frozenset[str]]]:
    data = tomllib.loads(resources.files("etl.dedupe").joinpath("words", "function_words.toml").read_text("utf-8"))
    return {kind: {code: frozenset(text.split()) for code, text in lists.items()} for kind, lists in data.items()}


@functools.cache
def stop_words(language: str) -> frozenset[str]:
    """The folded words of a language that say nothing of a subject; none for a language without a list."""
    lists = _words()
    return lists["function"].get(language, frozenset()) | lists["reporting"].get(language, frozenset())


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name, 0) if name else None


@functools.lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself in a language without a stemmer."""
    stemmer = _stemmer(language)
    return stemmer.stemWord(word) if stemmer else word


def detect(words: Sequence[str]) -> str:
    """The language that most function words among the folded words are of; `und` where too few are of any."""
    looked_at = words[:_LOOKED_AT]
    if not looked_at:
        return "und"
    counts = {code: sum(word in known for word in looked_at) for code, known in _words()["function"].items()}
    best = max(counts, key=lambda code: (counts[code], code))
    return best if counts[best] >= _SHARE * len(looked_at) else "und"


def of(declared: str | None, words: Sequence[str]) -> str:
    """The declared language (`fr`, `fr-CA`, `fr_FR`), else what the words show."""
    return declared.replace("_", "-").split("-")[0].lower() if declared else detect(words)
