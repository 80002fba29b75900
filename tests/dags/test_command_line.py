"""`airflow dags test` as an operator types it, in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.dags.conftest import REPOSITORY


def test_the_nightly_run_under_airflow_dags_test(airflow_home: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    shutil.copytree(REPOSITORY / "seeds", inbox)
    ended = subprocess.run(
        [sys.executable, "-m", "airflow", "dags", "test", "nightly_ingest"],
        env={
            **os.environ,
            "REVUE_INBOX": f'["{inbox}"]',
            "REVUE_STORE": str(tmp_path / "store"),
            "REVUE_INDEX": f"embedded:{tmp_path / 'index'}",
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-4000:]
    assert len(list(tmp_path.glob("store/runs/*/report.html"))) == 1
