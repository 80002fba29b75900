"""A story in order of time: who was first, and what each article added."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from etl import normalise
from etl.article import Article
from etl.dedupe import order

_SENTENCE = re.compile(r"(?<=[.!?…»”])\s+|\n+")
_FIGURE = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:,\d+)?\s?(?:%|€|\$)?")
_NAME = re.compile(r"(?<![.!?…:«“\n] )(?<![.!?…:«“\n])\b[A-ZÀ-Ý][\w’'-]+(?: (?:de |du |des |d’)?[A-ZÀ-Ý][\w’'-]+)*")
# Share of a sentence's words that were already there from which it adds nothing.
_KNOWN = 0.7
_SHOWN = 3


class Entry(NamedTuple):
    """One article of a story.

    Attributes:
        article: The article.
        sentences: Those of its sentences that say what no earlier article said, in order.
        figures: Figures that no earlier article had.
        names: Names that no earlier article had.
    """

    article: Article
    sentences: list[str]
    figures: list[str]
    names: list[str]


def _names(article: Article, text: str) -> list[str]:
    """The entities' names where they were recognised, else the words with a capital inside a sentence."""
    return [entity.name for entity in article.entities] or [match[0] for match in _NAME.finditer(text)]


def timeline(articles: Iterable[Article]) -> list[Entry]:
    """The articles of a story, the earliest first, each with what it added; copies add nothing."""
    seen_words: set[str] = set()
    seen_phrases: set[tuple[str, str]] = set()
    seen: set[str] = set()
    entries = []
    for article in sorted(articles, key=order.sort_key):
        text = article.text
        fresh = []
        for sentence in (part.strip() for part in _SENTENCE.split(text)):
            words = normalise.words(sentence)
            phrases = set(itertools.pairwise(words))
            if len(words) >= 4 and len(phrases & seen_phrases) < _KNOWN * len(phrases):
                fresh.append(sentence)
        added: list[list[str]] = []
        for found in ([match[0].strip() for match in _FIGURE.finditer(text)], _names(article, text)):
            folded = {item: normalise.fold(item) for item in found}
            added.append([item for item in folded if folded[item] not in seen and folded[item] not in seen_words])
            seen |= set(folded.values())
        words = normalise.words(text)
        seen_words |= set(words)
        seen_phrases |= set(itertools.pairwise(words))
        entries.append(Entry(article, *([[], [], []] if article.duplicate_of else [fresh, *added])))
    return entries


def render_terminal(entries: list[Entry], console: Console) -> None:
    """Print a story."""
    for number, entry in enumerate(entries):
        article = entry.article
        mark = "first" if number == 0 else ("copy " if article.duplicate_of else "     ")
        parts = (
            article.published_at or "undated",
            article.source,
            article.title or " ".join(article.text.split()[:10]),
        )
        console.print(_text(f"{mark}  {' · '.join(part for part in parts if part)}", style="bold"))
        if article.duplicate_of:
            console.print(_text(f"         {article.duplicate_kind} copy of {article.duplicate_of}"))
            continue
        if number:
            console.print(_text(f"         added {len(entry.sentences)} sentences"))
        for label, items in (("figures", entry.figures), ("names", entry.names)):
            if items and number:
                console.print(_text(f"         new {label}: {', '.join(items[:10])}"))
        for sentence in entry.sentences[:_SHOWN]:
            console.print(_text(f"         + {sentence}"))


def _text(words: str, style: str = "") -> Text:
    return Text(normalise.printable(words), style=style)
