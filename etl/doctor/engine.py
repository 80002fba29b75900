"""The engine behind the archive: does it answer, does it let us in, is it the right release, has it room."""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import urlsplit

from etl.archive import IndexMisconfigured
from etl.doctor.finding import Finding, Level, Patient, ask
from etl.doctor.places import room
from etl.load.health import Access, Disk, Grant
from etl.report.wording import duration

_ROLES = "make an API key with the privileges of the role `pipeline` in docker/roles.json"


def connection(patient: Patient) -> Iterator[Finding]:
    """Each address answers."""
    name = "connection"
    try:
        addresses = patient.addresses
    except IndexMisconfigured as error:
        yield Finding(check=name, level="wrong", message=str(error), advice="REVUE_INDEX says where the archive is")
        return
    some = any(failure is None for failure in addresses.values())
    for address, failure in addresses.items():
        if failure is None:
            yield Finding(check=name, level="ok", message=f"{address} answers")
        else:
            # The client goes on with the other nodes of a cluster.
            level: Level = "warning" if some else "wrong"
            yield Finding(check=name, level=level, message=f"{address}: {failure}", advice=_advice(address))


def _advice(address: str) -> str:
    if "://" in address:
        return "is it running, and does REVUE_INDEX name its address?"
    return "give the folder of the archive to whoever runs this"


def credentials(patient: Patient) -> Iterator[Finding]:
    """They are accepted, and allow what Revue needs and not much more."""
    access = ask(patient).access()
    name = "credentials"
    if access is None:
        yield Finding(check=name, level="ok", message="the embedded archive needs none")
        return
    if not access.secured:
        public = not all(map(_on_loopback, patient.settings.index.split(",")))
        yield Finding(
            check=name,
            level="warning" if public else "info",
            message="the cluster asks nobody for credentials: whoever reaches it may read, change and delete",
            advice="switch xpack.security on, as docker-compose.yml does" if public else None,
        )
        return
    yield from _denied(access.denied)
    if not any(grant.essential for grant in access.denied):
        yield Finding(check=name, level="ok", message=f"{access.user or 'they'} may do all that Revue needs")
    if access.excessive:
        yield Finding(
            check=name,
            level="warning",
            message=f"{access.user or 'they'} may do anything in this cluster, which Revue does not need",
            advice=_ROLES,
        )
    yield from _ending(access, patient)


def _on_loopback(address: str) -> bool:
    host = urlsplit(address.strip()).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _denied(denied: Iterable[Grant]) -> Iterator[Finding]:
    for (privilege, purpose, essential), grants in groupby(denied, lambda g: (g.privilege, g.purpose, g.essential)):
        on = ", ".join(grant.on for grant in grants)
        yield Finding(
            check="credentials",
            level="wrong" if essential else "warning",
            message=f"the privilege {privilege} is missing on {on}: without it Revue cannot {purpose}",
            advice=_ROLES,
        )


def _ending(access: Access, patient: Patient) -> Iterator[Finding]:
    if access.expires is None:
        return
    left = (access.expires - patient.now()) / datetime.timedelta(days=1)
    near = left < patient.thresholds.api_key.warning_days
    yield Finding(
        check="credentials",
        level="warning" if near else "ok",
        message=f"the API key ends on {access.expires:%Y-%m-%d}, in {left:.0f} days",
        advice="make a new one, and give it as REVUE_ENGINE__API_KEY" if near else None,
    )


def versions(patient: Patient) -> Iterator[Finding]:
    """The server and the library that talks to it fit."""
    server = ask(patient).server()
    level: Level = "ok"
    advice = None
    told = f"{server.product} {server.version}"
    if server.client is not None:
        told = f"{told}, client {server.client}"
        theirs, ours = _numbers(server.version), _numbers(server.client)
        if theirs[:1] != ours[:1]:
            level = "wrong"
            advice = f"run Elasticsearch {ours[0]}; upgrade the server first, then Revue"
        elif theirs < ours[:2]:
            level = "warning"
            advice = (
                f"upgrade Elasticsearch to {ours[0]}.{ours[1]} or newer: a client may be older than its server only"
            )
    yield Finding(check="versions", level=level, message=told, advice=advice)


def _numbers(version: str) -> tuple[int, ...]:
    """Major and minor version."""
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


def clock(patient: Patient) -> Iterator[Finding]:
    """This machine and the engine agree on the time."""
    engine = ask(patient)
    before = patient.now()
    theirs = engine.clock()
    if theirs is None:
        yield Finding(check="clock", level="ok", message="the engine has no clock of its own")
        return
    # Somewhere between the question and the answer; it tells whole seconds.
    ours = before + (patient.now() - before) / 2
    apart = (theirs - ours).total_seconds()
    limits = patient.thresholds.clock
    far = abs(apart)
    level: Level = "wrong" if far > limits.wrong_seconds else "warning" if far > limits.warning_seconds else "ok"
    if level == "ok":
        yield Finding(check="clock", level="ok", message=f"at most {far + 1:.0f} s apart")
        return
    yield Finding(
        check="clock",
        level=level,
        message=f"the engine's clock is {duration(far)} {'ahead of' if apart > 0 else 'behind'} this machine's",
        advice="let both follow a time server (chrony, systemd-timesyncd)",
    )


def disk(patient: Patient) -> Iterator[Finding]:
    """The engine has room, and takes writes."""
    engine = ask(patient)
    closed = engine.blocked()
    if closed:
        yield Finding(
            check="disk",
            level="wrong",
            message=f"closed for writes: {', '.join(closed)}; Elasticsearch does this when a disk is full",
            advice="free space; Elasticsearch opens them again by itself, unless somebody closed them by hand",
        )
    disks = engine.disks()
    for one in disks:
        yield _marked(one) if one.flood is not None else room("disk", one, patient.thresholds.space)
    if not disks:
        yield Finding(check="disk", level="warning", message="the engine does not tell how full its disks are")


def _marked(one: Disk) -> Finding:
    level: Level = "ok"
    message = f"{one.where}: {_full(one)}"
    advice = None
    if one.flood is not None and one.free < one.flood:
        level, message = "wrong", f"{message}, above the flood stage: it refuses writes"
    elif one.high is not None and one.free < one.high:
        level, message = (
            "wrong",
            f"{message}, above the high watermark: it moves its shards away, and soon refuses writes",
        )
    elif one.low is not None and one.free < one.low:
        level, message = "warning", f"{message}, above the low watermark: it takes no new shards, so no reindex"
    if level != "ok":
        advice = "add disk, or drop old versions (`revue versions`)"
    return Finding(check="disk", level=level, message=message, advice=advice)


def _full(one: Disk) -> str:
    return f"{1 - one.free / one.total:.0%} full, {one.free / 1e9:,.1f} GB free"
