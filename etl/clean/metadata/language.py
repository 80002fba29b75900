"""The language of a text: a maintained detector over what was kept, and the page's own word for short texts."""

from __future__ import annotations

import functools
from typing import Any

_ENOUGH = 120  # characters from which the detector is trusted against the page
_SAMPLE = 160  # characters looked at from the start, and as many from the middle: the detector takes its time


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
    code, probability = _identifier().classify(_sample(text))
    if probability < 0.8:
        return (said, "declared") if said else (None, None)
    return str(code), "text"


def _sample(text: str) -> str:
    if len(text) <= 2 * _SAMPLE:
        return text
    middle = len(text) // 2
    return f"{text[:_SAMPLE]}\n{text[middle : middle + _SAMPLE]}"
