"""Lens panels in few words: the state that Kibana keeps of a chart, built from its columns.

The format is the one that Kibana 9.2 exports (`formBased` layers, one a panel); `etl.kibana.fields` reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

Json = dict[str, Any]
LAYER = "data"
"""Every panel has one layer; panels do not see each other's."""

TERMS_SHOWN = 12


class Column(msgspec.Struct, kw_only=True, frozen=True):
    """One column of a layer: its name in the panel, and Kibana's definition of it."""

    name: str
    body: Json

    @property
    def bucket(self) -> bool:
        """Whether it makes rows; else it is a number beside them."""
        return bool(self.body["isBucketed"])


def _column(name: str, label: str, operation: str, field: str, type_: str, scale: str, **more: Any) -> Column:
    body = {
        "label": label,
        "customLabel": True,
        "dataType": type_,
        "operationType": operation,
        "sourceField": field,
        "isBucketed": operation in ("terms", "date_histogram"),
        "scale": scale,
    }
    return Column(name=name, body=body | more)


def terms(name: str, label: str, field: str, by: str, size: int = TERMS_SHOWN) -> Column:
    """The values of a keyword field, those first for which the column `by` is largest."""
    return _column(name, label, "terms", field, "string", "ordinal", params={
        "size": size,
        "orderBy": {"type": "column", "columnId": by},
        "orderDirection": "desc",
        "otherBucket": False,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
        "include": [], "exclude": [], "includeIsRegex": False, "excludeIsRegex": False,
    })  # fmt: skip


def over_time(name: str, label: str, field: str, interval: str = "auto", *, empty: bool = True) -> Column:
    """A date in steps; `empty` shows steps in which there is nothing."""
    params = {"interval": interval, "includeEmptyRows": empty, "dropPartials": False}
    return _column(name, label, "date_histogram", field, "date", "interval", params=params)


def count(name: str, label: str) -> Column:
    """How many documents."""
    return _column(name, label, "count", "___records___", "number", "ratio", params={"emptyAsNull": False})


def total(name: str, label: str, field: str, *, shift: str | None = None) -> Column:
    """The sum of a number; `shift` moves it back in time (`1w`), for a comparison."""
    more: Json = {"timeShift": shift} if shift else {}
    return _column(name, label, "sum", field, "number", "ratio", params={"emptyAsNull": False}, **more)


def different(name: str, label: str, field: str) -> Column:
    """How many different values."""
    return _column(name, label, "unique_count", field, "number", "ratio", params={"emptyAsNull": False})


def first(name: str, label: str, field: str) -> Column:
    """The earliest date."""
    return _column(name, label, "min", field, "date", "ratio", params={})


def last(name: str, label: str, field: str) -> Column:
    """The latest date."""
    return _column(name, label, "max", field, "date", "ratio", params={})


def latest_value(name: str, label: str, field: str, by: str) -> Column:
    """A keyword field as the newest document has it, newest by the date `by`."""
    params = {"showArrayValues": True, "sortField": by}
    return _column(name, label, "last_value", field, "string", "ordinal", params=params)


class Panel(msgspec.Struct, kw_only=True, frozen=True):
    """A chart on a dashboard.

    Attributes:
        name: Its id inside the dashboard; fixed, so that an import replaces it.
        view: The id of the data view that it asks.
        kind: Kibana's name of the chart.
        query: KQL that narrows the documents (`type : "run"`).
        period: The time that it shows where that is not the dashboard's.
    """

    name: str
    title: str
    view: str
    kind: str
    columns: Sequence[Column]
    visualization: Json
    query: str = ""
    period: tuple[str, str] | None = None

    def attributes(self) -> Json:
        """The attributes of the Lens object that stands in the panel."""
        ordered = sorted(self.columns, key=lambda column: not column.bucket)
        layer = {
            "columnOrder": [column.name for column in ordered],
            "columns": {column.name: column.body for column in ordered},
            "incompleteColumns": {},
            "sampling": 1,
            "ignoreGlobalFilters": False,
        }
        return {
            "title": self.title,
            "description": "",
            "type": "lens",
            "visualizationType": self.kind,
            "references": [{"type": "index-pattern", "id": self.view, "name": reference(LAYER)}],
            "state": {
                "adHocDataViews": {},
                "internalReferences": [],
                "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
                "filters": [],
                "query": {"language": "kuery", "query": self.query},
                "visualization": self.visualization,
            },
        }


def reference(layer: str) -> str:
    """The name under which a layer's data view stands among the references."""
    return f"indexpattern-datasource-layer-{layer}"


def metric(value: str, compared: str) -> Json:
    """One large figure, and a smaller one to compare it with."""
    return {
        "layerId": LAYER, "layerType": "data", "metricAccessor": value, "secondaryMetricAccessor": compared,
        "showBar": False,
    }  # fmt: skip


def chart(
    x: str, y: Sequence[str], split: str | None = None,
    series: Literal["bar_stacked", "bar_horizontal", "bar_horizontal_stacked", "line"] = "bar_stacked",
) -> Json:  # fmt: skip
    """Bars or lines: one axis of buckets, one or more of numbers."""
    layer: Json = {
        "layerId": LAYER, "layerType": "data", "seriesType": series, "xAccessor": x, "accessors": list(y),
        "position": "top", "showGridlines": False,
    }  # fmt: skip
    if split:
        layer["splitAccessor"] = split
    return {
        "preferredSeriesType": series,
        "legend": {"isVisible": bool(split) or len(y) > 1, "position": "bottom"},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "layers": [layer],
    }


def heat(x: str, y: str, value: str) -> Json:
    """Two sets of values, and a number for each pair."""
    return {
        "shape": "heatmap", "layerId": LAYER, "layerType": "data", "xAccessor": x, "yAccessor": y,
        "valueAccessor": value,
        "legend": {"type": "heatmap_legend", "isVisible": True, "position": "right"},
        "gridConfig": {
            "type": "heatmap_grid", "isCellLabelVisible": True, "isXAxisLabelVisible": True,
            "isYAxisLabelVisible": True, "isXAxisTitleVisible": False, "isYAxisTitleVisible": False,
        },
    }  # fmt: skip


def table(columns: Mapping[str, Json], sort: str | None = None) -> Json:
    """Rows; `columns` names them in their order with what is special about each (`hidden`, `isTransposed`).

    A table with a transposed column has no column to sort by before it is drawn: it stays in the order of its buckets.
    """
    made: Json = {
        "layerId": LAYER, "layerType": "data",
        "columns": [{"columnId": name, "isTransposed": False, **special} for name, special in columns.items()],
        "headerRowHeight": "auto", "rowHeight": "auto",
    }  # fmt: skip
    if sort:
        made["sorting"] = {"columnId": sort, "direction": "desc"}
    return made
