"""What is different between two states of an archive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from etl.reindex.baseline import Entry, InOrder, changes, content, paired, renewed
from tests.reindex.archive_of import article

STATES = st.dictionaries(st.text("abcdé", min_size=1, max_size=3), st.sampled_from("xyz"), max_size=12)


def _entries(state: dict[str, str]) -> list[Entry]:
    return [Entry(id=id_, fingerprint=state[id_], content="") for id_ in sorted(state)]


@given(STATES, STATES)
def test_changes_name_exactly_what_differs(before: dict[str, str], after: dict[str, str]) -> None:
    found = {c.id: c.kind for c in changes(_entries(before), sorted(after.items()))}
    assert found == {
        **dict.fromkeys(after.keys() - before.keys(), "new"),
        **dict.fromkeys(before.keys() - after.keys(), "deleted"),
        **{id_: "changed" for id_ in before.keys() & after.keys() if before[id_] != after[id_]},
    }


@given(STATES, STATES)
def test_a_change_knows_what_was_there(before: dict[str, str], after: dict[str, str]) -> None:
    for change in changes(_entries(before), sorted(after.items())):
        assert (change.before.fingerprint if change.before else None) == before.get(change.id)


@given(STATES, STATES)
def test_a_renewed_baseline_has_no_changes_left(before: dict[str, str], after: dict[str, str]) -> None:
    different = list(changes(_entries(before), sorted(after.items())))
    entries = [Entry(id=c.id, fingerprint=after[c.id], content="") for c in different if c.kind != "deleted"]
    gone = [c.id for c in different if c.kind == "deleted"]
    now = list(renewed(_entries(before), entries, gone))
    assert [(e.id, e.fingerprint) for e in now] == sorted(after.items())


@given(STATES, STATES)
def test_pairs_are_an_outer_join_in_order(left: dict[str, str], right: dict[str, str]) -> None:
    joined = list(paired(sorted(left.items()), sorted(right.items())))
    assert [id_ for id_, _, _ in joined] == sorted(left.keys() | right.keys())
    assert all((a, b) == (left.get(id_), right.get(id_)) for id_, a, b in joined)


@given(STATES, st.sets(st.text("abcdé", min_size=1, max_size=3)))
def test_ordered_lookups_are_those_of_a_dictionary(state: dict[str, str], wanted: set[str]) -> None:
    stream = InOrder(sorted(state.items()))
    assert [stream.get(id_) for id_ in sorted(wanted)] == [state.get(id_) for id_ in sorted(wanted)]


def test_content_is_what_the_article_says_and_not_what_others_do_to_it() -> None:
    alone = article(1)
    assert content(article(1, story_id="another", duplicate_of="a00002", similarity=0.9)) == content(alone)
    assert content(article(1, title="Un autre titre")) != content(alone)
