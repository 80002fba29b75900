"""Why an article was found: the passages that hold the reader's words, each word between two control characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from etl.article import Article
from etl.load import compounds
from etl.load.analysis import Analyzer, Token
from etl.load.query import Reading, slips

START, END = "\x02", "\x03"
LENGTH = 160
"""Code points of a passage, more or less: it begins and ends between two words."""
MOST = 3
"""Passages an article."""


class _Span(NamedTuple):
    start: int
    end: int


class Snippets:
    """Finds the passages for one reading."""

    def __init__(self, reading: Reading, analyzers: Mapping[str, Analyzer]) -> None:
        self._analyzers = analyzers
        spelt = [way for word in reading.words for way in (word, compounds.joined(word)) if way]
        in_two = [two for word in reading.words for two in compounds.parted(word, anywhere=True)]
        self._stems = {token.term for way in spelt for token in self._tokens("french_stemmed_search", way)}
        self._phrases = [
            [token.term for token in self._tokens("french_exact_search", one)] for one in (*reading.phrases, *in_two)
        ]
        self._slips = [
            (token.term, slips(word))
            for word in reading.words
            for token in self._tokens("french_exact_search", word)
            if slips(word)
        ]

    def _tokens(self, analyzer: str, text: str) -> list[Token]:
        return list(self._analyzers[analyzer].tokens(text))

    def of(self, article: Article) -> list[str]:
        """Passages of the text; where it holds none of the words, of the lead, the title or the known spellings."""
        fields: Iterable[Sequence[str | None]] = ([article.text], [article.lead], [article.title], article.spellings)
        for find in (self._spans, self._near_spans):
            for values in fields:
                found = [snippet for value in values if value for snippet in passages(value, find(value))]
                if found:
                    return found[:MOST]
        return []

    def _spans(self, text: str) -> list[_Span]:
        spans = {
            _Span(token.start, token.end) for token in self._tokens("french_stemmed", text) if token.term in self._stems
        }
        if self._phrases:
            tokens = self._tokens("french_exact_search", text)
            for phrase in self._phrases:
                for at in range(len(tokens) - len(phrase) + 1):
                    window = tokens[at : at + len(phrase)]
                    if [token.term for token in window] == phrase:
                        spans |= {_Span(token.start, token.end) for token in window}
        return sorted(spans)

    def _near_spans(self, text: str) -> list[_Span]:
        return [
            _Span(token.start, token.end)
            for token in self._tokens("french_exact_search", text)
            if any(OSA.distance(token.term, term, score_cutoff=most) <= most for term, most in self._slips)
        ]


def passages(text: str, spans: Sequence[_Span]) -> list[str]:
    """Up to `MOST` passages, those with the most spans, in the order of the text."""
    groups: list[list[_Span]] = []
    for span in spans:
        if groups and span.end - groups[-1][0].start <= LENGTH:
            groups[-1].append(span)
        else:
            groups.append([span])
    best = sorted(sorted(groups, key=lambda group: (-len(group), group[0].start))[:MOST])
    return [_passage(text, group) for group in best]


def _passage(text: str, spans: Sequence[_Span]) -> str:
    room = max(0, LENGTH - (spans[-1].end - spans[0].start)) // 2
    start, end = max(0, spans[0].start - room), min(len(text), spans[-1].end + room)
    if start:
        start = next((at + 1 for at in range(start, spans[0].start) if text[at].isspace()), spans[0].start)
    if end < len(text):
        end = next((at for at in range(end, spans[-1].end, -1) if text[at - 1].isspace()), spans[-1].end)
    parts: list[str] = []
    for span in spans:
        parts += (_plain(text[start : span.start]), START, _plain(text[span.start : span.end]), END)
        start = span.end
    return "".join((*parts, _plain(text[start:end]))).strip()


def _plain(text: str) -> str:
    """A page may hold our two marks itself: it must not be able to forge them."""
    return text.replace(START, "").replace(END, "")
