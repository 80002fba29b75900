"""A reader's search in Elasticsearch: find, hide copies, collapse stories, page, explain."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import elasticsearch

from etl.archive import Hit, IndexFailure, Query, Results
from etl.load import document
from etl.load.analysis import Analyzer
from etl.load.elastic import clauses
from etl.load.elastic.client import Patience
from etl.load.query import Reading, read, slips

# Control characters at the edge of a passage would be trimmed by Elasticsearch, so the marks travel as private ones.
_SENT = ("\ue000", "\ue001")
_MARKS = str.maketrans(dict(zip(_SENT, ("\x02", "\x03"), strict=True)))
_COPIES = {"exists": {"field": "duplicate_of"}}
_DEEPEST = 10_000
"""Elasticsearch pages through so many hits (`index.max_result_window`)."""
_HIGHLIGHT = {
    "pre_tags": [_SENT[0]],
    "post_tags": [_SENT[1]],
    "order": "score",
    "fragment_size": 160,
    "number_of_fragments": 3,
    "fields": {
        "text": {"matched_fields": ["text", "text.exact"]},
        "lead": {"matched_fields": ["lead", "lead.exact"]},
        "title": {"matched_fields": ["title", "title.exact"], "number_of_fragments": 0},
        "spellings": {"matched_fields": ["spellings", "spellings.exact"]},
    },
}
_SHOWN_FIRST = ("text", "lead", "title", "spellings")


class Search:
    """Searches in one index or alias."""

    def __init__(
        self, client: elasticsearch.Elasticsearch, patience: Patience, index: str, analyzers: Mapping[str, Analyzer]
    ) -> None:
        self._client = client
        self._patience = patience
        self._index = index
        self._analyzers = analyzers

    def answer(self, query: Query) -> Results:
        """Answer a query.

        Raises:
            IndexFailure: The page asked for lies too deep.
        """
        if query.offset + query.size > _DEEPEST:
            raise IndexFailure(f"only the first {_DEEPEST} hits can be paged through; narrow the search by a filter")
        started = time.perf_counter()
        reading = read(query.text, self._analyzers)
        found = self._found(reading, query)
        hits = found["hits"]["hits"]
        copies = self._copies([hit["_source"]["id"] for hit in hits])
        total = found["hits"]["total"]["value"]
        if query.collapse:
            total = found["aggregations"]["shown"]["stories"]["value"]
        return Results(
            hits=[self._hit(hit, query, copies) for hit in hits],
            total=total,
            hidden_copies=0 if query.copies else found["aggregations"]["copies"]["doc_count"],
            milliseconds=(time.perf_counter() - started) * 1000,
        )

    def _found(self, reading: Reading, query: Query) -> Any:
        unknown = self._unknown(reading)
        found: Any = None
        for partly in (False, True):
            body = self._body(reading, query, unknown, partly=partly)
            # A part of the archive is no answer: a shard that is away is an error, not fewer articles.
            asked = {"index": self._index, "allow_partial_search_results": False, **body}
            found = self._patience.call(lambda asked=asked: self._client.search(**asked))  # type: ignore[misc]
            if reading.is_as_typed(found["hits"]["total"]["value"]):
                break
        return found

    def _body(self, reading: Reading, query: Query, unknown: frozenset[str], *, partly: bool) -> dict[str, Any]:
        ranked: list[Any] = [{"_score": "desc"}] if reading.asks else []
        body: dict[str, Any] = {
            "query": clauses.build(reading, query, unknown, partly=partly),
            "from_": query.offset,
            "size": query.size,
            "sort": [*ranked, {"dated": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
            "track_total_hits": True,
            "track_scores": True,
            "aggregations": {"copies": {"filter": _COPIES}},
        }
        shown: dict[str, Any] = {"match_all": {}} if query.copies else {"bool": {"must_not": [_COPIES]}}
        if not query.copies:
            body["post_filter"] = shown
        if reading.asks:
            body["highlight"] = {**_HIGHLIGHT, "highlight_query": clauses.marked(reading, unknown)}
        if query.collapse:
            # Inner hits obey the post filter too, so that a hidden copy counts for nothing.
            body["collapse"] = {"field": "collapse_on", "inner_hits": {"name": "story", "size": 0}}
            stories = {"cardinality": {"field": "collapse_on", "precision_threshold": 40_000}}
            body["aggregations"]["shown"] = {"filter": shown, "aggregations": {"stories": stories}}
        return body

    def _unknown(self, reading: Reading) -> frozenset[str]:
        """The words that no article has in any inflection."""
        words = [word for word in reading.words if slips(word)]
        if not words:
            return frozenset()
        searches: list[dict[str, Any]] = []
        for word in words:
            searches += ({}, {"query": clauses.stemmed(word), "size": 0, "terminate_after": 1})
        answers = self._patience.call(lambda: self._client.msearch(index=self._index, searches=searches))["responses"]
        found = [answer.get("hits", {}).get("total", {}).get("value", 1) for answer in answers]
        return frozenset(word for word, total in zip(words, found, strict=True) if not total)

    def _copies(self, ids: list[str]) -> dict[str, int]:
        if not ids:
            return {}
        answer = self._patience.call(
            lambda: self._client.search(
                index=self._index,
                size=0,
                query={"terms": {"duplicate_of": ids}},
                aggregations={"of": {"terms": {"field": "duplicate_of", "size": len(ids)}}},
            )
        )
        return {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["of"]["buckets"]}

    @staticmethod
    def _hit(hit: dict[str, Any], query: Query, copies: dict[str, int]) -> Hit:
        marked = hit.get("highlight", {})
        passages: list[str] = next((marked[field] for field in _SHOWN_FIRST if field in marked), [])
        others = hit["inner_hits"]["story"]["hits"]["total"]["value"] - 1 if query.collapse else 0
        return Hit(
            article=document.article(hit["_source"]),
            score=hit["_score"] or 0.0,
            snippets=[passage.translate(_MARKS) for passage in passages],
            others_in_story=others,
            copies=copies.get(hit["_source"]["id"], 0),
        )
