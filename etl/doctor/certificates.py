"""The certificates on the way: trusted, for this name, and not about to end."""

from __future__ import annotations

import datetime
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import certifi

from etl.doctor.finding import Finding, Patient

_SECONDS = 10.0
_WHY = {
    9: ("is not valid yet", "set this machine's clock"),
    10: ("has ended", "give the server a new one"),
    18: ("signed itself", "name it as the CA file, or give the server one of an authority"),
    19: (
        "was signed by an authority that is not trusted here",
        "the CA file is that of another cluster, or is missing",
    ),
    20: (
        "was signed by an authority that is not trusted here",
        "the CA file is that of another cluster, or is missing",
    ),
    21: (
        "was signed by an authority that is not trusted here",
        "the CA file is that of another cluster, or is missing",
    ),
    62: ("is for another name", "use the name that the certificate bears"),
    64: ("is for another address", "use the name that the certificate bears"),
}
"""OpenSSL's reasons (`X509_V_ERR_…`) in words, and what to do."""


class _Peer(NamedTuple):
    host: str
    port: int
    ca_file: Path | None
    setting: str
    trusted: str | None


def certificate(patient: Patient) -> Iterator[Finding]:
    """Every TLS address that is used bears a certificate that is trusted and lasts."""
    plain = [a for a in _addresses(patient) if a.startswith("http://")]
    if exposed := [a for a in plain if not _loopback(a)]:
        yield Finding(
            check="certificate",
            level="warning",
            message=f"{', '.join(exposed)}: passwords and articles travel unencrypted",
            advice="use https, as docker-compose.yml does",
        )
    authorities: set[tuple[Path, str]] = set()
    for peer in _peers(patient):
        if peer.ca_file is not None:
            authorities.add((peer.ca_file, peer.setting))
        yield _presented(peer, patient)
    for path, setting in sorted(authorities):
        yield from _authority(path, setting, patient)
    if not authorities and not exposed and not list(_peers(patient)):
        yield Finding(check="certificate", level="ok", message="none is used: nothing leaves this machine")


def _addresses(patient: Patient) -> list[str]:
    settings = patient.settings
    given = [host.strip() for host in settings.index.split(",")] if "://" in settings.index else []
    return [*given, settings.kibana.url] if "url" in settings.kibana.model_fields_set else given


def _loopback(address: str) -> bool:
    return (urlsplit(address).hostname or "") in {"localhost", "127.0.0.1", "::1"}


def _peers(patient: Patient) -> Iterator[_Peer]:
    settings = patient.settings
    for address in _addresses(patient):
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname:
            continue
        of_kibana = address == settings.kibana.url and "url" in settings.kibana.model_fields_set
        port = parts.port or 443
        if of_kibana:
            yield _Peer(parts.hostname, port, settings.kibana.ca_file, "REVUE_KIBANA__CA_FILE", None)
        else:
            # Elasticsearch's client trusts certifi's authorities where no file is named.
            yield _Peer(parts.hostname, port, settings.engine.ca_file, "REVUE_ENGINE__CA_FILE", certifi.where())


def _presented(peer: _Peer, patient: Patient) -> Finding:
    where = f"{peer.host}:{peer.port}"
    try:
        context = ssl.create_default_context(cafile=peer.ca_file or peer.trusted)
    except (OSError, ssl.SSLError) as error:
        said = f"the CA file {peer.ca_file} cannot be used ({error})"
        return Finding(check="certificate", level="wrong", message=said, advice=f"{peer.setting} names a PEM file")
    try:
        with (
            socket.create_connection((peer.host, peer.port), timeout=_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=peer.host) as tls,
        ):
            presented = tls.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        what, advice = _WHY.get(error.verify_code, (f"was not accepted ({error.verify_message})", "ask who made it"))
        said = f"the certificate of {where} {what}"
        return Finding(check="certificate", level="wrong", message=said, advice=f"{advice} ({peer.setting})")
    except ssl.SSLError as error:
        said = f"{where} does not speak TLS ({error.reason or error})"
        return Finding(check="certificate", level="wrong", message=said, advice="is it http, not https?")
    except OSError as error:
        said = f"{where} cannot be reached ({error.strerror or error})"
        return Finding(check="certificate", level="wrong", message=said)
    return _lasting(f"the certificate of {where}", str(presented["notAfter"]), patient)


def _authority(path: Path, setting: str, patient: Patient) -> Iterator[Finding]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(path)
    except (OSError, ssl.SSLError):
        return
    for one in context.get_ca_certs():
        finding = _lasting(f"the authority in {path} ({setting})", str(one["notAfter"]), patient)
        if finding.level != "ok":
            yield finding


def _lasting(what: str, until: str, patient: Patient) -> Finding:
    ends = datetime.datetime.fromtimestamp(ssl.cert_time_to_seconds(until), datetime.UTC)
    left = (ends - patient.now()) / datetime.timedelta(days=1)
    said = f"{what} lasts until {ends:%Y-%m-%d}, {left:.0f} days"
    if left < patient.thresholds.certificate.warning_days:
        return Finding(check="certificate", level="warning", message=said, advice="renew it")
    return Finding(check="certificate", level="ok", message=said)
