"""A failed or late run reaches a real web server and a real mail server."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import pytest
from airflow.sdk.definitions.context import Context
from revue_airflow.alerts import Alert, message_of

RUN = SimpleNamespace(dag_id="nightly_ingest", run_id="scheduled__2026-03-01T01:00:00+00:00")
FAILED = cast(Context, {"dag_run": RUN, "ti": SimpleNamespace(task_id="load")})


class Webhook(http.server.BaseHTTPRequestHandler):
    calls: ClassVar[list[tuple[str, dict[str, Any]]]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.calls.append((self.path, json.loads(body)))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


class Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs to hand over a mail."""

    mails: ClassVar[list[str]] = []

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            if word == "DATA":
                self._say("354 go on")
                lines = []
                while (part := self.rfile.readline().decode()).rstrip("\r\n") != ".":
                    lines.append(part)
                self.mails.append("".join(lines))
                self._say("250 kept")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield cast("tuple[str, int]", server.server_address)[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch, airflow_home: object) -> Iterator[type[Webhook]]:
    monkeypatch.setattr(Webhook, "calls", [])
    with serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Webhook)) as port:
        host = f"http://127.0.0.1:{port}/hooks/secret"
        monkeypatch.setenv("AIRFLOW_CONN_REVUE_WEBHOOK", json.dumps({"conn_type": "http", "host": host}))
        yield Webhook


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch, airflow_home: object) -> Iterator[type[Mailbox]]:
    monkeypatch.setattr(Mailbox, "mails", [])
    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox)) as port:
        extra = {"to": "desk@example.org", "from_email": "revue@example.org", "disable_ssl": True, "disable_tls": True}
        connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": extra}
        monkeypatch.setenv("AIRFLOW_CONN_REVUE_MAIL", json.dumps(connection))
        yield Mailbox


def test_a_failed_run_calls_the_webhook_once_with_what_and_where(webhook: type[Webhook]) -> None:
    Alert("failed")(FAILED)
    [(path, message)] = webhook.calls
    assert path == "/hooks/secret"
    assert message["event"] == "failed"
    assert "nightly_ingest failed (last task: load)" in message["text"]
    assert message["url"].endswith("/dags/nightly_ingest/runs/scheduled__2026-03-01T01%3A00%3A00%2B00%3A00")


def test_a_late_night_says_what_readers_lack(webhook: type[Webhook]) -> None:
    Alert("late")(cast(Context, {"dag_run": SimpleNamespace(dag_id="night_watch", run_id="x")}))
    assert "not in the archive" in webhook.calls[0][1]["text"]
    assert webhook.calls[0][1]["event"] == "late"


def test_a_failed_run_sends_a_mail(mailbox: type[Mailbox]) -> None:
    Alert("failed")(FAILED)
    [mail] = mailbox.mails
    assert "To: desk@example.org" in mail
    assert "Subject: Revue: nightly_ingest failed" in mail


def test_one_channel_that_fails_does_not_keep_the_other_from_being_told(
    webhook: type[Webhook], mailbox: type[Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "status", 500)
    with pytest.raises(ExceptionGroup, match="an alert did not get through"):
        Alert("failed")(FAILED)
    assert len(mailbox.mails) == 1


def test_without_a_connection_the_log_says_that_no_one_was_called(
    monkeypatch: pytest.MonkeyPatch, airflow_home: object
) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_REVUE_WEBHOOK", raising=False)
    monkeypatch.delenv("AIRFLOW_CONN_REVUE_MAIL", raising=False)
    Alert("failed")(FAILED)


@pytest.mark.parametrize("set_to", [""])
def test_an_empty_variable_is_no_connection(set_to: str, monkeypatch: pytest.MonkeyPatch, airflow_home: object) -> None:
    """Compose hands on both variables, empty where .env has none."""
    monkeypatch.setenv("AIRFLOW_CONN_REVUE_WEBHOOK", set_to)
    monkeypatch.setenv("AIRFLOW_CONN_REVUE_MAIL", set_to)
    Alert("failed")(FAILED)


def test_what_a_run_is_called_is_never_run_as_a_template(webhook: type[Webhook]) -> None:
    run = SimpleNamespace(dag_id="nightly_ingest", run_id="{{ 7 * 6 }}")
    Alert("failed")(cast(Context, {"dag_run": run}))
    assert webhook.calls[0][1]["run"] == "{{ 7 * 6 }}"


def test_a_message_needs_no_more_than_the_ids() -> None:
    """The DAG processor hands over the DAG and the run's id alone where the last task is not known."""
    message = message_of("failed", {"dag": SimpleNamespace(dag_id="reindex"), "run_id": "manual__1"})
    assert (message["dag"], message["run"]) == ("reindex", "manual__1")
