"""What both engines ask when they look for candidates, and what a look-up found, with the articles."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

from etl.archive import Candidate
from etl.article import Article

TERMS = 20
"""The most telling terms of title and text that are asked for."""
FIELDS = {"title": 2.0, "text": 1.0}
"""What is compared, and its weight."""
PERSON = 2.0
"""Weight of a person that both articles name."""

Window = tuple[str | None, str | None]
"""The first and the last day on which a candidate may have appeared."""


def with_articles(
    found: Sequence[Mapping[str, float]], read: Callable[[list[str]], Mapping[str, Article]], have: Container[str]
) -> list[list[Candidate]]:
    """The candidates of each look-up in the order given; ids that have no article any more are left out.

    The look-ups of one night find many articles in common: each is read once.

    Args:
        found: Of each look-up the ids and their scores.
        read: Gives the articles of some ids.
        have: Ids that are not read, and left out.
    """
    articles = read(list(dict.fromkeys(id_ for scores in found for id_ in scores if id_ not in have)))
    return [
        [Candidate(id=id_, shared=score, article=articles[id_]) for id_, score in scores.items() if id_ in articles]
        for scores in found
    ]
