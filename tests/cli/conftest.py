"""The command, run in this process, with its exit status and what it printed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Revue = Callable[..., Ran]


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """The command sets logging up for its process; here the process goes on to other tests."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture
def revue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Revue:
    """Run `revue ARGS…` in an empty folder and return what a shell would see."""
    from etl.cli import main

    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("REVUE_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr("sys.argv", ["revue", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, printed.out, printed.err)

    return run
