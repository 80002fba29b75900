"""The language of a text: the page's own word where the commonest words bear it out, else a maintained detector."""

from __future__ import annotations

import functools
import json
import re
from importlib import resources
from typing import Any

_ENOUGH = 120  # characters from which the detector is trusted against the page
_SAMPLE = 160  # characters looked at from the start, and as many from the middle: the detector takes its time
_WORD = re.compile(r"[^\W_]+")
_PLAIN = 0.3  # share of the words that are among the commonest of the language that the page says it is in
_OTHERS = 0.7  # and so much of that share, at most, is what any other language knows of them


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str, declared: str | None) -> tuple[str | None, str | None]:
    """Language (ISO 639-1) and what told it: `text` or `declared`."""
    said = (declared or "").strip().lower()[:2]
    said = said if said.isalpha() and len(said) == 2 else ""
    if len(text) < _ENOUGH and said:
        return said, "declared"
    if len(text.split()) < 4:
        return (said, "declared") if said else (None, None)
    sample = _sample(text)
    if said and _is_plainly(sample, said):
        return said, "text"
    code, probability = _identifier().classify(sample)
    if probability < 0.8:
        return (said, "declared") if said else (None, None)
    return str(code), "text"


@functools.cache
def _common() -> dict[str, frozenset[str]]:
    lists = json.loads(resources.files("etl.clean").joinpath("rules/words.json").read_text("utf-8"))
    return {code: frozenset(text.split()) for code, text in lists.items() if code != "about"}


def _is_plainly(sample: str, said: str) -> bool:
    """Whether a text is so full of the commonest words of a language that the detector need not be asked."""
    if said not in _common():
        return False
    words = _WORD.findall(sample.lower())
    known = {code: sum(map(common.__contains__, words)) for code, common in _common().items()}
    spoken = known.pop(said)
    return spoken >= _PLAIN * len(words) and max(known.values()) <= _OTHERS * spoken


def _sample(text: str) -> str:
    if len(text) <= 2 * _SAMPLE:
        return text
    middle = len(text) // 2
    return f"{text[:_SAMPLE]}\n{text[middle : middle + _SAMPLE]}"
