"""The checks in the order in which a person would mend things, and how they are run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from etl.archive import IndexFailure, IndexRefused
from etl.doctor import archive, certificates, engine, models, neighbours, places
from etl.doctor.finding import Check, Finding, Level, NotLookedAt, Patient
from etl.report.wording import plain

CHECKS: dict[str, Check] = {
    "connection": engine.connection,
    "certificate": certificates.certificate,
    "credentials": engine.credentials,
    "versions": engine.versions,
    "clock": engine.clock,
    "disk": engine.disk,
    "alias": archive.alias,
    "mapping": archive.mapping,
    "store": places.store,
    "inbox": places.inbox,
    "model": models.model,
    "registry": models.registry,
    "airflow": neighbours.airflow,
    "kibana": neighbours.kibana,
}


def examine(patient: Patient, checks: Sequence[str] = tuple(CHECKS)) -> Iterator[Finding]:
    """Run the checks; each says at least one thing, and no trouble of one keeps the others from being run."""
    for name in checks:
        for finding in _run(name, CHECKS[name], patient):
            # Servers and files are quoted: what they say is shown on one line, without control characters.
            yield msgspec.structs.replace(finding, message=plain(finding.message))


def _run(name: str, check: Check, patient: Patient) -> Iterator[Finding]:
    try:
        yield from check(patient)
    except NotLookedAt as why:
        yield Finding(check=name, level="info", message=f"not looked at: {why}")
    except IndexRefused as refused:
        # The check of the credentials says what is wrong with them; the others only cannot look.
        level: Level = "wrong" if name == "credentials" else "warning"
        yield Finding(check=name, level=level, message=str(refused))
    except IndexFailure as failure:
        yield Finding(check=name, level="wrong", message=str(failure))
    except Exception as error:  # noqa: BLE001 - a check that breaks is a finding too, and the others go on
        what = f"this check could not be made ({type(error).__name__}: {error})"
        yield Finding(check=name, level="wrong", message=what)
