"""One Elasticsearch node as a child process; `python -m tests.elasticsearch.node` starts one and prints its address."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.elasticsearch import jdk
from tests.elasticsearch.home import home

STARTS_WITHIN = 90.0
"""Seconds that a start may take on a busy machine; 4 to 8 are usual."""


ROOM = 2 * 2**30
"""Bytes that have to be free in memory before a node's data is put there."""


def scratch() -> str | None:
    """Where a node's data lies best: in memory, since each new index waits for the disk some ten times."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return str(memory)
    return None


class DidNotStart(Exception):
    """The node ended or did not answer; the message ends with the last lines of its log."""


class Node:
    """A node over a data folder. It may be killed and started again on the same data and port.

    Attributes:
        folder: Holds `data`, `logs` and `repository` (for snapshots), and outlives the process.
        port: HTTP port on loopback; 0 takes a free one.
        owner: The process with whose end the node ends too.
    """

    def __init__(self, folder: Path, *, port: int = 0, owner: int | None = None, heap: str = "512m") -> None:
        self.folder = folder
        self.port = port
        self._owner = owner or os.getpid()
        self._heap = heap
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> Node:
        """Start the process and wait until it answers."""
        base, java = home(), jdk.find()
        logs = self.folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        (logs / "http.ports").unlink(missing_ok=True)
        settings = {
            "path.home": base,
            "path.data": self.folder / "data",
            "path.logs": logs,
            "path.repo": self.folder / "repository",
            "cluster.name": "revue-tests",
            "node.name": "revue-1",
            "node.portsfile": "true",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": self.port or "0",
            "transport.port": "0",
            "http.type": "netty4",
            "transport.type": "netty4",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        command = [f"{java}/bin/java", f"-Xms{self._heap}", f"-Xmx{self._heap}", "-XX:+UseSerialGC"]
        command += ["-XX:TieredStopAtLevel=1", "-Des.networkaddress.cache.ttl=60", f"-Drevue.owner={self._owner}"]
        command += ["--add-opens=java.base/java.io=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED"]
        command += [f"-Dlog4j2.configurationFile={base}/config/log4j2.properties", "-Dlog4j2.disable.jmx=true"]
        command += ["-cp", f"{base}/lib/*", "Launcher", *(f"{name}={value}" for name, value in settings.items())]
        with (logs / "node.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )
        self._wait(logs / "http.ports")
        return self

    def _wait(self, ports: Path) -> None:
        assert self._process is not None
        give_up = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < give_up and self._process.poll() is None:
            if ports.exists() and (written := ports.read_text().split()):
                self.port = int(written[0].rpartition(":")[2])
                with contextlib.suppress(urllib.error.URLError, OSError):
                    health = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=30s"
                    with urllib.request.urlopen(health, timeout=40):
                        return
            time.sleep(0.1)
        self.kill()
        log = (self.folder / "logs" / "node.log").read_text(errors="replace").splitlines()[-15:]
        raise DidNotStart("\n".join(log))

    def stop(self) -> None:
        """End the node in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the node as a failing machine would."""
        self._end(signal.SIGKILL)

    def _end(self, with_signal: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(with_signal)
            self._process.wait(timeout=30)
            self._process = None


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="revue-elasticsearch-", dir=scratch()) as folder:
        node = Node(Path(folder)).start()
        print(node.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
        node.stop()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
