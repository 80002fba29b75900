"""The nightly run in a real Airflow, on a real store and a real archive."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.dags.conftest import REPOSITORY, Desk, Outcome

if TYPE_CHECKING:
    pass

SEEDS = sorted((REPOSITORY / "seeds").glob("*.txt"))


@pytest.fixture
def seeded(desk: Desk) -> Desk:
    for seed in SEEDS:
        shutil.copy(seed, desk.inbox)
    return desk


def test_five_texts_become_five_articles_in_named_batches(seeded: Desk) -> None:
    outcome = seeded.test(batch_size=2)
    assert outcome.state == "success"
    assert outcome.labels("clean") == ["0001: 2 articles", "0002: 2 articles", "0003: 1 article"]
    assert outcome.labels("load")[0] == "0001: 2 new, 0 changed, 0 as before"
    report = seeded.report(outcome)
    assert (report["pages"], report["articles"], report["indexed"]) == (5, 5, 5)
    assert_only_names_pass(outcome)
    assert_the_asset_tells_what_changed(outcome)


def assert_only_names_pass(outcome: Outcome) -> None:
    passed = outcome.xcoms()
    said = {key: value for key, value in passed.items() if not key[1].startswith("_link")}
    batches = ["0001", "0002", "0003"]
    assert said.pop(("discover", "return_value")) == [batches]
    assert said.pop(("dedupe", "return_value")) == [batches]
    assert said.pop(("report", "revue_report"))[0].endswith("/report.html")
    assert not said
    assert len(json.dumps(list(passed.values()))) < 1000


def assert_the_asset_tells_what_changed(outcome: Outcome) -> None:
    from airflow.models.asset import AssetEvent
    from airflow.utils.session import create_session

    with create_session() as session:
        event = session.query(AssetEvent).filter_by(source_run_id=outcome.run.run_id).one()
        assert event.extra["indexed"] == 5
        assert event.extra["report"].endswith("/report.html")
        assert event.asset.uri.startswith("revue://articles")


def test_pages_that_are_in_the_archive_already_change_nothing(archive: Desk) -> None:
    again = archive.test()
    assert again.state == "success"
    assert again.states("load") == ["skipped"]
    report = archive.report(again)
    assert (report["unchanged"], report["indexed"], report["updated"]) == (5, 0, 0)


def test_a_page_that_changed_updates_its_article(archive: Desk) -> None:
    page = archive.inbox / SEEDS[0].name
    text = "\n\nLa réunion doit reprendre jeudi matin, a précisé le porte-parole du ministère.\n"
    page.write_text(page.read_text() + text)
    changed = archive.test()
    assert changed.labels("load") == ["0001: 0 new, 1 changed, 0 as before"]


def test_a_bad_page_costs_only_itself(archive: Desk) -> None:
    (archive.inbox / "vide.html").write_bytes(b"")
    (archive.inbox / "image.html").write_bytes(bytes(range(256)) * 40)
    outcome = archive.test()
    assert outcome.state == "success"
    report = archive.report(outcome)
    assert (report["unchanged"], report["rejected"]) == (5, 2)
    rejected = {reject["path"].rsplit("/", 1)[-1] for reject in report["rejects"]}
    assert rejected == {"vide.html", "image.html"}


def test_an_empty_inbox_is_a_quiet_night_with_a_report(desk: Desk) -> None:
    outcome = desk.test()
    assert outcome.state == "success"
    assert outcome.states("report") == ["success"]
    assert desk.report(outcome)["pages"] == 0


def test_a_failed_step_is_tried_again_and_goes_on_where_it_stopped(
    seeded: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive is away when the second batch is written: that batch is retried, the first is not written again."""
    from etl.archive import IndexUnavailable
    from etl.pipeline.night import Night

    written: list[str] = []
    load = Night.load

    def failing_once(night: Night, batch: str) -> object:
        written.append(batch)
        if written.count("0002") == 1 and batch == "0002":
            raise IndexUnavailable("the cluster does not answer")
        return load(night, batch)

    monkeypatch.setattr(Night, "load", failing_once)
    outcome = seeded.test(batch_size=2)
    assert outcome.state == "success"
    assert outcome.tries("load") == [1, 2, 1]
    assert seeded.report(outcome)["indexed"] == 5


def test_what_a_retry_cannot_mend_fails_at_once_and_calls_the_desk(
    seeded: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from revue_airflow.alerts import Alert

    from etl.archive import IndexRefused
    from etl.pipeline.night import Night

    called: list[str] = []

    def refused(night: Night, batch: str) -> object:
        raise IndexRefused("the API key is not known")

    monkeypatch.setattr(Night, "load", refused)
    monkeypatch.setattr(Alert, "notify", lambda self, _context: called.append(self.event))
    outcome = seeded.test()
    assert outcome.state == "failed"
    assert outcome.tries("load") == [1]
    assert outcome.states("report") == ["upstream_failed"]
    assert called == ["failed"]


def test_the_form_narrows_the_inbox_and_never_widens_it(archive: Desk) -> None:
    one = str(archive.inbox / SEEDS[0].name)
    assert archive.report(archive.test(inputs=[one]))["pages"] == 1
    refused = archive.test(inputs=[f"{archive.inbox}/../elsewhere.txt"])
    assert refused.state == "failed"
    assert refused.tries("discover") == [1]
