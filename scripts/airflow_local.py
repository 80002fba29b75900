"""Airflow on this machine, for one person: `make airflow`.

Starts the four parts of Airflow on loopback, says where to log in and with what, and ends all of them, with every
process that they started, on Ctrl-C. Everything that is written lies in `var/`.

The parts are started one by one instead of with `airflow standalone`, whose log servers listen on every interface and
whose children survive a SIGTERM.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any

import psutil

REPOSITORY = Path(__file__).resolve().parents[1]
HOME = REPOSITORY / "var" / "airflow"
PARTS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
USER = "admin"
DAGS = 1  # ready once so many DAGs are known: at least the nightly run
READY_SECONDS = 300
STOP_SECONDS = 30
PR_SET_CHILD_SUBREAPER = 36


class PartEnded(Exception):
    """A part of Airflow ended by itself."""


def main() -> int:
    port = int(os.environ.get("REVUE_AIRFLOW_PORT") or "8080")
    if _listening(port):
        print(f"Port {port} is taken. End what listens there, or choose another: REVUE_AIRFLOW_PORT=8090 make airflow")
        return 1
    HOME.mkdir(parents=True, exist_ok=True)
    keys = _keys(HOME / "keys.json")
    environment = _environment(port, keys)
    for number in (signal.SIGINT, signal.SIGTERM):  # set, since a shell starts background jobs with SIGINT ignored
        signal.signal(number, _interrupt)
    # Whatever our children leave behind becomes our child, so that nothing escapes the end.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    print("Airflow starts; this takes a minute (logs: var/airflow/logs).", flush=True)
    parts: dict[str, subprocess.Popen[bytes]] = {}
    status = 0
    try:
        _run(["db", "migrate"], environment, HOME / "logs" / "database.log")
        for name, arguments in PARTS.items():
            parts[name] = _start(arguments, environment, HOME / "logs" / f"{name}.log")
        _wait_until_ready(parts, port, keys["password"])
        print(_welcome(port, keys["password"], environment), flush=True)
        while True:
            _check(parts)
            time.sleep(1)
    except KeyboardInterrupt:
        print("\nAirflow ends …", flush=True)
    except PartEnded as error:
        print(error, flush=True)
        status = 1
    finally:
        # A second Ctrl-C must not leave half of it running.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _stop()
    print("Airflow has ended, no process is left.", flush=True)
    return status


def _environment(port: int, keys: dict[str, str]) -> dict[str, str]:
    """The caller's environment, and Airflow set up for one person on loopback. What is set already stays."""
    base = f"http://127.0.0.1:{port}"
    chosen = {
        "REVUE_INBOX": json.dumps([str(REPOSITORY / "seeds")]),
        "REVUE_INDEX": f"embedded:{REPOSITORY / 'var' / 'index'}",
        "REVUE_STORE": str(REPOSITORY / "var" / "store"),
        "AIRFLOW__CORE__PARALLELISM": str(min(4, os.cpu_count() or 1)),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
    }
    passwords = HOME / "passwords.json"
    _write_private(passwords, json.dumps({USER: keys["password"]}))
    fixed = {
        "AIRFLOW_HOME": str(HOME),
        "AIRFLOW__API__BASE_URL": base,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__EXPOSE_CONFIG": "False",
        "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt"],
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{base}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__FERNET_KEY": keys["fernet"],
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME / 'airflow.db'}",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**chosen, **os.environ, **fixed, "PATH": path}


def _keys(file: Path) -> dict[str, str]:
    """The password and the keys of this installation, made at the first start and readable by its owner only."""
    if not file.exists():
        keys = {
            "password": secrets.token_urlsafe(12),
            "jwt": secrets.token_urlsafe(64),
            "fernet": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        _write_private(file, json.dumps(keys))
    stored: dict[str, str] = json.loads(file.read_text())
    return stored


def _write_private(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)


def _start(arguments: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches this script alone, which then ends the parts in order.
        return subprocess.Popen(
            [sys.executable, "-m", "airflow", *arguments],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _run(arguments: list[str], environment: dict[str, str], log: Path) -> None:
    process = _start(arguments, environment, log)
    if process.wait() != 0:
        raise PartEnded(_ended("airflow " + " ".join(arguments), log))


def _check(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in parts.items():
        if process.poll() is not None:
            raise PartEnded(_ended(f"airflow {name}", HOME / "logs" / f"{name}.log"))


def _ended(command: str, log: Path) -> str:
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    return f"`{command}` ended by itself. The end of {log}:\n{tail}"


def _wait_until_ready(parts: dict[str, subprocess.Popen[bytes]], port: int, password: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _ready(port, password):
        _check(parts)
        if time.monotonic() > deadline:
            raise PartEnded(f"Airflow is not ready after {READY_SECONDS} s: see var/airflow/logs")
        time.sleep(1)


def _ready(port: int, password: str) -> bool:
    """Every part is at work and the DAGs are known."""
    base = f"http://127.0.0.1:{port}"
    try:
        health = _call(f"{base}/api/v2/monitor/health")
        if any((health.get(part) or {}).get("status") != "healthy" for part in ("scheduler", "dag_processor")):
            return False
        token = _call(f"{base}/auth/token", {"username": USER, "password": password})["access_token"]
        return bool(_call(f"{base}/api/v2/dags?limit=1", token=token)["total_entries"] >= DAGS)
    except (OSError, ValueError, KeyError):
        return False


def _call(url: str, body: dict[str, str] | None = None, token: str | None = None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, data=json.dumps(body).encode() if body else None, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        decoded: dict[str, Any] = json.load(answer)
    return decoded


def _welcome(port: int, password: str, environment: dict[str, str]) -> str:
    return (
        "\n"
        f"  Airflow is ready:  http://127.0.0.1:{port}\n"
        f"  User:              {USER}\n"
        f"  Password:          {password}\n"
        "\n"
        f"  Inbox:             {', '.join(json.loads(environment['REVUE_INBOX']))}\n"
        f"  Archive:           {environment['REVUE_INDEX']}\n"
        "\n"
        "  The DAGs are switched on. Open `Nightly ingest` and press Trigger; its tab `Report` shows what it did.\n"
        "  Ctrl-C ends all of it.\n"
    )


def _stop() -> None:
    """End every descendant of this process: politely, then not."""
    me = psutil.Process()
    for polite in (signal.SIGINT, signal.SIGTERM):
        # Children of children get their word from their parents; only who is left after that is told directly.
        family = me.children() if polite == signal.SIGINT else me.children(recursive=True)
        _signal(family, polite)
        psutil.wait_procs(me.children(recursive=True), timeout=STOP_SECONDS if polite == signal.SIGINT else 5)
    while family := me.children(recursive=True):
        _signal(family, signal.SIGKILL)
        psutil.wait_procs(family, timeout=5)


def _signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue


def _listening(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
