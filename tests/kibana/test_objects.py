from __future__ import annotations

import copy
import json
from typing import Any

import msgspec
import pytest

from etl.kibana.check import check, check_shipped
from etl.kibana.design import views
from etl.kibana.design.__main__ import lines
from etl.kibana.design.objects import files
from etl.kibana.objects import SavedObject, folder, shipped
from etl.kibana.panels import questions
from etl.load import mappings
from etl.load.query import STEMMED_FIELDS

DEFINITIONS = {
    "articles": mappings.definition("articles"),
    "runs-*": mappings.definition("runs"),
    "rejects-*": mappings.definition("rejects"),
}


def by_id(id_: str) -> SavedObject:
    return next(each for each in shipped() if each.id == id_)


def test_the_files_are_what_the_views_say() -> None:
    """Else: python -m etl.kibana.design"""
    assert {path.name: path.read_bytes() for path in folder().glob("*.ndjson")} == {
        f"{name}.ndjson": lines(objects) for name, objects in files().items()
    }


def test_every_field_is_in_the_mapping_and_every_reference_complete() -> None:
    assert check_shipped() == []


def test_the_five_views_are_there() -> None:
    titles = {each.attributes["title"] for each in shipped() if each.type in ("dashboard", "search")}
    assert titles >= {"Search the press", "Last night", "Who and where", "Stories", "Cleaning"}


def test_search_the_press_shows_the_newest_first_and_no_copies() -> None:
    attributes = by_id("revue-search-the-press").attributes
    pill = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])["filter"][0]
    assert attributes["sort"] == [["dated", "desc"]]
    assert pill["query"] == {"exists": {"field": "duplicate_of"}}
    assert pill["meta"]["negate"] is True


def test_each_column_that_a_chart_draws_is_asked_for() -> None:
    """A visualization that names a column which its layer lacks draws nothing, and Kibana says no word of it."""
    for dashboard in (each for each in shipped() if each.type == "dashboard"):
        for panel in json.loads(dashboard.attributes["panelsJSON"]):
            if panel["type"] == "lens":
                state = panel["embeddableConfig"]["attributes"]["state"]
                layer = state["datasourceStates"]["formBased"]["layers"]["data"]
                assert set(layer["columnOrder"]) == set(layer["columns"])
                assert set(_accessors(state["visualization"])) == set(layer["columns"]), panel["title"]
                for column in layer["columns"].values():
                    by = column.get("params", {}).get("orderBy")
                    assert by is None or by["columnId"] in layer["columns"]


def _accessors(visualization: Any) -> list[str]:
    if isinstance(visualization, list):
        return [name for each in visualization for name in _accessors(each)]
    if not isinstance(visualization, dict):
        return []
    found = []
    for key, value in visualization.items():
        if key in ("columnId", "splitAccessor", "valueAccessor") or key.endswith("Accessor"):
            found.append(value)
        elif key == "accessors":
            found.extend(value)
        elif key != "sorting":
            found.extend(_accessors(value))
    return found


def test_every_question_can_be_named() -> None:
    asked = list(questions({(each.type, each.id): each for each in shipped()}))
    panels = sum(len(dashboard.places) for dashboard in views.DASHBOARDS)
    menus = sum(len(dashboard.controls) for dashboard in views.DASHBOARDS)
    assert len(asked) == panels + menus + len(views.SEARCHES)
    assert all(each.where and each.period for each in asked)


def without(definitions: dict[str, Any], index: str, field: str) -> dict[str, Any]:
    changed = copy.deepcopy(definitions)
    del changed[index]["mappings"]["properties"][field]
    return changed


@pytest.mark.parametrize(
    ("index", "field", "said"),
    [
        ("articles", "people", "Who and where: People uses people, which is not in the mapping"),
        ("articles", "removed", "Cleaning: What was removed, article by article uses removed.rule, which is not"),
        ("articles", "story_id", "Stories: Longest stories"),
        ("articles", "duplicate_of", "Search the press uses duplicate_of, which is not in the mapping"),
        ("articles", "dated", "data view “revue-articles” uses dated, which is not in the mapping"),
        ("articles", "cleaner", "data view “revue-articles” uses cleaner, which is not in the mapping"),
        ("runs-*", "type", "Last night: Articles by source and hour uses type, which is not in the mapping"),
        ("runs-*", "hour", "Last night: Articles by source and hour uses hour, which is not in the mapping"),
        ("rejects-*", "error", "Rejected pages uses error, which is not in the mapping"),
    ],
)
def test_a_field_that_the_mapping_lost_is_named_with_its_panel(index: str, field: str, said: str) -> None:
    problems = check(shipped(), without(DEFINITIONS, index, field))
    assert any(problem.startswith(said) for problem in problems), problems


def test_a_field_of_the_wrong_type_is_named() -> None:
    changed = copy.deepcopy(DEFINITIONS)
    changed["runs-*"]["mappings"]["properties"]["count"] = {"type": "keyword"}
    changed["articles"]["mappings"]["properties"]["source"] = {"type": "text"}
    problems = "\n".join(check(shipped(), changed))
    assert "uses count (keyword) for sum" in problems
    assert "uses source (text) for terms" in problems


def test_a_reference_that_does_not_ship_is_named() -> None:
    objects = [each for each in shipped() if each.id != "revue-longest-stories"]
    assert any("revue-longest-stories" in problem for problem in check(objects, DEFINITIONS))


def test_a_name_that_stands_for_nothing_is_named() -> None:
    objects = shipped()
    for each in objects:
        if each.id == "revue-stories":
            each.references = [r for r in each.references if not r.name.startswith("largest:")]
    assert any("no reference named largest:" in problem for problem in check(objects, DEFINITIONS))


def test_an_unknown_data_view_title_is_named() -> None:
    assert "data view “revue-runs” asks runs-*, which no mapping defines" in check(
        shipped(), {k: v for k, v in DEFINITIONS.items() if k != "runs-*"}
    )


def test_panels_that_cover_each_other_are_named() -> None:
    objects = shipped()
    stories = next(each for each in objects if each.id == "revue-stories")
    panels = json.loads(stories.attributes["panelsJSON"])
    panels[1]["gridData"]["y"] = 0
    panels[2]["gridData"]["x"] = 40
    stories.attributes["panelsJSON"] = json.dumps(panels)
    problems = "\n".join(check(objects, DEFINITIONS))
    assert "panel p1 covers largest" in problems
    assert "wider than the page" in problems


def test_two_objects_of_one_id_are_named() -> None:
    objects = shipped()
    assert "two saved objects have the same type and id" in check([*objects, objects[0]], DEFINITIONS)


def test_an_alias_of_ones_own_changes_nothing_else() -> None:
    own, usual = msgspec.json.encode(shipped("presse")), msgspec.json.encode(shipped())
    assert len(own) == len(usual) - 2 * (len("articles") - len("presse"))


def test_the_search_box_weighs_fields_as_the_command_does() -> None:
    asked = dict.fromkeys(DEFINITIONS["articles"]["settings"]["index"]["query"]["default_field"])
    weights = {name: float(boost or 1) for name, _, boost in (field.partition("^") for field in asked)}
    assert {field: weights[field] for field in STEMMED_FIELDS} == STEMMED_FIELDS
