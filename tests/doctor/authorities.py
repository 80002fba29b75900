"""Certificates that are right but for one thing."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM


def issue(folder: Path, *, days: float = 300, since: float = -1, address: str = "127.0.0.1") -> tuple[Path, Path]:
    """An authority (PEM), and a certificate with its key that it issued for an address, in days from now."""
    now = datetime.datetime.now(datetime.UTC)
    start, end = now + datetime.timedelta(days=since), now + datetime.timedelta(days=days)
    authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
    node = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node")])
    ca = (
        x509.CertificateBuilder(issuer, issuer, authority.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=4000))
        .not_valid_after(now + datetime.timedelta(days=4000))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    issued = (
        x509.CertificateBuilder(issuer, node, server.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()),
            critical=False,
        )
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .sign(authority, hashes.SHA256())
    )
    key = server.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    folder.mkdir(exist_ok=True)
    (folder / "ca.pem").write_bytes(ca.public_bytes(PEM))
    (folder / "node.pem").write_bytes(key + issued.public_bytes(PEM))
    return folder / "ca.pem", folder / "node.pem"
