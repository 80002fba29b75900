"""A proxy in front of the real node: it can ask for credentials, speak TLS, and go wrong on purpose."""

from __future__ import annotations

import datetime
import http.client
import ipaddress
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Answer(NamedTuple):
    """What the client gets."""

    status: int
    body: bytes
    type: str = "application/vnd.elasticsearch+json;compatible-with=9"

    @classmethod
    def error(cls, status: int, kind: str, reason: str) -> Answer:
        """An error as Elasticsearch words it."""
        return cls(status, json.dumps({"error": {"type": kind, "reason": reason}, "status": status}).encode())


class Request(NamedTuple):
    """What the client sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Forward = Callable[[Request], Answer]
Meddler = Callable[[Request, Forward], Answer | None]
"""Answers in the node's place, or forwards and changes what comes back; none drops the connection."""


@contextmanager
def proxy(node: str, meddler: Meddler, certificate: Path | None = None) -> Iterator[str]:
    """The address of a proxy in front of `node`; over TLS where a certificate with its key is given."""
    target = urlsplit(node)

    def forward(request: Request) -> Answer:
        connection = http.client.HTTPConnection(str(target.hostname), target.port, timeout=60)
        kept = {name: value for name, value in request.headers.items() if name.lower() not in {"host", "authorization"}}
        connection.request(request.method, request.path, request.body or None, kept)
        told = connection.getresponse()
        answer = Answer(told.status, told.read(), told.headers.get("content-type", "application/json"))
        connection.close()
        return answer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            request = Request(self.command, self.path, dict(self.headers.items()), body)
            answer = meddler(request, forward)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _handle  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def authority(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate authority (PEM), and a certificate with its key that it issued for 127.0.0.1."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    ca = _certificate(subject, subject, ca_key.public_key(), ca_key, is_ca=True)
    key = ec.generate_private_key(ec.SECP256R1())
    server = _certificate(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node")]), subject, key.public_key(), ca_key, is_ca=False
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / f"{name}.pem").write_bytes(ca.public_bytes(pem))
    (folder / f"{name}-node.pem").write_bytes(private + server.public_bytes(pem))
    return folder / f"{name}.pem", folder / f"{name}-node.pem"


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signing: ec.EllipticCurvePrivateKey,
    *,
    is_ca: bool,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    if not is_ca:
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return builder.sign(signing, hashes.SHA256())
