"""An examination of any set-up, in an empty folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.doctor import Finding, examine
from etl.doctor.finding import Patient
from etl.settings import Settings

Examined = dict[str, list[Finding]]
Doctor = Callable[..., Examined]


@pytest.fixture(autouse=True)
def _empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("REVUE_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def doctor() -> Doctor:
    """`doctor("disk", "clock", index=…)`: the findings of these checks, by check."""

    def run(*checks: str, **settings: object) -> Examined:
        patient = Patient(Settings.model_validate(settings))
        found: Examined = {}
        try:
            for finding in examine(patient, checks):
                found.setdefault(finding.check, []).append(finding)
        finally:
            patient.close()
        return found

    return run


def worst(findings: list[Finding]) -> str:
    """The worst level among them."""
    order = ("ok", "info", "warning", "wrong")
    return max((finding.level for finding in findings), key=order.index)
