"""Whether the saved objects fit the index and each other, before Kibana is asked to take them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from etl.kibana.objects import DEFAULT_ALIAS, SavedObject, shipped
from etl.kibana.panels import BrokenReference, Question, decoded, kql_fields, questions
from etl.load import mappings

Definitions = Mapping[str, mappings.Definition]
"""Index definitions (settings and mappings) by the pattern that a data view names."""

_NUMBERS = frozenset(("byte", "short", "integer", "long", "half_float", "float", "double", "scaled_float"))
_VALUES = _NUMBERS | {"keyword", "boolean", "date", "ip"}
FITTING: dict[str, frozenset[str]] = {
    "terms": _VALUES,
    "unique_count": _VALUES,
    "last_value": _VALUES,
    "date_histogram": frozenset(("date",)),
    "min": _NUMBERS | {"date"},
    "max": _NUMBERS | {"date"},
    "sum": _NUMBERS,
    "sort": _VALUES,
    "menu": frozenset(("keyword", "boolean")),
    "time": frozenset(("date",)),
}
"""Types of field that each use of a field takes; uses that are not here take any."""
WIDTH = 48


def check_shipped() -> list[str]:
    """What is wrong between the files in `mappings/kibana` and those in `mappings`; empty where all fits."""
    definitions = {
        DEFAULT_ALIAS: mappings.definition("articles"),
        "runs-*": mappings.definition("runs"),
        "rejects-*": mappings.definition("rejects"),
    }
    return check(shipped(), definitions)


def check(objects: Sequence[SavedObject], definitions: Definitions) -> list[str]:
    """One sentence for everything that would leave a panel empty or an import refused."""
    by_key = {(each.type, each.id): each for each in objects}
    problems = list(_references(objects, by_key))
    if len(by_key) < len(objects):
        problems.append("two saved objects have the same type and id")
    views = {each.id: each for each in objects if each.type == "index-pattern"}
    fields = {}
    for id_, view in views.items():
        title, time = view.attributes["title"], view.attributes["timeFieldName"]
        if title not in definitions:
            problems.append(f"data view “{id_}” asks {title}, which no mapping defines")
            continue
        fields[id_] = fields[title] = dict(mappings.fields(definitions[title]["mappings"]["properties"]))
        told = [decoded(view.attributes[name]) for name in ("fieldAttrs", "fieldFormatMap")]
        named = [("column", field) for each in told for field in each]
        problems.extend(_fit(f"data view “{id_}”", fields[id_], [("time", time), *named]))
    try:
        for question in questions(by_key):
            if question.view in fields:
                problems.extend(_fit(question.where, fields[question.view], list(uses(question))))
            else:
                problems.append(f"{question.where} asks {question.view}, which is no data view of ours")
    except BrokenReference as error:
        problems.append(str(error))
    for each in objects:
        if each.type == "dashboard":
            problems.extend(_overlaps(each))
    return problems


def uses(question: Question) -> Iterator[tuple[str, str]]:
    """How a question uses which field: (use, field)."""
    for column in question.columns.values():
        if column["sourceField"] != "___records___":
            yield column["operationType"], column["sourceField"]
        if by := column.get("params", {}).get("sortField"):
            yield "time", by
    for field in kql_fields(question.query):
        yield "filter", field
    for pill in question.filters:
        yield "filter", pill["meta"]["key"]
    for field in question.fields:
        yield "column", field
    if question.sort:
        yield "sort", question.sort
    for field in question.controls:
        yield "menu", field
    if question.body:
        yield from _aggregated(question.body.get("aggs", {}))


def _aggregated(aggregations: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for body in aggregations.values():
        for operation, parameters in body.items():
            if operation == "aggs":
                yield from _aggregated(parameters)
            elif "field" in parameters:
                yield operation, parameters["field"]


def _fit(where: str, fields: Mapping[str, str], used: Sequence[tuple[str, str]]) -> Iterator[str]:
    for use, field in used:
        if field not in fields:
            yield f"{where} uses {field}, which is not in the mapping"
        elif fields[field] not in FITTING.get(use, (fields[field],)):
            yield f"{where} uses {field} ({fields[field]}) for {use}, which takes {', '.join(sorted(FITTING[use]))}"


def _references(objects: Sequence[SavedObject], by_key: Mapping[tuple[str, str], SavedObject]) -> Iterator[str]:
    for each in objects:
        for reference in each.references:
            if (reference.type, reference.id) not in by_key:
                yield f"{each.type} “{each.id}” needs {reference.type} “{reference.id}”, which does not ship"


def _overlaps(dashboard: SavedObject) -> Iterator[str]:
    taken: dict[tuple[int, int], str] = {}
    for panel in decoded(dashboard.attributes["panelsJSON"]):
        grid = panel["gridData"]
        if grid["x"] + grid["w"] > WIDTH:
            yield f"dashboard “{dashboard.id}”: panel {panel['panelIndex']} is wider than the page"
        columns, rows = range(grid["x"], grid["x"] + grid["w"]), range(grid["y"], grid["y"] + grid["h"])
        cells = list(itertools.product(columns, rows))
        if covered := {taken[cell] for cell in cells if cell in taken}:
            yield f"dashboard “{dashboard.id}”: panel {panel['panelIndex']} covers {', '.join(sorted(covered))}"
        taken.update(dict.fromkeys(cells, panel["panelIndex"]))
