"""Airflow, which runs the nights, and Kibana, which shows them. Revue works without either."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator

from etl.doctor.finding import Finding, Patient


def airflow(_patient: Patient) -> Iterator[Finding]:
    """Whether Airflow is installed beside Revue."""
    try:
        version = importlib.metadata.version("apache-airflow-core")
    except importlib.metadata.PackageNotFoundError:
        yield Finding(
            check="airflow", level="info", message="not installed here; `revue ingest` runs a night without it"
        )
    else:
        yield Finding(check="airflow", level="info", message=f"Airflow {version} is installed here")


def kibana(patient: Patient) -> Iterator[Finding]:
    """Kibana is up, if one is set, and the saved objects fit the mapping."""
    from etl.kibana.check import check_shipped
    from etl.kibana.client import Kibana, KibanaFailure

    for problem in check_shipped():
        yield Finding(check="kibana", level="wrong", message=problem, advice="install Revue again")
    settings = patient.settings.kibana
    if "url" not in settings.model_fields_set:
        yield Finding(check="kibana", level="info", message="none is set (REVUE_KIBANA__URL)")
        return
    asked = settings.model_copy(update={"wait": 0.0, "timeout": min(settings.timeout, 10.0)})
    try:
        version = Kibana(asked).wait()
    except KibanaFailure as error:
        yield Finding(check="kibana", level="wrong", message=str(error))
        return
    yield Finding(
        check="kibana", level="ok", message=f"{settings.url} is up (Kibana {version or 'of a hidden version'})"
    )
