"""Articles that the full-text index finds most like a given one: the candidates for one story."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Sequence

import tantivy

from etl.archive import Candidate
from etl.article import Article
from etl.load.candidates import FIELDS, PERSON, TERMS, Window, with_articles
from etl.load.embedded.clauses import MUST, MUST_NOT, SHOULD, Clauses
from etl.load.embedded.fulltext import FullText
from etl.load.embedded.versions import EmbeddedVersion

COMMON = 0.05
"""A term of more than this share of the articles is not asked for: it tells little, and every article that has it would
be looked at."""
COMMON_ARTICLES = 1000
"""Articles up to which no term is common: looking at so few costs nothing."""


def like(
    version: EmbeddedVersion, wanted: Sequence[Article], windows: Sequence[Window], limit: int, have: Container[str]
) -> list[list[Candidate]]:
    """For each article, the others most like it, best first; copies are left out, since their originals stand for
    them."""
    searcher = version.fulltext.searcher()
    clauses = Clauses(version.fulltext.schema, version.fulltext.analyzers, searcher)
    found: list[dict[str, float]] = []
    for article, window in zip(wanted, windows, strict=True):
        hits = searcher.search(
            _query(version.fulltext, searcher, clauses, article, window), limit=limit, count=False
        ).hits
        found.append({str(searcher.doc(address).get_first("id")): round(score, 4) for score, address in hits})
    return with_articles(found, version.articles.get, have)


def _query(
    fulltext: FullText, searcher: tantivy.Searcher, clauses: Clauses, article: Article, window: Window
) -> tantivy.Query:
    schema = fulltext.schema
    people = [tantivy.Query.term_query(schema, "people", name) for name in article.people]
    # One level: tantivy is slower with a query for each field inside.
    likeness = [clause for name, boost in FIELDS.items() for clause in _terms(fulltext, searcher, article, name, boost)]
    likeness += [(SHOULD, tantivy.Query.boost_query(person, PERSON)) for person in people]
    filters = [(MUST, tantivy.Query.const_score_query(one, 0.0)) for one in clauses.between(*window)]
    return tantivy.Query.boolean_query(
        [
            (MUST, tantivy.Query.boolean_query(likeness, minimum_number_should_match=1)),
            *filters,
            (MUST_NOT, tantivy.Query.term_query(schema, "id", article.id)),
            (MUST_NOT, tantivy.Query.term_query(schema, "copy", 1)),
        ]
    )


def _terms(
    fulltext: FullText, searcher: tantivy.Searcher, article: Article, name: str, boost: float
) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    """The words of a field that tell most of it from the others, each weighed by that, the most telling by `boost`.

    tantivy's own more-like-this is not used: it counts deleted articles in the frequency of a word but not in the
    number of articles, and panics where a word so seems to be in more articles than there are.
    """
    value = getattr(article, name)
    if not value:
        return []
    counts = Counter(fulltext.analyzers["french_stemmed_search"].terms(value))
    common = max(COMMON * searcher.num_docs, COMMON_ARTICLES)
    telling: list[tuple[float, str]] = []
    for term, count in counts.items():
        frequency = searcher.doc_freq(name, term)
        if 0 < frequency <= common:
            articles = max(searcher.num_docs, frequency)
            telling.append((count * math.log(1 + (articles - frequency + 0.5) / (frequency + 0.5)), term))
    telling.sort(key=lambda one: (-one[0], one[1]))
    return [
        (
            SHOULD,
            tantivy.Query.boost_query(
                tantivy.Query.term_query(fulltext.schema, name, term), boost * weight / telling[0][0]
            ),
        )
        for weight, term in telling[:TERMS]
    ]
