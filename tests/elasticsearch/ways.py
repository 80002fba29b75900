"""Three ways to a real Elasticsearch, in this order: one that runs already, Docker, a node of our own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.elasticsearch.home import VERSION, CannotBuild
from tests.elasticsearch.node import STARTS_WITHIN, DidNotStart, Node

VARIABLE = "REVUE_TEST_ELASTICSEARCH"
_COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


class Unavailable(Exception):
    """Why there is no Elasticsearch to test against."""


class Running(NamedTuple):
    """A server to talk to, and how it is ended by another process: `pid` or `container`, none: not ours to end.

    `repository` is a folder of the server in which snapshots can be made, if one is known.
    """

    url: str
    pid: int | None = None
    container: str | None = None
    repository: str | None = None


def start(folder: Path, owner: int) -> Running:
    """Find or start a server.

    Raises:
        Unavailable: None of the three ways is there.
    """
    given = os.environ.get(VARIABLE)
    if given:
        return Running(given.rstrip("/"))
    try:
        if _docker_works():
            return _container()
        node = Node(folder, owner=owner).start()
    except (CannotBuild, DidNotStart) as error:
        raise Unavailable(f"{VARIABLE} is not set, Docker does not run, and {error}") from error
    return Running(node.url, pid=node.pid, repository=str(folder / "repository"))


def _docker_works() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, timeout=20, check=False).returncode == 0


def image() -> str:
    """The image that compose uses, else the one of the version that is tested."""
    written = _COMPOSE.read_text(encoding="utf-8") if _COMPOSE.exists() else ""
    found = re.search(r"docker\.elastic\.co/elasticsearch/elasticsearch:[\w.@:-]+", written)
    return found[0] if found else f"docker.elastic.co/elasticsearch/elasticsearch:{VERSION}"


def _container() -> Running:
    settings = ("discovery.type=single-node", "xpack.security.enabled=false", "path.repo=/tmp/repository")
    variables = [part for one in (*settings, "ES_JAVA_OPTS=-Xms512m -Xmx512m") for part in ("-e", one)]
    command = ["docker", "run", "--rm", "-d", "-p", "127.0.0.1::9200", *variables, image()]
    name = _output(command)
    port = _output(["docker", "port", name, "9200/tcp"]).rpartition(":")[2]
    running = Running(f"http://127.0.0.1:{port}", container=name, repository="/tmp/repository")
    _until(lambda: _answers(running.url), running)
    return running


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise Unavailable(f"`{' '.join(command[:2])}` failed: {done.stderr.strip()[-200:]}")
    return done.stdout.strip().splitlines()[0]


def _until(condition: Callable[[], bool], running: Running) -> None:
    give_up = time.monotonic() + STARTS_WITHIN
    while not condition():
        if time.monotonic() > give_up:
            end(running)
            raise Unavailable(f"the container did not answer within {STARTS_WITHIN:.0f} seconds")
        time.sleep(0.5)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=10):
            return True
    except (urllib.error.URLError, OSError):
        return False


def end(running: Running) -> None:
    """End what was started."""
    if running.pid is not None:
        try:
            os.kill(running.pid, 15)
        except ProcessLookupError:
            return
    if running.container is not None:
        subprocess.run(["docker", "rm", "-f", running.container], capture_output=True, check=False)
