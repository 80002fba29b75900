"""One night of hostile pages, run once; the tests look at what it left behind."""

from __future__ import annotations

import contextlib
import io
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from etl.report.model import RunSummary
from etl.settings import Settings
from tests.security import hostile


@dataclass
class Lure:
    """A server that nothing has a reason to ask, and every connection that was tried while it stood."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    connected: list[Any] = field(default_factory=list)


@contextlib.contextmanager
def luring() -> Iterator[Lure]:
    lure = Lure()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            lure.asked.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_HEAD = do_POST = do_OPTIONS = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    lure.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield lure
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def lure() -> Iterator[Lure]:
    with luring() as one:
        yield one


@dataclass
class Night:
    """What a hostile night left: the folder with everything, what was written to standard error, what was asked."""

    folder: Path
    settings: Settings
    summary: RunSummary
    log: str
    lure: Lure


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    from etl import pipeline
    from etl.logs import configure

    folder = tmp_path_factory.mktemp("hostile")
    with luring() as lure, pytest.MonkeyPatch.context() as patch:
        inbox = hostile.fill(folder / "inbox", lure.url)
        settings = Settings(index=f"embedded:{folder / 'index'}", store=str(folder / "store"), workers=1)
        connect = socket.socket.connect

        def watched(self: socket.socket, address: Any) -> None:
            if self.family != socket.AF_UNIX:
                lure.connected.append(address)
            connect(self, address)

        patch.setattr(socket.socket, "connect", watched)
        log = io.StringIO()
        patch.setattr(sys, "stderr", log)
        configure("debug")
        summary = pipeline.ingest(settings, [str(inbox)])[-1]
        yield Night(folder, settings, summary, log.getvalue(), lure)
    configure("warning")
