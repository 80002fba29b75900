"""One event is one line, whatever is in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.security import hostile

_PROGRAM = """
import json, sys
terminal = sys.argv[1] == "terminal"
sys.stderr.isatty = lambda: terminal
from etl.logs import configure
configure("info")
import structlog
log = structlog.get_logger("x")
for evil in json.load(sys.stdin):
    log.info("page-rejected", path=evil, error=ValueError(evil), nested={evil: [evil]})
    try:
        raise ValueError(evil)
    except ValueError:
        log.exception("unforeseen", path=evil)
"""


def _logged(evil: list[str], where: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, where], input=json.dumps(evil), capture_output=True, text=True, check=True,
        encoding="utf-8",
    )  # fmt: skip
    return done.stderr.splitlines()


@settings(max_examples=3, deadline=None)
@given(st.lists(hostile.texts, min_size=20, max_size=20))
def test_machines_read_one_json_object_a_line(evil: list[str]) -> None:
    lines = _logged(evil, "file")
    assert len(lines) == 2 * len(evil)
    for number, line in enumerate(lines):
        assert json.loads(line)["path"] == evil[number // 2]
        assert "\x1b" not in line


@settings(max_examples=3, deadline=None)
@given(st.lists(hostile.texts, min_size=20, max_size=20))
def test_people_read_one_line_an_event_and_nothing_steers_their_terminal(evil: list[str]) -> None:
    lines = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in _logged(evil, "terminal")]
    assert all(line.isprintable() for line in lines)
    assert len([line for line in lines if line.startswith("20")]) == 2 * len(evil)
    assert all(line.startswith(("20", "  ")) or not line for line in lines)
