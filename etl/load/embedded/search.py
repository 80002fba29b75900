"""A reader's search in the embedded index: find, hide copies, collapse stories, page, explain."""

from __future__ import annotations

import time
from collections import Counter

from etl.archive import Hit, Query, Results
from etl.load.embedded.articles import Articles
from etl.load.embedded.clauses import Clauses
from etl.load.embedded.fulltext import FullText, Match, matches
from etl.load.embedded.snippets import Snippets
from etl.load.query import read


def search(articles: Articles, fulltext: FullText, query: Query) -> Results:
    """Answer a query from one version of the index."""
    started = time.perf_counter()
    reading = read(query.text, fulltext.analyzers)
    searcher = fulltext.searcher()
    clauses = Clauses(fulltext.schema, fulltext.analyzers, searcher)
    found = matches(searcher, clauses.build(reading, query))
    if not reading.is_as_typed(sum(query.copies or not match.copy for match in found)):
        found = matches(searcher, clauses.build(reading, query, partly=True))
    shown = [match for match in found if query.copies or not match.copy]
    stories = Counter(match.story for match in shown)
    listed = _first_of_each_story(shown) if query.collapse else shown
    page = listed[query.offset : query.offset + query.size]
    ids = [str(searcher.doc(match.address).get_first("id")) for match in page]
    bodies = articles.get(ids)
    copies = articles.grouped("duplicate_of", ids)
    snippets = Snippets(reading, fulltext.analyzers)
    hits = [
        Hit(
            article=bodies[id_],
            score=match.score,
            snippets=snippets.of(bodies[id_]) if reading.asks else [],
            others_in_story=stories[match.story] - 1 if query.collapse else 0,
            copies=len(copies.get(id_, ())),
        )
        for id_, match in zip(ids, page, strict=True)
        if id_ in bodies
    ]
    return Results(
        hits=hits,
        total=len(listed),
        hidden_copies=len(found) - len(shown),
        milliseconds=(time.perf_counter() - started) * 1000,
    )


def _first_of_each_story(found: list[Match]) -> list[Match]:
    first: dict[int, Match] = {}
    for match in found:
        first.setdefault(match.story, match)
    return list(first.values())
