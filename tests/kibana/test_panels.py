"""Every query behind every panel, asked of a real Elasticsearch: none is refused, and no panel is empty."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import elasticsearch as client
import msgspec
import pytest

from etl.archive import ArticleIndex
from etl.kibana.objects import shipped
from etl.kibana.panels import Question, questions
from etl.load import connect
from etl.pipeline.ingest import ingest
from etl.report.desk import build
from etl.report.summary import as_documents
from etl.settings import IndexSettings, Settings
from tests.elasticsearch.ways import Running
from tests.kibana import asking
from tests.report import newsroom

SEEDS = Path(__file__).parents[2] / "seeds"
REJECTED = "Rejected pages"
"""A saved search that stands on no dashboard: a night without rejects leaves it empty, and rightly."""
OBJECTS = {(each.type, each.id): each for each in shipped()}
ASKED = {question.where: question for question in questions(OBJECTS)}
TIMES = {id_: each.attributes["timeFieldName"] for (type_, id_), each in OBJECTS.items() if type_ == "index-pattern"}
TIMES["articles"] = "dated"  # a Vega panel names the index itself


class Archive:
    """A filled archive, and Elasticsearch's own client to ask it as Kibana does."""

    def __init__(self, url: str) -> None:
        self.filled_at = datetime.now(UTC)
        self.raw = client.Elasticsearch(url, request_timeout=60)
        self.settings = Settings(index=url, engine=IndexSettings(alias=f"articles-k{uuid.uuid4().hex[:8]}", timeout=60))

    def index(self) -> ArticleIndex:
        index = connect(self.settings)
        index.ensure()
        return index

    def ask(self, question: Question, **body: Any) -> dict[str, Any]:
        alias = self.settings.engine.alias
        index = {"revue-runs": f"runs-{alias}", "revue-rejects": f"rejects-{alias}"}.get(question.view, alias)
        return dict(self.raw.search(index=index, body=body))

    def close(self) -> None:
        alias = self.settings.engine.alias
        for name in self.raw.indices.get(index=[f"{alias}*", f"*-{alias}*"], expand_wildcards="all"):
            self.raw.indices.delete(index=name, ignore_unavailable=True)
        self.raw.close()


@pytest.fixture(scope="module", params=["newsroom", "seeds"])
def archive(
    request: pytest.FixtureRequest, elasticsearch: Running, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    made = Archive(elasticsearch.url)
    try:
        if request.param == "seeds":
            made.settings.store = str(tmp_path_factory.mktemp("store"))
            made.settings.workers = 1
            ingest(made.settings, [str(SEEDS)])
        index = made.index()
        if request.param == "newsroom":
            _night(index, made.filled_at)
        index.refresh()
        index.close()
        yield made
    finally:
        made.close()


def _night(index: ArticleIndex, now: datetime) -> None:
    index.write(newsroom.articles())
    for days in range(3):
        run = newsroom.summary(run=f"night-{days}")
        started = now - timedelta(days=7 * days, hours=1)
        run.started_at, run.finished_at = started.isoformat(), (started + timedelta(seconds=12)).isoformat()
        index.collection("runs").put(as_documents(run))
    refused = msgspec.to_builtins(newsroom.reject())
    index.collection("rejects").put([refused | {"at": now.isoformat()}])


@pytest.mark.parametrize("where", [where for where in ASKED if where != REJECTED])
def test_no_panel_is_empty(archive: Archive, where: str) -> None:
    question = ASKED[where]
    query = asking.query_of(question, TIMES[question.view])
    if question.sort:
        fields = [*question.fields, question.sort]
        order = [{question.sort: {"order": "desc"}}]
        answer = archive.ask(question, query=query, sort=order, fields=fields, size=50, _source=False)
        hits = answer["hits"]["hits"]
        assert hits
        assert {field for hit in hits for field in hit["fields"]} >= {question.sort, question.fields[0]}
        return
    if question.body:
        aggregations = question.body["aggs"]
    elif question.columns:
        aggregations = asking.aggregations_of(question)
    else:
        aggregations = {"menu": {"terms": {"field": question.controls[0]}}}
    for shift in ["", *asking.shifts(question)]:
        body = {"query": asking.query_of(question, TIMES[question.view], shift=shift), "aggs": aggregations, "size": 0}
        answer = archive.ask(question, **body)
        if not shift:
            assert answer["hits"]["total"]["value"] > 0
            assert list(asking.rows(answer["aggregations"]))


@pytest.mark.parametrize("archive", ["newsroom"], indirect=True)
def test_the_figures_are_those_of_the_night(archive: Archive) -> None:
    def table(where: str) -> dict[tuple[Any, ...], dict[str, Any]]:
        question = ASKED[where]
        query = asking.query_of(question, TIMES[question.view])
        answer = archive.ask(question, query=query, aggs=asking.aggregations_of(question), size=0)
        return dict(asking.rows(answer["aggregations"]))

    removed = {
        keys[0]: row["blocks"]["value"]
        for keys, row in table("Last night: What each rule removed, against a week before").items()
    }
    assert removed == {"share-bar": 4, "read-also": 2, "cookie-notice": 2, "credit": 2, "donation": 2}
    refused = {keys: row["pages"]["value"] for keys, row in table("Last night: Rejects by stage and reason").items()}
    assert refused["read", "empty"] == 1
    assert refused["load", "(none)"] == 0
    together = {
        keys: row["doc_count"] for keys, row in table("Who and where: Who appears with whom, in articles").items()
    }
    assert together["Maëlle Kervadec", "Yann Le Goff"] == 1
    assert together["Maëlle Kervadec", "Maëlle Kervadec"] == 2
    largest = table("Stories: Largest stories")
    assert sorted(row["sources"]["value"] for row in largest.values()) == [1, 1, 1, 3, 3]


@pytest.mark.parametrize("archive", ["newsroom"], indirect=True)
def test_a_rejected_page_is_found_with_its_reason(archive: Archive) -> None:
    question = ASKED[REJECTED]
    query = asking.query_of(question, TIMES[question.view])
    hits = archive.ask(question, query=query, sort=[{"at": "desc"}], fields=question.fields, _source=False)["hits"][
        "hits"
    ]
    assert [hit["fields"]["reason"] for hit in hits] == [["empty"]]
    assert set(hits[0]["fields"]) == set(question.fields)


@pytest.mark.parametrize("archive", ["newsroom"], indirect=True)
def test_a_week_before_is_another_run(archive: Archive) -> None:
    question = ASKED["Last night: New articles"]
    query = asking.query_of(question, "started_at", shift="1w")
    answer = archive.ask(question, query=query, size=10, _source=["run"])
    assert [hit["_source"]["run"] for hit in answer["hits"]["hits"]] == ["night-1"]


@pytest.mark.parametrize("archive", ["newsroom"], indirect=True)
def test_the_search_box_reads_french(archive: Archive) -> None:
    """Kibana asks `index.query.default_field` for what is typed without a field."""
    for typed in ("negociations", "l'ouverture d'une négociation", "dockers de Port-Navalis"):
        query = {"multi_match": {"type": "best_fields", "query": typed, "lenient": True}}
        hits = archive.ask(ASKED["Search the press"], query=query)["hits"]["hits"]
        assert hits[0]["_source"]["title"] == "Les dockers reconduisent la grève", typed


@pytest.mark.parametrize("archive", ["newsroom"], indirect=True)
def test_the_static_page_counts_the_same_on_both_engines(archive: Archive, tmp_path: Path) -> None:
    embedded = connect(Settings(index=f"embedded:{tmp_path / 'index'}"))
    embedded.ensure()
    _night(embedded, archive.filled_at)
    embedded.refresh()
    elastic = archive.index()
    assert build(elastic) == build(embedded)
    elastic.close()
    embedded.close()
