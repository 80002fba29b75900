"""Files that the process may not read: checked in a process without root's rights."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.article import Page
from etl.settings import SourceSettings
from etl.sources import discover
from tests.sources.inbox import page

NOBODY = 65534


@pytest.fixture
def inbox() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """The rights of nobody for the length of a test, if the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("needs Linux to give up root's rights for a while")
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


def test_what_may_not_be_read_is_rejected_and_the_rest_goes_on(inbox: Path, request: pytest.FixtureRequest) -> None:
    for name in ("a.html", "b.html", "closed/c.html", "d.html"):
        (inbox / name).parent.mkdir(exist_ok=True)
        (inbox / name).write_text(page())
    (inbox / "b.html").chmod(0)
    (inbox / "closed").chmod(0)
    request.getfixturevalue("unprivileged")
    found = discover([str(inbox)], SourceSettings())
    outcome = [(Path(f.ref.path).name, "") if isinstance(f, Page) else (Path(f.path).name, f.reason) for f in found]
    assert outcome == [("a.html", ""), ("b.html", "unreadable"), ("closed", "unreadable"), ("d.html", "")]
