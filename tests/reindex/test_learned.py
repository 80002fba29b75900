"""What a rebuild learned, joined with what a night learned meanwhile."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from etl.reindex.learned import united

ENTITIES = st.fixed_dictionaries(
    {
        "id": st.just("e1"),
        "name": st.just("Hélène Castan"),
        "spellings": st.lists(st.sampled_from(["Hélène Castan", "H. Castan", "Castan"]), unique=True).map(sorted),
        "articles": st.lists(st.integers(0, 2**53), unique=True, max_size=40).map(lambda a: sorted(a)[:32]),
        "first_day": st.sampled_from([None, "2024-01-01", "2024-02-01"]),
        "last_day": st.sampled_from([None, "2024-03-01", "2024-04-01"]),
        "evidence": st.lists(st.fixed_dictionaries({"spelling": st.sampled_from("AB")}), max_size=1),
    }
)


@given(ENTITIES, ENTITIES)
def test_nothing_that_either_knew_is_lost(held: dict[str, Any], learned: dict[str, Any]) -> None:
    both = united(held, learned)
    assert set(both["spellings"]) == {*held["spellings"], *learned["spellings"]}
    assert both["articles"] == sorted({*held["articles"], *learned["articles"]})[:32]
    days = [d for d in (held["first_day"], learned["first_day"]) if d]
    assert both["first_day"] == (min(days) if days else None)
    assert all(one in both["evidence"] for one in held["evidence"])


@given(ENTITIES, ENTITIES)
def test_uniting_again_changes_nothing(held: dict[str, Any], learned: dict[str, Any]) -> None:
    once = united(held, learned)
    assert united(once, learned) == once


@given(ENTITIES)
def test_what_is_known_already_changes_nothing(held: dict[str, Any]) -> None:
    assert united(held, held) == held


def test_a_name_on_record_stays() -> None:
    assert united({"id": "e1", "name": "Castan"}, {"id": "e1", "name": "Hélène Castan"})["name"] == "Castan"
