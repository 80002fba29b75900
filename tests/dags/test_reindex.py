"""Reindex and rollback in a real Airflow, from the form to the swap."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dags.conftest import Desk

if TYPE_CHECKING:
    from airflow.models.taskinstance import TaskInstance
    from sqlalchemy.orm import Session


def versions() -> tuple[str, set[str]]:
    """The version that readers have, and the others."""
    from etl.load import connect
    from etl.settings import Settings

    index = connect(Settings())
    try:
        found = index.versions()
        assert index.count() == 5
    finally:
        index.close()
    return next(v.name for v in found if v.live), {v.name for v in found if not v.live}


def noted_versions() -> set[str]:
    """What the form of the rollback will list."""
    from airflow.models import Variable
    from revue_airflow.versions import VERSIONS

    return set(Variable.get(VERSIONS, deserialize_json=True))


@contextmanager
def answering(option: str) -> Iterator[list[str]]:
    """Somebody who answers the next question that Airflow puts, through the function behind its REST API."""
    done, asked, errors = threading.Event(), list[str](), list[Exception]()

    def answer() -> None:
        while not done.wait(0.2):
            try:
                question = answer_whoever_waits(option)
            except Exception as error:  # noqa: BLE001 - SQLite has one writer, and the run itself may be writing
                errors.append(error)
                if len(errors) < 20:
                    continue
                let_nobody_wait()
                return
            if question is not None:
                asked.append(question)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield asked
    finally:
        done.set()
        thread.join()
    assert asked, errors


def answer_whoever_waits(option: str) -> str | None:
    """Answer the question that waits; returns it, or None where there is none yet."""
    from airflow.models.hitl import HITLDetail
    from airflow.models.taskinstance import TaskInstance
    from airflow.models.trigger import handle_event_submit
    from airflow.settings import engine
    from airflow.triggers.base import TriggerEvent
    from sqlalchemy.orm import Session

    with Session(engine) as session:
        waiting = session.query(TaskInstance).filter_by(state="awaiting_input").first()
        if waiting is None:
            return None
        detail = session.query(HITLDetail).filter_by(ti_id=waiting.id).one()
        question = None
        if detail.response_received:
            # `dag.test()` notes that the task waits once more, after it has seen it wait: too late for a quick answer.
            event = TriggerEvent(detail.as_resume_event_payload())  # type: ignore[no-untyped-call]
            handle_event_submit(event, task_instance=waiting, session=session)
        else:
            question = f"{detail.subject}\n{detail.body}"
            respond(session, waiting, option)
        session.commit()
        return question


def let_nobody_wait() -> None:
    """Fail the task that waits for an answer, since the run would wait for ever."""
    from airflow.models.taskinstance import TaskInstance
    from airflow.settings import engine
    from sqlalchemy.orm import Session

    with Session(engine) as session:
        session.query(TaskInstance).filter_by(state="awaiting_input").update({"state": "failed"})
        session.commit()


def respond(session: Session, waiting: TaskInstance, option: str) -> None:
    """Answer, as somebody who may."""
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
    from airflow.api_fastapi.core_api.datamodels.hitl import UpdateHITLDetailPayload
    from airflow.api_fastapi.core_api.routes.public.hitl import update_hitl_detail

    update_hitl_detail(
        dag_id=waiting.dag_id,
        dag_run_id=waiting.run_id,
        task_id=waiting.task_id,
        update_hitl_detail_payload=UpdateHITLDetailPayload(chosen_options=[option], params_input={}),
        user=SimpleAuthManagerUser(username="editor", role="op"),
        session=session,
    )


def test_the_form_begins_with_a_dry_run_which_writes_nothing(archive: Desk) -> None:
    before = versions()
    outcome = archive.test("reindex")
    assert outcome.state == "success"
    assert outcome.states("fill") == outcome.states("verify") == outcome.states("swap") == ["skipped"]
    assert outcome.xcoms()["report", "revue_report"]
    assert versions() == before


def test_a_real_run_swaps_in_named_batches_and_a_rollback_goes_back(archive: Desk) -> None:
    first, _none = versions()
    outcome = archive.test("reindex", dry_run=False)
    assert outcome.state == "success"
    assert outcome.states("approve") == ["skipped"]
    assert outcome.labels("clean") == ["0001: 3 articles", "0002: 2 articles"]
    assert outcome.labels("fill") == ["0001: 3 articles", "0002: 2 articles"]
    second, others = versions()
    assert (second != first, others) == (True, {first})

    assert noted_versions() == {first}
    back = archive.test("rollback", version="the one before")
    assert back.state == "success"
    assert versions() == (first, {second})


def test_an_approved_swap_shows_the_report_first(archive: Desk) -> None:
    first, _none = versions()
    with answering("Approve") as asked:
        outcome = archive.test("reindex", dry_run=False, approval=True, rebuild_from="documents")
    assert outcome.state == "success"
    assert versions()[1] == {first}
    [question] = asked
    assert f"Readers have `{first}`" in question
    assert f"/revue/reports/reindex/{outcome.run.run_id.split('+')[0].split(':')[0]}" in question


def test_a_rejection_leaves_all_as_it_was_ends_red_and_lets_the_next_one_start(archive: Desk) -> None:
    first, _none = versions()
    with answering("Reject"):
        rejected = archive.test("reindex", dry_run=False, approval=True, rebuild_from="documents")
    assert rejected.state == "failed"
    assert rejected.states("approve") == ["failed"]
    assert rejected.tries("approve") == [1]
    assert rejected.states("swap") == rejected.states("clean_up") == ["upstream_failed"]
    assert versions()[0] == first
    assert archive.test("reindex", dry_run=False, rebuild_from="documents").state == "success"
    assert versions()[0] != first


def test_a_gate_that_fails_stops_the_run_with_its_reasons_and_a_report(
    archive: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from etl.pipeline.night import Night

    clean = Night.clean

    def losing(night: Night, batch: str) -> int:
        """A rule that refuses every page of the second batch."""
        count = clean(night, batch)
        if batch == "0002":
            night.store.write_records(night.layout.batch("cleaned", batch), [])
            return 0
        return count

    monkeypatch.setattr(Night, "clean", losing)
    first, _none = versions()
    outcome = archive.test("reindex", dry_run=False)
    assert outcome.state == "failed"
    assert outcome.states("gate") == ["failed"]
    assert outcome.tries("gate") == [1]
    assert outcome.xcoms()["report", "revue_report"]
    assert versions()[0] == first


def test_an_interrupted_reindex_is_not_run_over(archive: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fill that fails for good; the next run refuses, or goes on with it where it stopped."""
    from etl.reindex import Reindex

    fill = Reindex.fill

    def failing(run: Reindex, batch: str) -> object:
        if batch.endswith("2"):
            raise ValueError("something that no retry mends")
        return fill(run, batch)

    monkeypatch.setattr(Reindex, "fill", failing)
    assert archive.test("reindex", dry_run=False).state == "failed"
    monkeypatch.setattr(Reindex, "fill", fill)
    refused = archive.test("reindex", dry_run=False)
    assert refused.states("plan") == ["failed"]
    assert refused.tries("plan") == [1]
    went_on = archive.test("reindex", dry_run=False, unfinished="go on")
    assert went_on.state == "success"
    assert versions()[0] == "articles-000002"


def test_choices_that_contradict_each_other_are_refused_at_once(archive: Desk) -> None:
    outcome = archive.test("reindex", dry_run=False, limit=3)
    assert outcome.state == "failed"
    assert outcome.tries("plan") == [1]


def test_a_rollback_that_would_lose_articles_says_how_many_and_waits_for_a_yes(archive: Desk) -> None:
    from etl.pipeline import ingest
    from etl.settings import Settings

    assert archive.test("reindex", dry_run=False, rebuild_from="documents").state == "success"
    page = archive.inbox / "nouveau.txt"
    page.write_text(
        "La ministre a reçu jeudi les représentants des pêcheurs bretons.\n\n"
        "Les discussions, commencées en janvier, portent sur les quotas de la saison prochaine. "
        "Aucun accord n’a été signé, mais les deux parties se retrouveront lundi à Lorient.\n"
    )
    ingest(Settings(), [str(page)])
    with answering("Reject") as asked:
        assert archive.test("rollback", missing="ask", version="the one before").state == "failed"
    assert "**1 articles came in**" in asked[0]
    with answering("Approve"):
        assert archive.test("rollback", missing="ask", version="the one before").state == "success"
    assert versions()[0] == "articles-000001"
