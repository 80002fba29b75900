"""Articles that the full-text index finds most like a given one: the candidates for one story."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy

from etl.archive import Candidate
from etl.article import Article
from etl.load.embedded.clauses import MUST, MUST_NOT, SHOULD, Clauses
from etl.load.embedded.fulltext import FullText
from etl.load.embedded.versions import EmbeddedVersion

TERMS = 30
"""The most telling terms of title and text that are asked for."""

FIELDS = {"title": 2.0, "text": 1.0}
PERSON = 2.0
"""Weight of a person that both articles name."""

Window = tuple[str | None, str | None]


def like(
    version: EmbeddedVersion, wanted: Sequence[Article], windows: Sequence[Window], limit: int
) -> list[list[Candidate]]:
    """For each article, the others most like it, best first; copies are left out, since their originals stand for
    them."""
    searcher = version.fulltext.searcher()
    clauses = Clauses(version.fulltext.schema, version.fulltext.analyzers, searcher)
    found: list[list[Candidate]] = []
    for article, window in zip(wanted, windows, strict=True):
        hits = searcher.search(_query(version.fulltext, clauses, article, window), limit=limit, count=False).hits
        scores = {str(searcher.doc(address).get_first("id")): score for score, address in hits}
        articles = version.articles.get(list(scores))
        found.append(
            [
                Candidate(id=id_, shared=round(score, 4), article=articles[id_])
                for id_, score in scores.items()
                if id_ in articles
            ]
        )
    return found


def _query(fulltext: FullText, clauses: Clauses, article: Article, window: Window) -> tantivy.Query:
    schema = fulltext.schema
    people = [tantivy.Query.term_query(schema, "people", name) for name in article.people]
    likeness = [
        (SHOULD, tantivy.Query.boost_query(_terms(fulltext, article, name), boost)) for name, boost in FIELDS.items()
    ]
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


def _terms(fulltext: FullText, article: Article, name: str) -> tantivy.Query:
    value = getattr(article, name)
    if not value:
        return tantivy.Query.empty_query()
    text = " ".join(fulltext.analyzers["french_stemmed_search"].terms(value))
    return tantivy.Query.more_like_this_document_fields_query(
        fulltext.schema,
        {name: [text]},
        min_doc_frequency=1,
        min_term_frequency=1,
        max_query_terms=TERMS,
    )
