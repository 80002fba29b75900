"""Logs: one event a line, whatever an event holds."""

from __future__ import annotations

import json

import pytest
import structlog

from etl.logs import configure


@pytest.fixture(autouse=True)
def logging_as_it_was():  # type: ignore[no-untyped-def]
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    structlog.get_logger().info("page-failed", path='a.html\n{"event": "forged", "level": "error"}\r\x1b[31m')
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "page-failed"
    assert "\x1b" not in line


def test_quieter_levels_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure("warning")
    structlog.get_logger().info("step")
    structlog.get_logger().warning("slow")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["slow"]


def test_an_error_is_logged_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure("warning")
    try:
        raise ValueError("une règle qui boucle")
    except ValueError:
        structlog.get_logger().exception("page-failed")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["exception"][0]["exc_value"] == "une règle qui boucle"
