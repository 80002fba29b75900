from __future__ import annotations

import msgspec

from etl.report.documents import COUNTS_KEPT, as_document, as_documents
from etl.report.model import RemovalCount
from tests.report import newsroom


def test_the_run_comes_first_under_its_own_id() -> None:
    run = newsroom.summary()
    first = as_documents(run)[0]
    assert first == as_document(run)
    assert (first["id"], first["type"], first["articles"], first["copies"]) == (run.id, "run", 9, 2)


def test_every_document_is_flat_and_can_be_filtered_by_run_and_time() -> None:
    run = newsroom.summary()
    for document in as_documents(run):
        assert document["run"] == run.id
        assert document["started_at"] == run.started_at
        assert all(isinstance(value, str | int | float | list | None) for value in document.values())


def test_the_counts_add_up_to_the_run() -> None:
    documents = as_documents(newsroom.summary())
    of_type = {t: [d for d in documents if d["type"] == t] for t in ("stage", "removal", "arrival", "refusal")}
    assert sum(d["words"] for d in of_type["removal"]) == documents[0]["removed_words"]
    assert sum(d["count"] for d in of_type["arrival"]) == documents[0]["articles"]
    assert sum(d["count"] for d in of_type["refusal"]) == documents[0]["rejected"]
    assert {d["stage"] for d in of_type["refusal"]} == {"read", "clean", "dedupe", "enrich", "load"}
    assert [d["stage"] for d in of_type["stage"]] == ["read", "clean", "dedupe", "enrich", "load"]


def test_the_same_run_again_writes_the_same_documents() -> None:
    first, again = as_documents(newsroom.summary()), as_documents(newsroom.summary())
    assert first == again
    assert len({document["id"] for document in first}) == len(first)


def test_another_run_leaves_those_of_this_one_alone() -> None:
    ids = {d["id"] for d in as_documents(newsroom.summary())}
    assert not ids & {d["id"] for d in as_documents(newsroom.summary(run="night-2026-03-03"))}


def test_a_night_of_very_many_sources_leaves_a_bounded_number_of_small_documents() -> None:
    run = newsroom.summary()
    run.removals_by_rule = [
        RemovalCount(rule="share-bar", source=f"s{n}", count=1, words=2, articles=1) for n in range(10_000)
    ]
    documents = as_documents(run)
    assert len(documents) < COUNTS_KEPT + 100
    assert max(len(msgspec.json.encode(document)) for document in documents) < 2_000
