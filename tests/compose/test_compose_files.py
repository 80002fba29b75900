"""The compose files are valid, ask for every secret, and open nothing to the network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
MAIN = REPOSITORY / "docker-compose.yml"
CLUSTER = REPOSITORY / "deploy" / "docker-compose.cluster.yml"
FILES = [MAIN, CLUSTER]
SECRET_WORDS = re.compile(r"PASSWORD|SECRET|KEY")

compose = shutil.which("docker-compose")
needs_compose = pytest.mark.skipif(compose is None, reason="docker-compose is not installed")


def read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


def services_of(file: Path) -> dict[str, dict[str, Any]]:
    """The services that a file brings in (the cluster's also changes some of the main file: those are left out)."""
    services: dict[str, dict[str, Any]] = read(file)["services"]
    return {name: service for name, service in services.items() if "image" in service}


@pytest.fixture
def environment_file(tmp_path: Path) -> Path:
    target = tmp_path / "filled.env"
    subprocess.run([sys.executable, REPOSITORY / "scripts" / "make_env.py", target], check=True, capture_output=True)
    return target


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_follows_the_compose_specification(file: Path) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", file],
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@needs_compose
def test_compose_resolves_the_file_with_what_make_env_writes(environment_file: Path) -> None:
    resolved = run_compose("--env-file", str(environment_file), "config")
    assert resolved.returncode == 0, resolved.stderr
    services = yaml.safe_load(resolved.stdout)["services"]
    assert services["airflow-scheduler"]["environment"]["REVUE_INDEX"] == "https://elasticsearch:9200"


@needs_compose
def test_without_secrets_compose_stops_with_a_word_on_what_to_do(tmp_path: Path) -> None:
    empty = tmp_path / "empty.env"
    empty.touch()
    refused = run_compose("--env-file", str(empty), "config")
    assert refused.returncode != 0
    assert "run `make env` first" in refused.stderr


def test_every_secret_of_the_example_is_asked_for_and_no_other() -> None:
    example = re.findall(r"^([A-Z_]+)=$", (REPOSITORY / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    text = MAIN.read_text(encoding="utf-8") + CLUSTER.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([A-Z_]+):\?run `make env` first", text)) == set(example)
    assert not re.findall(r"\$\{[A-Z_]*(?:PASSWORD|SECRET|KEY)\}", text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_secret_comes_from_the_environment(file: Path) -> None:
    written_down = [
        f"{service}: {name}"
        for service, definition in services_of(file).items()
        for name, value in (definition.get("environment") or {}).items()
        if SECRET_WORDS.search(name) and not name.endswith(("_FILE", "SSL_KEY", "_KEY_ID")) and "${" not in str(value)
    ]
    assert not written_down


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_command_carries_a_secret(file: Path) -> None:
    for service, definition in services_of(file).items():
        said = str([definition.get(part) for part in ("command", "entrypoint", "healthcheck")])
        assert not re.search(r"\$\{[A-Z_]*(PASSWORD|SECRET|KEY)", said), service


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_ports_are_on_loopback_only(file: Path) -> None:
    ports = [port for service in services_of(file).values() for port in service.get("ports", [])]
    assert all(str(port).startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_images_are_pinned_to_an_exact_version(file: Path) -> None:
    for name, service in services_of(file).items():
        assert re.search(r":(\d+\.\d+\.\d+|\d+\.\d+-\w+|RELEASE\.[-0-9TZ]+)(-\w+)?$", service["image"]), name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_stays_up_is_checked_limited_and_does_not_fill_the_disk_with_logs(file: Path) -> None:
    for name, service in services_of(file).items():
        assert service["logging"]["options"]["max-size"], name
        if service["restart"] == "no":
            continue
        assert service["healthcheck"]["test"], name
        assert service["deploy"]["resources"]["limits"]["memory"], name


def test_nothing_starts_before_what_it_needs() -> None:
    """Nothing that runs on certificates, the archive's key or Airflow's tables starts before they are made."""
    services = read(MAIN)["services"]

    def before(name: str) -> set[str]:
        direct = set(services[name].get("depends_on", {}))
        return direct.union(*(before(other) for other in direct)) if direct else direct

    once = {"certificates", "set-up", "airflow-set-up"}
    for name in ("airflow-api-server", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer"):
        assert once <= before(name), name
    assert "certificates" in before("elasticsearch")
    assert "certificates" in before("postgres")
    for name in once - {"certificates"}:
        waits = [s["depends_on"][name]["condition"] for s in services.values() if name in s.get("depends_on", {})]
        assert set(waits) == {"service_completed_successfully"}, name


def test_the_server_has_the_version_of_the_client() -> None:
    lock = (REPOSITORY / "uv.lock").read_text(encoding="utf-8")
    found = re.search(r'name = "elasticsearch"\nversion = "(\d+\.\d+)', lock)
    assert found
    for service in ("elasticsearch", "kibana"):
        assert f":{found[1]}." in read(MAIN)["services"][service]["image"]


def test_the_image_is_built_from_the_lock_by_the_uv_that_wrote_it() -> None:
    dockerfile = (REPOSITORY / "docker" / "Dockerfile").read_text(encoding="utf-8")
    assert "uv sync --frozen" in dockerfile
    assert all(
        re.search(r"FROM python:\d+\.\d+\.\d+-", line) for line in re.findall("^FROM .*$", dockerfile, re.MULTILINE)
    )
    assert "USER revue" in dockerfile
    for source in re.findall(r"^COPY (?!--from)(.*) \S+$", dockerfile, re.MULTILINE):
        for pattern in source.split():
            assert list(REPOSITORY.glob(pattern)), pattern
            top = pattern.split("/")[0]
            assert f"!{top}" in (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()


@needs_compose
def test_the_cluster_is_the_same_dags_on_workers_an_object_store_and_three_nodes(environment_file: Path) -> None:
    resolved = run_compose("-f", str(CLUSTER), "--env-file", str(environment_file), "config")
    assert resolved.returncode == 0, resolved.stderr
    services = yaml.safe_load(resolved.stdout)["services"]
    nodes = {name for name in services if name.startswith("elasticsearch")}
    assert len(nodes) == 3
    for name in nodes:
        environment = services[name]["environment"]
        assert set(environment["cluster.initial_master_nodes"].split(",")) == nodes
        assert environment["node.name"] == name
        assert environment["discovery.type"] == "multi-node"
        assert environment["xpack.security.enabled"] == "true"
        assert services[name]["networks"]["default"]["aliases"] == ["archive"]
    one = read(MAIN)["services"]["elasticsearch"]["environment"]
    for name in nodes - {"elasticsearch"}:
        assert {key: services[name]["environment"].get(key) for key in one if key.startswith("xpack")} == {
            key: value for key, value in one.items() if key.startswith("xpack")
        }
    scheduler, worker = services["airflow-scheduler"]["environment"], services["airflow-worker"]["environment"]
    assert scheduler["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert worker["REVUE_STORE"].startswith("s3://")
    # What a task needs is the same wherever it runs.
    same = ("REVUE_", "AWS_", "PGSSL", "AIRFLOW__DATABASE", "AIRFLOW__CELERY", "AIRFLOW__API__S", "AIRFLOW__API_AUTH")
    differing = [
        key
        for key, value in worker.items()
        if key.startswith((*same, "AIRFLOW__CORE__FERNET", "AIRFLOW__CORE__EXECUTION")) and scheduler.get(key) != value
    ]
    assert not differing


def run_compose(*arguments: str) -> subprocess.CompletedProcess[str]:
    assert compose
    return subprocess.run([compose, "-f", MAIN, *arguments], capture_output=True, text=True, env={"PATH": "/usr/bin"})
