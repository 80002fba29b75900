"""A reader's line as an Elasticsearch query; its twin for the embedded engine is `etl.load.embedded.clauses`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from etl.archive import Query
from etl.load import compounds
from etl.load import query as weights
from etl.load.document import window
from etl.load.query import EXACT_FIELDS, STEMMED_FIELDS, Reading

Clause = dict[str, Any]


def build(reading: Reading, query: Query, unknown: frozenset[str], *, partly: bool = False) -> Clause:
    """The whole query: what ranks, what filters, what excludes.

    `unknown` words may be slips of the keyboard; `partly`: one of the words will do.
    """
    must: list[Clause] = []
    should: list[Clause] = []
    if reading.words:
        words = _words(reading, unknown)
        enough = {"bool": {"should": words, "minimum_should_match": reading.needed}}
        if partly:
            must.append({"bool": {"should": words, "minimum_should_match": 1}})
            should.append({"constant_score": {"filter": enough, "boost": weights.ENOUGH}})
        else:
            must.append(enough)
        should += [_boosted(_exactly(word), weights.AS_WRITTEN) for word in reading.words]
        if len(reading.words) > 1:
            together = phrase(" ".join(reading.words), slop=weights.TOGETHER_SLOP)
            should.append(_boosted(together, weights.TOGETHER))
    for one in reading.phrases:
        must.append(phrase(one))
        if weights.has_accents(one):
            should.append(_boosted(phrase(one, "french_accented_search"), weights.WITH_ACCENTS))
    without = [stemmed(word) for word in reading.without_words] + [phrase(one) for one in reading.without_phrases]
    return {"bool": {"must": must, "should": should, "must_not": without, "filter": filters(query)}}


def marked(reading: Reading, unknown: frozenset[str]) -> Clause:
    """What is shown of a hit: each word and each phrase (nearness, which ranks, would mark what stands between)."""
    return {"bool": {"should": _words(reading, unknown) + [phrase(one) for one in reading.phrases]}}


def _words(reading: Reading, unknown: frozenset[str]) -> list[Clause]:
    return [unknown_word(word) if word in unknown else stemmed(word) for word in reading.words]


def filters(query: Query) -> list[Clause]:
    wanted = {"source": query.source, "people": query.person, "organizations": query.organization}
    wanted |= {"places": query.place, "story_id": query.story}
    made: list[Clause] = [{"term": {name: value}} for name, value in wanted.items() if value is not None]
    return made + between(*window(query.since, query.until))


def between(since: str | None, until: str | None) -> list[Clause]:
    """Articles that may have been published inside a window of days (both ends inclusive, none: open)."""
    ranges: list[Clause] = []
    if since:
        ranges.append({"range": {"last_day": {"gte": since}}})
    if until:
        ranges.append({"range": {"first_day": {"lte": until}}})
    return ranges


def stemmed(word: str) -> Clause:
    """A word in any inflection; a compound however it is written."""
    ways = [_inflected(word), *(phrase(two) for two in compounds.parted(word))]
    one = compounds.joined(word)
    return _best(ways if one is None else [*ways, _inflected(one)])


def unknown_word(word: str) -> Clause:
    """A word that no article has: with a slip of the keyboard, or in two."""
    asked = {"query": word, "operator": "and", "fuzziness": weights.slips(word)}
    slip = _boosted(_fields(EXACT_FIELDS, ".exact", lambda boost: ("match", {**asked, "boost": boost})), weights.FUZZY)
    return _best([slip, *(phrase(two) for two in compounds.parted(word, anywhere=True))])


def _inflected(word: str) -> Clause:
    return _fields(STEMMED_FIELDS, "", lambda boost: ("match", {"query": word, "operator": "and", "boost": boost}))


def _exactly(word: str) -> Clause:
    analyzer = "french_accented_search" if weights.has_accents(word) else "french_exact_search"
    asked = {"query": word, "analyzer": analyzer, "operator": "and"}
    return _fields(EXACT_FIELDS, ".exact", lambda boost: ("match", {**asked, "boost": boost}))


def phrase(words: str, analyzer: str = "french_exact_search", slop: int = 0) -> Clause:
    """Words as written, one after the other, with up to `slop` words between."""
    asked = {"query": words, "analyzer": analyzer, "slop": slop}
    return _fields(EXACT_FIELDS, ".exact", lambda boost: ("match_phrase", {**asked, "boost": boost}))


def _fields(boosts: Mapping[str, float], suffix: str, make: Callable[[float], tuple[str, Clause]]) -> Clause:
    queries = []
    for field, boost in boosts.items():
        kind, asked = make(boost)
        queries.append({kind: {f"{field}{suffix}": asked}})
    return {"dis_max": {"queries": queries, "tie_breaker": weights.TIE_BREAKER}}


def _best(ways: list[Clause]) -> Clause:
    return ways[0] if len(ways) == 1 else {"dis_max": {"queries": ways}}


def _boosted(clause: Clause, boost: float) -> Clause:
    return {"bool": {"must": [clause], "boost": boost}}
