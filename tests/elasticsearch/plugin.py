"""One Elasticsearch for a whole test session, whatever the number of xdist workers: started by the first test that
needs it, ended with the session. Where there is none, its tests are skipped, and one closing line says why."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.elasticsearch import ways
from tests.elasticsearch.node import scratch

_NO_ELASTICSEARCH = "no Elasticsearch: "
_FOLDER = pytest.StashKey[Path]()


class _Session:
    """What the processes of a test session share: a folder, a lock in it, and a note of the server that runs."""

    def __init__(self, folder: Path, owner: int) -> None:
        self.folder, self.owner = folder, owner

    def running(self) -> ways.Running:
        """The server; the first to ask starts it. Raises `ways.Unavailable` to everyone if it can't be had."""
        note = self.folder / "running.json"
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not note.exists():
                try:
                    written: dict[str, Any] = ways.start(self.folder / "node", self.owner)._asdict()
                except ways.Unavailable as error:
                    written = {"unavailable": str(error)}
                note.write_text(json.dumps(written), encoding="utf-8")
        told = json.loads(note.read_text(encoding="utf-8"))
        if "unavailable" in told:
            raise ways.Unavailable(told["unavailable"])
        return ways.Running(**told)

    def end(self) -> None:
        note = self.folder / "running.json"
        if note.exists():
            told = json.loads(note.read_text(encoding="utf-8"))
            if "unavailable" not in told:
                ways.end(ways.Running(**told))
        shutil.rmtree(self.folder, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="revue-elasticsearch-", dir=scratch()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the server, so that `-m "not elasticsearch"` leaves it out."""
    for item in items:
        if "elasticsearch" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.elasticsearch)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["elasticsearch_folder"] = str(node.config.stash[_FOLDER])
    node.workerinput["elasticsearch_owner"] = os.getpid()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _FOLDER in config.stash:
        _Session(config.stash[_FOLDER], os.getpid()).end()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [
        report.longrepr[2].partition(_NO_ELASTICSEARCH)[2]
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and _NO_ELASTICSEARCH in report.longrepr[2]
    ]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests skipped for want of an Elasticsearch: {skipped[0]}")


@pytest.fixture(scope="session")
def elasticsearch(request: pytest.FixtureRequest) -> ways.Running:
    """A real Elasticsearch; the test is skipped where there is none."""
    given = getattr(request.config, "workerinput", None)
    if given is None:
        session = _Session(request.config.stash[_FOLDER], os.getpid())
    else:
        session = _Session(Path(given["elasticsearch_folder"]), given["elasticsearch_owner"])
    try:
        return session.running()
    except ways.Unavailable as error:
        pytest.skip(f"{_NO_ELASTICSEARCH}{error}")


@pytest.fixture(scope="session")
def elasticsearch_url(elasticsearch: ways.Running) -> str:
    """Its address."""
    return elasticsearch.url
