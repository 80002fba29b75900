"""Articles that share something with others: near-duplicate keys, or their words and people."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

import elasticsearch

from etl.archive import Candidate
from etl.article import Article
from etl.load import document
from etl.load.candidates import FIELDS, PERSON, TERMS, Window, with_articles
from etl.load.elastic import pages
from etl.load.elastic.clauses import between
from etl.load.elastic.client import Patience, failure, reason

AT_ONCE = 25
"""Searches a request."""


class Similar:
    """Looks for candidates in one index or alias."""

    def __init__(self, client: elasticsearch.Elasticsearch, patience: Patience, index: str) -> None:
        self._client = client
        self._patience = patience
        self._index = index

    def by_keys(
        self, wanted: Sequence[Sequence[str]], at_least: int, limit: int, have: Container[str]
    ) -> list[list[Candidate]]:
        bodies = []
        for keys in wanted:
            shared = [{"constant_score": {"filter": {"term": {"keys": key}}}} for key in dict.fromkeys(keys)]
            query = {"bool": {"should": shared, "minimum_should_match": at_least}} if shared else {"match_none": {}}
            bodies.append({"query": query, "size": limit, "sort": ["_score", {"id": "asc"}]})
        return self._candidates(bodies, have)

    def like(
        self, wanted: Sequence[Article], windows: Sequence[Window], limit: int, have: Container[str]
    ) -> list[list[Candidate]]:
        bodies = []
        for article, window in zip(wanted, windows, strict=True):
            likeness = [
                _more_like(field, value, boost) for field, boost in FIELDS.items() if (value := getattr(article, field))
            ]
            likeness += [{"term": {"people": {"value": name, "boost": PERSON}}} for name in article.people]
            query = {
                "must": [{"bool": {"should": likeness, "minimum_should_match": 1}}],
                "filter": between(*window),
                "must_not": [{"term": {"id": article.id}}, {"exists": {"field": "duplicate_of"}}],
            }
            # Not sorted by id too: that would have every article scored that shares a word, and ties are rare here.
            bodies.append({"query": {"bool": query}, "size": limit})
        return self._candidates(bodies, have)

    def _candidates(self, bodies: Sequence[dict[str, Any]], have: Container[str]) -> list[list[Candidate]]:
        """What each search finds, best first."""
        scores = [{hit["_id"]: round(hit["_score"], 4) for hit in hits} for hits in self._all(bodies)]
        return with_articles(
            [dict(sorted(one.items(), key=lambda hit: (-hit[1], hit[0]))) for one in scores], self._read, have
        )

    def _read(self, ids: list[str]) -> dict[str, Article]:
        found = pages.mget(self._client, self._patience, self._index, ids)
        return {one["_id"]: document.article(one["_source"]) for one in found}

    def _all(self, bodies: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
        for start in range(0, len(bodies), AT_ONCE):
            few = bodies[start : start + AT_ONCE]
            searches = [part for body in few for part in ({}, {**body, "_source": False, "track_total_hits": False})]
            yield from self._patience.call(lambda searches=searches: self._answers(searches))  # type: ignore[misc]

    def _answers(self, searches: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        answers = self._client.msearch(index=self._index, searches=searches)["responses"]
        for answer in answers:
            if "error" in answer:
                raise failure(answer["status"], reason(answer))
        return [answer["hits"]["hits"] for answer in answers]


def _more_like(field: str, text: str, boost: float) -> dict[str, Any]:
    asked = {"fields": [field], "like": [text], "analyzer": "french_stemmed_search", "boost": boost}
    limits = {"min_term_freq": 1, "min_doc_freq": 1, "max_query_terms": TERMS, "minimum_should_match": "1"}
    return {"more_like_this": {**asked, **limits}}
