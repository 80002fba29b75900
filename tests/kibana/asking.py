"""What Kibana would send to Elasticsearch for a question: Lens's columns as aggregations, pills and KQL as a query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from etl.kibana.panels import Question

Json = dict[str, Any]
_PAIR = re.compile(r'^([\w.]+) : "([^"]*)"$')
_YEARS = re.compile(r"now-\d+y")


def query_of(question: Question, time_field: str, *, shift: str = "") -> Json:
    """The documents that a question is about; `shift` moves its period back (`1w`)."""
    filters: list[Json] = []
    unwanted: list[Json] = []
    if question.period:
        back = f"-{shift}" if shift else ""
        start, end = (f"{edge}{back}" for edge in question.period)
        filters.append({"range": {time_field: {"gte": start, "lte": end, "format": "strict_date_optional_time"}}})
    if question.query:
        pair = _PAIR.match(question.query)
        assert pair, f"{question.where}: KQL that this test cannot read: {question.query}"
        filters.append({"match_phrase": {pair[1]: pair[2]}})
    for pill in question.filters:
        (unwanted if pill["meta"]["negate"] else filters).append(pill["query"])
    return {"bool": {"filter": filters, "must_not": unwanted}}


def aggregations_of(question: Question) -> Json:
    """The aggregations of a Lens layer: each bucket inside the one before, the numbers inside the last."""
    buckets = {name: column for name, column in question.columns.items() if column["isBucketed"]}
    numbers = {name: column for name, column in question.columns.items() if not column["isBucketed"]}
    inner = {name: made for name, column in numbers.items() if (made := _number(column))}
    for name, column in reversed(buckets.items()):
        bucket = _bucket(column, question, numbers)
        bucket["aggs"] = bucket.get("aggs", {}) | inner
        inner = {name: bucket}
    return inner


def shifts(question: Question) -> list[str]:
    """How far back its columns look."""
    return sorted({column["timeShift"] for column in question.columns.values() if "timeShift" in column})


def rows(aggregations: Json) -> Iterator[tuple[tuple[Any, ...], Json]]:
    """The rows of an answer: the keys of the buckets, and the numbers in the last of them."""
    nested = {name: body for name, body in aggregations.items() if isinstance(body, dict) and "buckets" in body}
    if not nested:
        yield (), aggregations
    for body in nested.values():
        for bucket in body["buckets"]:
            for keys, numbers in rows(bucket):
                yield (bucket.get("key_as_string", bucket["key"]), *keys), numbers


def _number(column: Json) -> Json | None:
    operation, field = column["operationType"], column["sourceField"]
    if operation == "count":
        return None
    if operation == "last_value":
        newest = [{column["params"]["sortField"]: {"order": "desc"}}]
        return {"top_hits": {"size": 1, "sort": newest, "docvalue_fields": [field], "_source": False}}
    return {"cardinality" if operation == "unique_count" else operation: {"field": field}}


def _bucket(column: Json, question: Question, numbers: Json) -> Json:
    field, parameters = column["sourceField"], column["params"]
    if column["operationType"] == "date_histogram":
        step = parameters["interval"]
        if step == "auto":
            long = question.period is not None and _YEARS.match(question.period[0])
            step = "1M" if long else "1d"
        return {"date_histogram": {"field": field, "calendar_interval": step, "min_doc_count": 1}}
    ranking = _number(numbers[parameters["orderBy"]["columnId"]])
    terms: Json = {"terms": {"field": field, "size": parameters["size"], "order": {"_count": "desc"}}}
    if ranking:
        terms["terms"]["order"] = {"ranking": "desc"}
        terms["aggs"] = {"ranking": ranking}
    return terms
