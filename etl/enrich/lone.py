"""Words that stand as a surname alone does: capitalised, outside of all names that were found, of one meaning."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache, lru_cache

from etl.article import Article, EntityType, Mention
from etl.enrich.gazetteer import place_key, places
from etl.enrich.given import given_names
from etl.enrich.spans import table
from etl.enrich.words import common_words
from etl.normalise import fold

_CAPITALISED = re.compile(
    r"(?<![\w’'.&@#/-])(?:(?:[Dd]|[Qq]u)['’])?(?P<word>[A-ZÀ-ÖØ-Þ]\w{3,}(?:-[A-ZÀ-ÖØ-Þ]\w+)*)(?![\w&@/-])"
)
"""Words of four letters and more: shorter ones are acronyms and words of other languages more often than surnames."""
_BEFORE = re.compile(r"([^\W\d_][\w’'-]*)\s+(?:[dD]['’])?$")
_AFTER = re.compile(r"\s+([^\W\d_][\w’'-]*)")
_SENTENCE_END = re.compile(r"(?:^|[.!?…:«“\n–—-])[\s«“]*$")
_REACH = 32


def alone(article: Article, wanted: Container[str] | None = None) -> Iterator[Mention]:
    """The words of an article that stand as surnames alone do, outside of all names that were found in it.

    Args:
        article: The article.
        wanted: Folded words to look for; none: any.
    """
    text = article.text
    spans = sorted((m.start, m.end) for e in article.entities for m in e.mentions)
    taken = {fold(w) for e in article.entities for w in e.name.split() if e.type != EntityType.PER or " " in e.name}
    starts, ends = {s for s, _ in spans}, {e for _, e in spans}
    at = 0
    for match in _CAPITALISED.finditer(text):
        start, end = match.span("word")
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if at < len(spans) and spans[at][0] < end:
            continue
        word = match["word"]
        if wanted is not None and folded(word) not in wanted:
            continue
        if means_else(word) or folded(word) in taken or _in_a_name(text, start, end, starts, ends):
            continue
        yield Mention(text=word, start=start, end=end)


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """As `etl.normalise.fold`, remembered."""
    return fold(word)


@lru_cache(maxsize=65536)
def means_else(word: str) -> bool:
    """True for a word that has another meaning, whoever is called so."""
    lower = word.lower()
    return (
        lower in common_words()
        or lower in _function_words()
        or fold(word) in given_names()
        or place_key(word) in places()
    )


@cache
def _function_words() -> frozenset[str]:
    return frozenset(w for group in table("never").values() for w in group["words"])


@cache
def _named_after() -> frozenset[str]:
    return frozenset(table("surnames")["named_after"]["words"])


@cache
def _titles() -> frozenset[str]:
    return frozenset(w.lower() for w in table("titles")["words"])


def _in_a_name(text: str, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    """True where the word is a part of something longer, or is what something is named after."""
    before = _BEFORE.search(text, max(0, start - _REACH), start)
    after = _AFTER.match(text, end, end + _REACH)
    if before and (before.end(1) in ends or before[1].lower() in _named_after()):
        return True
    opens = before is not None and _SENTENCE_END.search(text, max(0, start - _REACH), before.start(1)) is not None
    if before and _is_part(before[1], opens=opens):
        return True
    return after is not None and (after.start(1) in starts or _is_part(after[1], opens=False))


def _is_part(neighbour: str, *, opens: bool) -> bool:
    """True for a neighbour with a capital that it does not have for another reason: « Golden » beside « Globes »."""
    lower = neighbour.lower()
    if not neighbour[0].isupper() or lower in _function_words() or lower in _titles():
        return False
    return not ((opens or neighbour.isupper()) and lower in common_words())
