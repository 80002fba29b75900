"""Where pages come from and where they are kept."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from etl.article import Page
from etl.doctor.finding import Finding, Level, Patient
from etl.doctor.thresholds import Space
from etl.load.health import Disk
from etl.sources import SourceUnavailable, discover
from etl.store import Store, StoreFailure


def store(patient: Patient) -> Iterator[Finding]:
    """What is written can be read again, and there is room for more."""
    url = patient.settings.store
    folder = _folder(url)
    if folder is not None and not folder.exists():
        above = next(path for path in folder.absolute().parents if path.exists())
        if not above.is_dir():
            what = f"{url} can never be made: {above} is a file"
            yield Finding(check="store", level="wrong", message=what, advice="REVUE_STORE names a folder or a URL")
            return
        yield Finding(check="store", level="ok", message=f"{url} is not there yet; the first run makes it")
        yield room("store", _disk(str(above), above), patient.thresholds.space)
        return
    try:
        _round_trip(Store(url))
    except (StoreFailure, OSError, ValueError) as error:
        yield Finding(
            check="store",
            level="wrong",
            message=f"{url} cannot be written: {error}",
            advice="give whoever runs this the right to write, read and delete there",
        )
        return
    yield Finding(check="store", level="ok", message=f"{url} can be written, read and cleared")
    if folder is not None:
        yield room("store", _disk(url, folder), patient.thresholds.space)


def _folder(url: str) -> Path | None:
    scheme, separator, rest = url.partition("://")
    if not separator:
        return Path(url)
    return Path(rest) if scheme in {"file", "local"} else None


def _round_trip(store: Store) -> None:
    name, content = f"doctor/{secrets.token_hex(8)}", b"revue doctor"
    store.write_bytes(name, content)
    try:
        if store.read_bytes(name) != content:
            raise StoreFailure("what was written comes back changed")
    finally:
        store.delete(name)


def _disk(where: str, path: Path) -> Disk:
    usage = shutil.disk_usage(path)
    return Disk(where=where, free=usage.free, total=usage.total)


def room(check: str, disk: Disk, limits: Space) -> Finding:
    """Whether a disk that nobody else watches has room for a night."""
    level: Level = "ok"
    if disk.free < limits.warning_bytes:
        level = "wrong" if disk.free < limits.wrong_bytes else "warning"
    return Finding(
        check=check,
        level=level,
        message=f"{disk.where}: {disk.free / 1e9:,.1f} GB free of {disk.total / 1e9:,.0f} GB",
        advice=None
        if level == "ok"
        else "free some space: a run that finds none ends in the middle, and goes on later",
    )


def inbox(patient: Patient) -> Iterator[Finding]:
    """Every input of the nightly job can be listed, and its first page read."""
    if not patient.settings.inbox:
        yield Finding(check="inbox", level="info", message="none is set; the nightly DAG reads what REVUE_INBOX names")
    for given in patient.settings.inbox:
        yield _first_page(given, patient)


def _first_page(given: str, patient: Patient) -> Finding:
    try:
        found = next(discover([given], patient.settings.sources), None)
    except SourceUnavailable as error:
        return Finding(check="inbox", level="wrong", message=f"{given}: {error}")
    if found is None:
        return Finding(check="inbox", level="warning", message=f"{given} holds no page")
    if isinstance(found, Page):
        return Finding(check="inbox", level="ok", message=f"{given} can be read")
    # A page that is refused is the business of the run; an input that is not there is ours.
    level: Level = "wrong" if found.reason in {"missing", "unreadable"} else "ok"
    said = found.error if level == "wrong" else f"{given} can be read"
    return Finding(check="inbox", level=level, message=said)
