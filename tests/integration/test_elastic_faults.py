"""A cluster that is busy, away or refuses: nothing is lost, nothing is hidden, and the message says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import elasticsearch as client
import pytest

from etl.archive import ArticleIndex, IndexFailure, IndexMisconfigured, IndexRefused, IndexUnavailable, Query
from etl.article import Article, Removal
from etl.load.elastic import client as connection
from tests.elasticsearch.ways import Running
from tests.integration.press import ARTICLES, GAZ, UKRAINE
from tests.integration.proxy import Answer, Forward, Request, authority, proxy

BUSY = Answer.error(429, "es_rejected_execution_exception", "rejected execution of coordinating operation")
MANY = [Article(id=f"n{number:03}", text=f"Texte {number}.") for number in range(60)]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LONGEST_PAUSE", 0.02)


def is_bulk(request: Request) -> bool:
    return "_bulk" in request.path


class Faulty:
    """Goes wrong at the first `times` bulk requests, then forwards."""

    def __init__(self, times: int, fault: Callable[[Request, Forward], Answer | None]) -> None:
        self.left, self._fault, self.seen = times, fault, 0

    def __call__(self, request: Request, forward: Forward) -> Answer | None:
        if is_bulk(request):
            self.seen += 1
            if self.left:
                self.left -= 1
                return self._fault(request, forward)
        return forward(request)


def every_third_busy(request: Request, forward: Forward) -> Answer:
    """As a cluster with a full queue answers: a part of the items is refused, the others are done."""
    lines = request.body.splitlines()
    pairs = list(zip(lines[::2], lines[1::2], strict=True))
    taken = [line for number, pair in enumerate(pairs) if number % 3 for line in pair]
    answer = forward(request._replace(body=b"\n".join(taken) + b"\n", headers=_without_length(request)))
    items = iter(json.loads(answer.body)["items"])
    refused = {"type": "es_rejected_execution_exception", "reason": "queue is full"}
    made = [
        next(items) if number % 3 else {"index": {"_id": f"{number}", "status": 429, "error": refused}}
        for number in range(len(pairs))
    ]
    return answer._replace(body=json.dumps({"errors": True, "items": made}).encode())


def _without_length(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name.lower() != "content-length"}


def busy(request: Request, forward: Forward) -> Answer:
    return BUSY


def away(request: Request, forward: Forward) -> Answer:
    """What a load balancer says while nobody is behind it."""
    return Answer(503, b"upstream away", "text/plain")


def dropped(request: Request, forward: Forward) -> None:
    """The connection ends before the node has seen anything."""


def lost_answer(request: Request, forward: Forward) -> None:
    """The node does it, and the answer never arrives."""
    forward(request)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(busy, id="429"),
        pytest.param(away, id="503"),
        pytest.param(dropped, id="dropped"),
        pytest.param(lost_answer, id="answer lost"),
        pytest.param(every_third_busy, id="some items refused"),
    ],
)
def test_what_a_busy_cluster_refuses_is_sent_again_until_all_is_there(
    elastic: ArticleIndex,
    connect_elastic: Callable[..., ArticleIndex],
    elasticsearch: Running,
    fault: Callable[[Request, Forward], Answer | None],
) -> None:
    faulty = Faulty(2, fault)
    with proxy(elasticsearch.url, faulty) as url:
        report = connect_elastic(url).write(MANY)
    assert faulty.left == 0
    assert (report.indexed, report.updated, report.unchanged, report.rejects) == (len(MANY), 0, 0, [])
    elastic.refresh()
    assert list(elastic.scan()) == MANY


def test_a_cluster_that_stays_busy_is_an_error_worth_a_retry(
    elastic: ArticleIndex, connect_elastic: Callable[..., ArticleIndex], elasticsearch: Running
) -> None:
    faulty = Faulty(10**6, busy)
    with (
        proxy(elasticsearch.url, faulty) as url,
        pytest.raises(IndexUnavailable, match="busy"),
    ):
        connect_elastic(url, retries=2).write(MANY)
    assert faulty.seen == 3


def test_a_request_that_is_too_large_is_cut_in_two(
    elastic: ArticleIndex, connect_elastic: Callable[..., ArticleIndex], elasticsearch: Running
) -> None:
    def narrow(request: Request, forward: Forward) -> Answer:
        too_large = is_bulk(request) and len(request.body) > 20_000
        return Answer(413, b"", "text/plain") if too_large else forward(request)

    huge = Article(id="huge", text="Un texte sans fin. " * 2_000, path="inbox/huge.html")
    with proxy(elasticsearch.url, narrow) as url:
        report = connect_elastic(url).write([*MANY, huge])
    assert report.indexed == len(MANY)
    assert [(reject.reason, reject.path) for reject in report.rejects] == [("request_too_large", "inbox/huge.html")]


def test_what_elasticsearch_refuses_is_a_reject_with_its_reason(elastic: ArticleIndex) -> None:
    bad = Article(id="bad", text="Texte.", path="inbox/bad.html", removed=[Removal(text="x", rule="r", position=2**40)])
    report = elastic.write([UKRAINE, bad, GAZ])
    assert report.indexed == 2
    (reject,) = report.rejects
    assert (reject.reason, reject.path) == ("document_parsing_exception", "inbox/bad.html")
    assert "removed.position" in reject.error


def test_without_the_alias_nothing_is_written_and_no_index_is_made(
    elastic: ArticleIndex, raw: client.Elasticsearch, alias: str
) -> None:
    elastic.write([UKRAINE])
    raw.indices.delete_alias(index=f"{alias}-000001", name=alias)
    for use in (
        lambda: elastic.write([GAZ]),
        lambda: elastic.update({"ukraine": {"section": "Une"}}),
        lambda: elastic.delete(["ukraine"]),
        lambda: elastic.search(Query()),
    ):
        with pytest.raises(IndexMisconfigured, match=alias):
            use()
    assert not raw.indices.exists(index=alias)
    elastic.point(f"{alias}-000001")
    assert elastic.get(["ukraine", "gaz"]) == {"ukraine": UKRAINE}


def test_an_alias_that_goes_in_the_middle_of_a_load_makes_no_index(
    elastic: ArticleIndex,
    connect_elastic: Callable[..., ArticleIndex],
    raw: client.Elasticsearch,
    alias: str,
    elasticsearch: Running,
) -> None:
    def vanishing(request: Request, forward: Forward) -> Answer:
        if is_bulk(request):
            raw.indices.delete_alias(index=f"{alias}-000001", name=alias)
        return forward(request)

    with proxy(elasticsearch.url, vanishing) as url, pytest.raises(IndexMisconfigured, match="nothing was created"):
        connect_elastic(url).write(MANY)
    assert not raw.indices.exists(index=alias)


def test_an_index_by_the_name_of_the_alias_is_named_for_what_it_is(
    connect_elastic: Callable[..., ArticleIndex], raw: client.Elasticsearch, alias: str
) -> None:
    raw.index(index=alias, document={"text": "written by somebody else"})
    with pytest.raises(IndexMisconfigured, match="is an index, not an alias"):
        connect_elastic().ensure()


def test_a_version_with_another_mapping_is_seen_before_the_first_document(
    elastic: ArticleIndex, raw: client.Elasticsearch, alias: str
) -> None:
    old = f"{alias}-000002"
    aliases: dict[str, Any] = {f"{old}-writes": {}}
    mapping: dict[str, Any] = {"properties": {"id": {"type": "keyword"}, "title": {"type": "keyword"}}}
    raw.indices.create(index=old, mappings=mapping, aliases=aliases)
    elastic.point(old)
    with pytest.raises(IndexMisconfigured, match=r"another mapping.*revue reindex"):
        elastic.write([UKRAINE])
    assert raw.count(index=old)["count"] == 0
    present, drifted = elastic.versions()
    assert present.mapping != drifted.mapping


def test_a_page_cannot_add_fields_to_the_mapping(elastic: ArticleIndex, raw: client.Elasticsearch, alias: str) -> None:
    before = raw.indices.get_mapping(index=alias)[f"{alias}-000001"]["mappings"]
    elastic.write([Article(id="x", text="Texte.", metadata_from={f"field-{n}": "og" for n in range(500)})])
    elastic.collection("sources").put([{"id": "s", **{f"field-{n}": n for n in range(500)}}])
    assert raw.indices.get_mapping(index=alias)[f"{alias}-000001"]["mappings"] == before
    with pytest.raises(client.BadRequestError, match="strict_dynamic_mapping"):
        raw.index(index=alias, document={"id": "y", "unheard_of": 1})


def guarded(request: Request, forward: Forward) -> Answer:
    """A cluster with security on: one key may do all, one may only read, one has expired."""
    writes = request.method in {"PUT", "DELETE"} or is_bulk(request) or "_aliases" in request.path
    given = {name.lower(): value for name, value in request.headers.items()}.get("authorization", "")
    if given == "ApiKey ZXhwaXJlZA==":
        return Answer.error(401, "security_exception", "api key is expired")
    if given not in {"ApiKey d3JpdGVy", "ApiKey cmVhZGVy", "Basic ZGVzazpzZWNyZXQ="}:
        return Answer.error(401, "security_exception", "unable to authenticate with provided credentials")
    if given == "ApiKey cmVhZGVy" and writes:
        return Answer.error(403, "security_exception", "action [indices:data/write/bulk] is unauthorized for API key")
    return forward(request)


def test_the_right_key_and_certificate_authority_work(
    elastic: ArticleIndex, connect_elastic: Callable[..., ArticleIndex], elasticsearch: Running, tmp_path: Path
) -> None:
    ca, certificate = authority(tmp_path, "ca")
    with proxy(elasticsearch.url, guarded, certificate) as url:
        assert connect_elastic(url, ca_file=ca, api_key="d3JpdGVy").write(ARTICLES).indexed == len(ARTICLES)
        assert connect_elastic(url, ca_file=ca, username="desk", password="secret").count() >= 0
        reader = connect_elastic(url, ca_file=ca, api_key="cmVhZGVy")
        reader.refresh()
        assert reader.search(Query(text="gaz")).total > 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"api_key": "d3Jvbmc="}, "credentials"),
        ({"api_key": "ZXhwaXJlZA=="}, "has expired"),
        ({}, "credentials"),
        ({"username": "desk", "password": "wrong-s3cret"}, "credentials"),
        ({"api_key": "cmVhZGVy"}, "lack a privilege"),
        ({"api_key": "d3JpdGVy", "ca_file": "other"}, "certificate"),
        ({"api_key": "d3JpdGVy", "ca_file": None}, "certificate"),
        ({"api_key": "d3JpdGVy", "ca_file": "missing"}, "CA file"),
    ],
)
def test_each_wrong_credential_has_its_own_error_and_nothing_is_written(
    elastic: ArticleIndex,
    connect_elastic: Callable[..., ArticleIndex],
    elasticsearch: Running,
    tmp_path: Path,
    settings: dict[str, Any],
    message: str,
) -> None:
    ca, certificate = authority(tmp_path, "ca")
    other, _ = authority(tmp_path, "other")
    files = {"other": other, "missing": tmp_path / "missing.pem", None: None}
    chosen = {**settings, "ca_file": files[settings["ca_file"]] if "ca_file" in settings else ca}
    with (
        proxy(elasticsearch.url, guarded, certificate) as url,
        pytest.raises((IndexRefused, IndexMisconfigured), match=message) as raised,
    ):
        connect_elastic(url, **chosen).write(ARTICLES)
    for name in ("api_key", "password"):
        assert settings.get(name, "no secret") not in str(raised.value)
    elastic.refresh()
    assert elastic.count() == 0


def test_an_address_with_a_password_in_it_is_refused_without_repeating_it(
    connect_elastic: Callable[..., ArticleIndex],
) -> None:
    with pytest.raises(IndexMisconfigured, match="REVUE_ENGINE__API_KEY") as raised:
        connect_elastic("https://elastic:s3cret@127.0.0.1:9200")
    assert "s3cret" not in str(raised.value)


def test_nobody_there_is_worth_a_retry(connect_elastic: Callable[..., ArticleIndex]) -> None:
    with pytest.raises(IndexUnavailable, match="cannot be reached"):
        connect_elastic("http://127.0.0.1:9", retries=1).count()


def test_a_server_that_is_not_elasticsearch_is_named_so(
    connect_elastic: Callable[..., ArticleIndex], tmp_path: Path
) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

        do_GET = do_POST  # noqa: N815

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.handle_request, daemon=True).start()
    with pytest.raises(IndexFailure, match="not Elasticsearch"):
        connect_elastic(f"http://127.0.0.1:{server.server_port}", retries=0).count()
    server.server_close()
