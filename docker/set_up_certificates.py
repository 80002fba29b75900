"""One-shot: a certificate authority of this installation's own, and a certificate for every part that listens.

`set_up_certificates.py FOLDER` makes what is missing and renews what ends within a month, so that every
`docker compose up` leaves valid certificates behind. The authority's key is readable by root alone.

    FOLDER/ca.crt                       what clients trust
    FOLDER/ca.key
    FOLDER/<part>/tls.crt, tls.key      owned by the user that the part runs as
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PARTS = {
    # part: (names that its clients call it by, user that it runs as in its image)
    "elasticsearch": (["elasticsearch", "elasticsearch-2", "elasticsearch-3", "archive"], 1000),
    "kibana": (["kibana"], 1000),
    "postgres": (["postgres"], 999),
    "airflow": (["airflow-api-server"], 50000),
    # Of the cluster (deploy/docker-compose.cluster.yml) only:
    "redis": (["redis"], 999),
    "minio": (["minio"], 1000),
}
LOOPBACK = "localhost"
CA_DAYS = 3650
DAYS = 397  # as long as browsers accept
RENEW_DAYS = 30


def main(folder: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    folder.mkdir(parents=True, exist_ok=True)
    ca_key, ca = _authority(folder, now)
    for part, (names, user) in PARTS.items():
        home = folder / part
        if _lasts(home / "tls.crt", ca, now):
            print(f"{part}: the certificate is still good")
            continue
        home.mkdir(exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _sign(part, [*names, LOOPBACK], key.public_key(), ca_key, ca, now)
        _write(home / "tls.key", _pem(key), 0o600, user)
        _write(home / "tls.crt", certificate.public_bytes(serialization.Encoding.PEM), 0o644, user)
        print(f"{part}: new certificate, good until {certificate.not_valid_after_utc:%Y-%m-%d}")


def _authority(folder: Path, now: dt.datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key_file, file = folder / "ca.key", folder / "ca.crt"
    if key_file.exists() and file.exists():
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        if isinstance(key, ec.EllipticCurvePrivateKey) and certificate.not_valid_after_utc - now > dt.timedelta(DAYS):
            return key, certificate
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Revue certificate authority")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(CA_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _pem(key), 0o600, 0)
    _write(file, certificate.public_bytes(serialization.Encoding.PEM), 0o644, 0)
    return key, certificate


def _sign(
    part: str,
    names: list[str],
    key: ec.EllipticCurvePublicKey,
    ca_key: ec.EllipticCurvePrivateKey,
    ca: x509.Certificate,
    now: dt.datetime,
) -> x509.Certificate:
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    alternatives.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, part)]))
        .issuer_name(ca.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(DAYS))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        # Both: the nodes of a cluster are each other's clients.
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _lasts(file: Path, ca: x509.Certificate, now: dt.datetime) -> bool:
    if not file.exists():
        return False
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    try:
        certificate.verify_directly_issued_by(ca)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, a new one mends it
        return False
    return certificate.not_valid_after_utc - now > dt.timedelta(RENEW_DAYS)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes, mode: int, user: int) -> None:
    """Write whole or not at all, and never readable by more users than `mode` says."""
    temporary = file.with_suffix(file.suffix + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    if os.geteuid() == 0:
        os.chown(temporary, user, -1)
    temporary.rename(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
