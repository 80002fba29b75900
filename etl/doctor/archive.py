"""The archive itself: which version is live, and whether it can hold what this release writes."""

from __future__ import annotations

from collections.abc import Iterator

from etl.archive import IndexMisconfigured
from etl.doctor.finding import Finding, NotLookedAt, Patient, ask

_SHOWN = 3


def alias(patient: Patient) -> Iterator[Finding]:
    """The alias points at exactly one version."""
    try:
        name = ask(patient).live()
    except IndexMisconfigured as error:
        yield Finding(check="alias", level="wrong", message=str(error))
        return
    if name is None:
        yield Finding(check="alias", level="info", message="there is no archive yet; the first `revue ingest` makes it")
    else:
        yield Finding(check="alias", level="ok", message=f"{patient.settings.engine.alias} points at {name}")


def mapping(patient: Patient) -> Iterator[Finding]:
    """The live version has the mapping that ships with this release."""
    engine = ask(patient)
    try:
        name = engine.live()
    except IndexMisconfigured:
        raise NotLookedAt("no version is live") from None
    if name is None:
        yield Finding(check="mapping", level="info", message="there is no archive yet")
        return
    drift = engine.drift(name)
    if drift.reasons:
        more = f" and {len(drift.reasons) - _SHOWN} more" if len(drift.reasons) > _SHOWN else ""
        yield Finding(
            check="mapping",
            level="wrong",
            message=f"{name} was made with another mapping: {'; '.join(drift.reasons[:_SHOWN])}{more}",
            advice="`revue reindex` builds a version with the present one beside it",
        )
    elif drift.outdated:
        yield Finding(
            check="mapping",
            level="warning",
            message=f"{name} was made with another analysis: searches find what they found before this release",
            advice="`revue reindex` when there is time",
        )
    else:
        yield Finding(check="mapping", level="ok", message=f"{name} has the mapping of this release")
