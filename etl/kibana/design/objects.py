"""From the views as they are written to the saved objects that Kibana imports.

Versions name the format each object is written in; Kibana 9.2 brings older ones up to date when it imports them, and
refuses newer ones, so each is the newest that every 9.x knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from etl.kibana.design import views
from etl.kibana.design.lens import LAYER, Panel, reference
from etl.kibana.design.parts import ARTICLES, Dashboard, DataView, Place, Search, Vega

Json = dict[str, Any]

CORE_VERSION = "8.8.0"
TYPE_VERSIONS = {"index-pattern": "8.0.0", "search": "10.5.0", "visualization": "8.5.0", "dashboard": "10.2.0"}
_SOURCE = "kibanaSavedObjectMeta.searchSourceJSON"


def files() -> dict[str, list[Json]]:
    """The saved objects, by the name of the file that holds them."""
    made = {
        "data-views": [_data_view(view) for view in views.DATA_VIEWS],
        "searches": [_search(search) for search in views.SEARCHES],
        "visualizations": [_vega(vega) for vega in views.VEGAS],
    }
    return made | {d.id.removeprefix("revue-"): [_dashboard(d)] for d in views.DASHBOARDS}


def _object(type_: str, id_: str, attributes: Json, references: Sequence[Json]) -> Json:
    return {
        "type": type_,
        "id": id_,
        "attributes": attributes,
        "references": list(references),
        "coreMigrationVersion": CORE_VERSION,
        "typeMigrationVersion": TYPE_VERSIONS[type_],
        "managed": False,
    }


def _text(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _data_view(view: DataView) -> Json:
    links = {field: {"id": "url", "params": {"type": "a", "labelTemplate": "{{value}}"}} for field in view.links}
    attributes = {
        "title": view.title,
        "name": view.name,
        "timeFieldName": view.time,
        "fields": "[]",
        "sourceFilters": "[]",
        "fieldAttrs": _text({field: {"customDescription": said} for field, said in view.explained.items()}),
        "fieldFormatMap": _text(links),
        "runtimeFieldMap": "{}",
        "typeMeta": "{}",
    }
    return _object("index-pattern", view.id, attributes, [])


def _without_copies(position: int) -> tuple[Json, Json]:
    """The filter that a reader sees as a pill and can switch off, and the reference that it needs."""
    name = f"{_SOURCE}.filter[{position}].meta.index"
    pill = {
        "$state": {"store": "appState"},
        "meta": {
            "alias": "Without copies",
            "disabled": False,
            "negate": True,
            "type": "exists",
            "key": "duplicate_of",
            "field": "duplicate_of",
            "value": "exists",
            "indexRefName": name,
        },
        "query": {"exists": {"field": "duplicate_of"}},
    }
    return pill, {"type": "index-pattern", "id": ARTICLES, "name": name}


def _search(search: Search) -> Json:
    references = [{"type": "index-pattern", "id": search.view, "name": f"{_SOURCE}.index"}]
    source: Json = {"query": {"query": "", "language": "kuery"}, "filter": [], "indexRefName": f"{_SOURCE}.index"}
    if search.without_copies:
        pill, named = _without_copies(0)
        source["filter"].append(pill)
        references.append(named)
    attributes: Json = {
        "title": search.title,
        "description": search.description,
        "columns": list(search.columns),
        "sort": [[search.sort, "desc"]],
        "grid": {"columns": {name: {"width": width} for name, width in search.widths.items()}},
        "hideChart": False,
        "isTextBasedQuery": False,
        "usesAdHocDataView": False,
        "timeRestore": True,
        "timeRange": {"from": search.period[0], "to": search.period[1]},
        "refreshInterval": {"pause": True, "value": 60000},
        "rowHeight": 3,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
    }
    if search.breakdown:
        attributes["breakdownField"] = search.breakdown
    return _object("search", search.id, attributes, references)


def _vega(vega: Vega) -> Json:
    state = {"title": vega.title, "type": "vega", "aggs": [], "params": {"spec": _text(vega.specification)}}
    source = {"query": {"query": "", "language": "kuery"}, "filter": []}
    attributes = {
        "title": vega.title,
        "description": "",
        "version": 1,
        "uiStateJSON": "{}",
        "visState": _text(state),
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
    }
    return _object("visualization", vega.id, attributes, [])


def _dashboard(dashboard: Dashboard) -> Json:
    panels: list[Json] = []
    references: list[Json] = []
    for number, place in enumerate(dashboard.places):
        panel, needed = _panel(number, place)
        panels.append(panel)
        references.extend(needed)
    source: Json = {"query": {"query": "", "language": "kuery"}, "filter": []}
    if dashboard.without_copies:
        pill, named = _without_copies(0)
        source["filter"].append(pill)
        references.append(named)
    attributes: Json = {
        "title": dashboard.title,
        "description": dashboard.description,
        "version": 1,
        "timeRestore": True,
        "timeFrom": dashboard.period[0],
        "timeTo": dashboard.period[1],
        "refreshInterval": {"pause": True, "value": 60000},
        "optionsJSON": _text({"useMargins": True, "syncColors": True, "syncCursor": True, "hidePanelTitles": False}),
        "panelsJSON": _text(panels),
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
    }
    if dashboard.controls:
        attributes["controlGroupInput"], named_views = _controls(dashboard.controls)
        references.extend(named_views)
    return _object("dashboard", dashboard.id, attributes, references)


def _panel(number: int, place: Place) -> tuple[Json, Iterator[Json]]:
    shown = place.shown
    name = shown.name if isinstance(shown, Panel) else f"p{number}"
    panel: Json = {
        "type": {Panel: "lens", Search: "search", Vega: "visualization"}[type(shown)],
        "panelIndex": name,
        "gridData": {"x": place.x, "y": place.y, "w": place.w, "h": place.h, "i": name},
        "title": shown.title,
    }
    if isinstance(shown, Panel):
        panel["embeddableConfig"] = {"attributes": shown.attributes(), "enhancements": {}}
        if shown.period:
            panel["embeddableConfig"]["timeRange"] = {"from": shown.period[0], "to": shown.period[1]}
        return panel, iter([{"type": "index-pattern", "id": shown.view, "name": f"{name}:{reference(LAYER)}"}])
    panel["embeddableConfig"] = {"enhancements": {}}
    if isinstance(shown, Search):
        panel["embeddableConfig"]["timeRange"] = {"from": shown.period[0], "to": shown.period[1]}
    panel["panelRefName"] = f"panel_{name}"
    return panel, iter([{"type": panel["type"], "id": shown.id, "name": f"{name}:panel_{name}"}])


def _controls(fields: Sequence[tuple[str, str]]) -> tuple[Json, list[Json]]:
    """The menus above a dashboard, each narrowing the ones after it."""
    panels: Json = {}
    references: list[Json] = []
    for order, (field, title) in enumerate(fields):
        name = f"control-{field}"
        panels[name] = {
            "type": "optionsListControl",
            "order": order,
            "grow": True,
            "width": "medium",
            "explicitInput": {"id": name, "fieldName": field, "title": title, "enhancements": {}},
        }
        references.append({"type": "index-pattern", "id": ARTICLES, "name": f"controlGroup_{name}:optionsListDataView"})
    ignored = {"ignoreFilters": False, "ignoreQuery": False, "ignoreTimerange": False, "ignoreValidations": False}
    group = {
        "controlStyle": "oneLine",
        "chainingSystem": "HIERARCHICAL",
        "showApplySelections": False,
        "ignoreParentSettingsJSON": _text(ignored),
        "panelsJSON": _text(panels),
    }
    return group, references
