"""What a saved object asks of the index, whatever kind of object it is: the way back from Kibana's format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from etl.kibana.objects import SavedObject

Json = dict[str, Any]
_SOURCE = "kibanaSavedObjectMeta.searchSourceJSON"
_KQL_FIELD = re.compile(r"([\w.]+)\s*:")


class Question(msgspec.Struct, kw_only=True, frozen=True):
    """One request behind a panel, a saved search or a control.

    Attributes:
        where: Whom to name in a complaint: the object's title, and the panel's.
        view: The id of the data view.
        period: From and to, in Elasticsearch's date maths; none: all times.
        query: KQL.
        filters: Kibana's filter pills.
        columns: A Lens layer's columns by name, buckets first; empty for a search.
        body: The request itself where the object holds it (Vega).
        fields: Fields shown as they are (`columns` of a saved search).
        sort: The field sorted by, newest or largest first.
        controls: Fields whose values a reader chooses from.
    """

    where: str
    view: str
    period: tuple[str, str] | None = None
    query: str = ""
    filters: list[Json] = []
    columns: dict[str, Json] = {}
    body: Json | None = None
    fields: list[str] = []
    sort: str | None = None
    controls: list[str] = []


class BrokenReference(ValueError):
    """An object names another one that its references do not."""


def questions(objects: Mapping[tuple[str, str], SavedObject]) -> Iterator[Question]:
    """Everything that the objects ask, by type and id.

    Raises:
        BrokenReference: A panel, a filter or a control points to a name that is not among the references.
    """
    for each in objects.values():
        if each.type == "search":
            yield _search(each)
        elif each.type == "dashboard":
            yield from _dashboard(each, objects)


def decoded(text: str) -> Any:
    """JSON inside a string of Kibana's."""
    return msgspec.json.decode(text)


def pointed(each: SavedObject, name: str) -> tuple[str, str]:
    """The type and id of the object that a name stands for.

    Raises:
        BrokenReference: No reference has that name.
    """
    for reference in each.references:
        if reference.name == name:
            return reference.type, reference.id
    raise BrokenReference(f"{each.type} “{each.id}” has no reference named {name}")


def kql_fields(query: str) -> list[str]:
    """The fields that a KQL query names."""
    return _KQL_FIELD.findall(query)


def _filters(each: SavedObject) -> list[Json]:
    source = decoded(each.attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    for pill in source.get("filter", []):
        pointed(each, pill["meta"]["indexRefName"])
    return list(source.get("filter", []))


def _search(each: SavedObject) -> Question:
    attributes = each.attributes
    source = decoded(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    _, view = pointed(each, source["indexRefName"])
    breakdown = attributes.get("breakdownField")
    period = attributes["timeRange"]
    return Question(
        where=attributes["title"],
        view=view,
        period=(period["from"], period["to"]),
        query=source["query"]["query"],
        filters=_filters(each),
        fields=list(attributes["columns"]),
        sort=attributes["sort"][0][0],
        controls=[breakdown] if breakdown else [],
    )


def _dashboard(each: SavedObject, objects: Mapping[tuple[str, str], SavedObject]) -> Iterator[Question]:
    attributes = each.attributes
    period = (attributes["timeFrom"], attributes["timeTo"])
    filters = _filters(each)
    for panel in decoded(attributes["panelsJSON"]):
        own = panel["embeddableConfig"].get("timeRange")
        when = (own["from"], own["to"]) if own else period
        where = f"{attributes['title']}: {panel['title']}"
        if panel["type"] == "lens":
            yield from _lens(each, panel, where, when, filters)
            continue
        target = pointed(each, f"{panel['panelIndex']}:{panel['panelRefName']}")
        if target not in objects:
            raise BrokenReference(f"dashboard “{each.id}” shows {target[0]} “{target[1]}”, which does not exist")
        if panel["type"] == "visualization":
            yield _vega(objects[target], where, when, filters)
        else:
            shown = _search(objects[target])
            yield msgspec.structs.replace(shown, where=where, period=when, filters=[*shown.filters, *filters])
    if group := attributes.get("controlGroupInput"):
        for name, control in decoded(group["panelsJSON"]).items():
            _, view = pointed(each, f"controlGroup_{name}:optionsListDataView")
            field = control["explicitInput"]["fieldName"]
            yield Question(where=f"{attributes['title']}: menu {field}", view=view, period=period, filters=filters,
                           controls=[field])  # fmt: skip


def _lens(
    each: SavedObject, panel: Json, where: str, period: tuple[str, str], filters: list[Json]
) -> Iterator[Question]:
    state = panel["embeddableConfig"]["attributes"]["state"]
    for layer, body in state["datasourceStates"]["formBased"]["layers"].items():
        _, view = pointed(each, f"{panel['panelIndex']}:indexpattern-datasource-layer-{layer}")
        yield Question(
            where=where,
            view=view,
            period=period,
            query=state["query"]["query"],
            filters=[*filters, *state["filters"]],
            columns={name: body["columns"][name] for name in body["columnOrder"]},
        )


def _vega(each: SavedObject, where: str, period: tuple[str, str], filters: list[Json]) -> Question:
    specification = decoded(decoded(each.attributes["visState"])["params"]["spec"])
    url = specification["data"]["url"]
    return Question(where=where, view=url["index"], period=period, filters=filters, body=url["body"])
