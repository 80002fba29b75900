"""Run names, and which inputs a form may choose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from airflow.sdk.exceptions import AirflowFailException
from hypothesis import given
from hypothesis import strategies as st
from revue_airflow.night import chosen_inputs, label, refuse_if_overtaken, run_name

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


def test_a_night_that_a_later_one_has_overtaken_does_not_go_on(tmp_path: Path) -> None:
    """Its pages are in the archive already, perhaps in a newer state."""
    from etl.pipeline import Night
    from etl.settings import Settings

    night = Night.open(Settings(store=str(tmp_path / "store"), index=f"embedded:{tmp_path / 'index'}"), run="first")
    night.discover([])
    runs = night.index.collection("runs")
    at = night.plan().started_at
    runs.put(
        [
            {"id": "earlier", "type": "run", "trigger": "airflow", "started_at": "2020-01-01T02:00:00+00:00"},
            {"id": "first", "type": "run", "trigger": "airflow", "started_at": at},
            {"id": "by hand", "type": "run", "trigger": "command", "started_at": "2999-01-01T02:00:00+00:00"},
        ]
    )
    refuse_if_overtaken(night)
    runs.put([{"id": "later", "type": "run", "trigger": "airflow", "started_at": "2999-01-01T02:00:00+00:00"}])
    with pytest.raises(AirflowFailException, match="the later run later has ended"):
        refuse_if_overtaken(night)
    night.close()
