"""Run names, and which inputs a form may choose."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from revue_airflow.night import chosen_inputs, label, run_name

RUN_IDS = st.from_regex(r"[A-Za-z0-9_.~:+-]{1,200}", fullmatch=True)


@given(RUN_IDS)
def test_a_run_name_is_safe_in_a_path(run_id: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,130}", run_name(run_id))
    assert run_name(run_id) == run_name(run_id)


@given(RUN_IDS, RUN_IDS)
def test_two_runs_never_share_a_name(one: str, other: str) -> None:
    assert (run_name(one) == run_name(other)) == (one == other)


def test_a_plain_run_id_stays() -> None:
    assert run_name("before-the-move") == "before-the-move"
    assert run_name("manual__2026-03-01T02:00:00+00:00").startswith("manual__2026-03-01T02-00-00-00-00-")


@pytest.mark.parametrize(
    "path", ["/inbox", "/inbox/", "/inbox/lemonde", "/inbox/a/b.html", "s3://press/in/2026/x.warc.gz"]
)
def test_a_form_may_choose_within_the_inbox(path: str) -> None:
    assert chosen_inputs([path], ["/inbox", "s3://press/in/"]) == [path]


@pytest.mark.parametrize(
    "path", ["/", "/etc/passwd", "/inboxes/x", "/inbox/../etc", "s3://press/other", "inbox", "file:///inbox"]
)
def test_a_form_may_not_leave_the_inbox(path: str) -> None:
    with pytest.raises(ValueError, match="outside of the inbox"):
        chosen_inputs(["/inbox/fine", path], ["/inbox", "s3://press/in"])


def test_no_choice_means_the_whole_inbox() -> None:
    assert chosen_inputs(None, ["/inbox"]) == ["/inbox"]
    assert chosen_inputs([], ["/inbox"]) == ["/inbox"]


def test_without_an_inbox_there_is_a_word_on_what_to_set() -> None:
    with pytest.raises(ValueError, match="REVUE_INBOX"):
        chosen_inputs(None, [])


def test_labels_count_in_plain_words() -> None:
    assert label("0001", 1) == "0001: 1 article"
    assert label("0002", 0) == "0002: 0 articles"
