"""How a server is found, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.elasticsearch import home, jdk, ways

NEEDS_ONE = """
import pytest
def test_one(elasticsearch_url): assert elasticsearch_url
def test_other(elasticsearch): assert elasticsearch
def test_none(): pass
"""
NOWHERE = """
pytest_plugins = ["tests.elasticsearch.plugin"]
from tests.elasticsearch import ways
def nothing(*_): raise ways.Unavailable("no JDK 21 or newer is installed")
ways.start = nothing
"""


def test_a_server_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(ways.VARIABLE, "http://search.example:9200/")
    running = ways.start(tmp_path, owner=1)
    assert running == ways.Running("http://search.example:9200")
    ways.end(running)


def test_without_any_way_the_reason_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(ways.VARIABLE, raising=False)
    monkeypatch.setattr(ways, "_docker_works", lambda: False)
    monkeypatch.setattr(jdk, "find", lambda: None)
    with pytest.raises(ways.Unavailable, match=f"{ways.VARIABLE} is not set.*no JDK 21"):
        ways.start(tmp_path, owner=1)


def test_tests_that_need_one_are_skipped_and_the_last_line_says_why(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers = elasticsearch: needs one\n")
    pytester.makeconftest(NOWHERE)
    pytester.makepyfile(NEEDS_ONE)
    pytester.syspathinsert(Path(__file__).parents[2])
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(["2 tests skipped for want of an Elasticsearch: no JDK 21 or newer is installed"])
    pytester.runpytest_subprocess("-m", "not elasticsearch").assert_outcomes(passed=1, deselected=2)


def test_a_jdk_tells_its_version_itself(tmp_path: Path) -> None:
    compiler = tmp_path / "bin" / "javac"
    compiler.parent.mkdir()
    assert jdk.version(tmp_path) is None
    compiler.write_text("#!/bin/sh\necho javac 25.0.3\n")
    compiler.chmod(0o755)
    assert jdk.version(tmp_path) == 25


def test_the_client_the_node_and_compose_are_of_one_version() -> None:
    import elasticsearch

    minor = ".".join(home.VERSION.split(".")[:2])
    assert f"<elasticsearch.version>{home.VERSION}<" in (home.HERE / "pom.xml").read_text(encoding="utf-8")
    assert ".".join(map(str, elasticsearch.__version__[:2])) == minor
    assert f":{minor}." in ways.image()
