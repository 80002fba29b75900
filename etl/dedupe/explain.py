"""Why two articles are copies, tell one story, or neither."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from etl.article import Article
from etl.dedupe import near, order, pairs, stories, verdict, verifier
from etl.dedupe.corpus import Corpus
from etl.dedupe.passages import Passage, shared_passages
from etl.dedupe.story_terms import terms_of
from etl.dedupe.verdict import MEANING, Verdict
from etl.normalise import printable
from etl.settings import DedupeSettings

_SHOWN = 8

_WORDING = {
    "contained": "of the shorter text is in the longer one",
    "covered": "of the longer text is in the shorter one",
    "figures": "of the figures in the part that matches are in both",
    "names": "of the names in the part that matches are in both",
    "title": "of the words of the shorter title are in the other",
}


class PairExplanation(NamedTuple):
    """What two articles are to each other, and what speaks for it.

    Attributes:
        first: The article that comes first in the one order (it would be kept).
        second: The other.
        verdict: What they are.
        probability: That one is a copy of the other, 0 to 1.
        keys: Near-duplicate keys in common, of up to 48.
        features: The features of the pair by name, see `etl.dedupe.pairs.FEATURES`.
        story: Log odds that they tell one story; null where their story ids say it.
        passages: What they share word for word, in the order of the first.
    """

    first: Article
    second: Article
    verdict: Verdict
    probability: float
    keys: int
    features: dict[str, float]
    story: float | None
    passages: list[Passage]

    @property
    def reasons(self) -> list[str]:
        """The features in words."""
        out = [f"{self.keys} of up to 48 keys in common"]
        out += [f"{self.features[name]:.0%} {words}" for name, words in _WORDING.items()]
        if self.passages:
            longest = max(passage.words for passage in self.passages)
            out.append(f"{len(self.passages)} passages in common, the longest of {longest} words")
        out.append(f"probability of a copy {self.probability:.2f}")
        if self.story is not None:
            out.append(
                f"log odds of one story {self.story:+.1f} (these two alone; a night also weighs their neighbours)"
            )
        return out

    def render_terminal(self, console: Console) -> None:
        """Print the explanation."""
        console.print(_text(f"{self.verdict}: {MEANING[self.verdict]}", style="bold"))
        console.print(_text(f"  first   {_name(self.first)}"))
        console.print(_text(f"  second  {_name(self.second)}"))
        for reason in self.reasons:
            console.print(_text(f"  - {reason}"))
        if not self.passages:
            return
        table = Table("first", "second", title="Shared passages, the longest", show_lines=True)
        longest = sorted(self.passages, key=lambda passage: (-passage.words, passage.first_start))[:_SHOWN]
        for passage in sorted(longest, key=lambda passage: passage.first_start):
            table.add_row(_text(passage.first), _text(passage.second))
        console.print(table)


def _name(article: Article) -> str:
    opening = article.title or " ".join(article.text.split()[:10])
    return " · ".join(part for part in (article.id, article.source, article.published_at, opening) if part)


def _story_odds(first: Article, second: Article) -> float:
    with terms_of([first, second]) as terms:
        return stories.pair_odds(terms)


def _same_story(first: Article, second: Article) -> tuple[bool, float | None]:
    if first.story_id and second.story_id:
        return first.story_id == second.story_id, None
    odds = _story_odds(first, second)
    return odds > 0, odds


def explain_pair(a: Article, b: Article, settings: DedupeSettings | None = None) -> PairExplanation:
    """Compare two articles.

    Args:
        a: One article; the order of the two does not matter.
        b: The other.
        settings: How copies and stories are told apart.

    The two are all that is known here: what their outlets print again and again is learnt in a night, not from a pair.
    """
    settings = settings or DedupeSettings()
    first, second = sorted((a, b), key=order.sort_key)
    corpus = Corpus()
    try:
        corpus.add([first, second])
        one, other = np.array([0]), np.array([1])
        measured = pairs.measure(corpus, one, other, np.empty(0, dtype=np.uint32))
        judge = verifier.load("near", pairs.FEATURES)
        probability = float(judge.probability(measured)[0])
        features = dict(zip(pairs.FEATURES, measured[0].tolist(), strict=True))
        keys = len(np.intersect1d(corpus.keys[0], corpus.keys[1]))
        copies = near.find_copies(corpus, np.array([0, 1]), threshold=settings.copy_probability)
        same_words = bool(corpus.content[0] == corpus.content[1] and corpus.content[0])
        copy = bool(copies.of[1] == 0)
    finally:
        corpus.close()
    related, odds = _same_story(first, second)
    if first.id == second.id or (first.url and first.url == second.url):
        found = Verdict.VERSION
    elif same_words:
        found = Verdict.EXACT
    elif copy:
        found = verdict.of_copies(features)
    else:
        found = verdict.of_others(features, first, second, related)
    return PairExplanation(
        first, second, found, probability, keys, features, odds, shared_passages(first.text, second.text)
    )


def _text(words: str, style: str = "") -> Text:
    return Text(printable(words), style=style)
