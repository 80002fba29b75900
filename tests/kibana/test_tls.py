"""Kibana behind TLS: a certificate is trusted by the authority that the settings name, and by no other."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from etl.kibana.client import KibanaRefused
from etl.kibana.install import install
from etl.settings import KibanaSettings
from tests.kibana.stand_in import StandIn, running


def certificate(folder: Path, name: str, address: str = "127.0.0.1", days: int = 1) -> tuple[Path, Path]:
    """A certificate that signs itself, for one address, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=2))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / f"{name}.crt", folder / f"{name}.key"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return file, secret


def standing(pair: tuple[Path, Path]) -> Iterator[StandIn]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    with running(StandIn(), context) as kibana:
        yield kibana


def settings(kibana: StandIn, ca: Path | None) -> KibanaSettings:
    return KibanaSettings(url=kibana.url, ca_file=ca, wait=1, timeout=5)


def test_the_authority_that_signed_is_trusted(tmp_path: Path) -> None:
    pair = certificate(tmp_path, "kibana")
    for kibana in standing(pair):
        assert install(settings(kibana, pair[0])).objects == len(kibana.stored)


@pytest.mark.parametrize("named", ["another", None])
def test_another_authority_is_not(tmp_path: Path, named: str | None) -> None:
    other = certificate(tmp_path, named)[0] if named else None
    for kibana in standing(certificate(tmp_path, "kibana")):
        with pytest.raises(KibanaRefused, match="its certificate is not trusted"):
            install(settings(kibana, other))
        assert kibana.requests == []


def test_an_expired_certificate_is_said(tmp_path: Path) -> None:
    pair = certificate(tmp_path, "kibana", days=-1)
    for kibana in standing(pair):
        with pytest.raises(KibanaRefused, match="certificate has expired"):
            install(settings(kibana, pair[0]))


def test_a_certificate_of_another_address_is_said(tmp_path: Path) -> None:
    pair = certificate(tmp_path, "kibana", address="127.0.0.9")
    for kibana in standing(pair):
        with pytest.raises(KibanaRefused, match="not trusted"):
            install(settings(kibana, pair[0]))
        assert kibana.requests == []


def test_a_ca_file_that_holds_no_certificate_is_said(tmp_path: Path) -> None:
    bad = tmp_path / "ca.pem"
    bad.write_text("ceci n'est pas un certificat", encoding="utf-8")
    for kibana in standing(certificate(tmp_path, "kibana")):
        with pytest.raises(KibanaRefused, match=r"ca\.pem holds no certificate"):
            install(settings(kibana, bad))
