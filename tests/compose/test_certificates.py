"""The certificates that compose's parts talk with: a real handshake, and renewal before they end."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from pathlib import Path

import pytest
import set_up_certificates
from cryptography import x509

PARTS = sorted(set_up_certificates.PARTS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certificates")
    set_up_certificates.main(made)
    return made


def shake_hands(folder: Path, part: str, name: str, trusted: Path) -> None:
    """A TLS server with the part's certificate, and a client that calls it by that name."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / part / "tls.crt", folder / part / "tls.key")
    client = ssl.create_default_context(cafile=trusted)
    here, there = socket.socketpair()

    def serve() -> None:
        try:
            with server.wrap_socket(there, server_side=True):
                pass
        except OSError:
            there.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(here, server_hostname=name):
            pass
    finally:
        here.close()
        thread.join()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("local", [False, True])
def test_a_client_that_trusts_the_authority_accepts_every_part_by_its_names(
    folder: Path, part: str, local: bool
) -> None:
    names, _user = set_up_certificates.PARTS[part]
    shake_hands(folder, part, "localhost" if local else names[0], folder / "ca.crt")


def test_one_part_cannot_pass_for_another(folder: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shake_hands(folder, "kibana", "elasticsearch", folder / "ca.crt")


def test_another_authority_is_not_trusted(folder: Path, tmp_path: Path) -> None:
    set_up_certificates.main(tmp_path)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(folder, "elasticsearch", "elasticsearch", tmp_path / "ca.crt")


def test_keys_are_for_their_owner_alone(folder: Path) -> None:
    for key in folder.rglob("*.key"):
        assert key.stat().st_mode & 0o777 == 0o600, key


def test_again_changes_nothing(folder: Path) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*.*") if file.is_file()}
    set_up_certificates.main(folder)
    assert {file: file.read_bytes() for file in folder.rglob("*.*") if file.is_file()} == before


def test_what_ends_within_a_month_is_renewed_by_the_same_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_up_certificates, "DAYS", 20)
    set_up_certificates.main(tmp_path)
    authority = (tmp_path / "ca.crt").read_bytes()
    monkeypatch.undo()
    set_up_certificates.main(tmp_path)
    certificate = x509.load_pem_x509_certificate((tmp_path / "postgres" / "tls.crt").read_bytes())
    assert certificate.not_valid_after_utc - dt.datetime.now(dt.UTC) > dt.timedelta(days=300)
    assert (tmp_path / "ca.crt").read_bytes() == authority


def test_a_certificate_of_a_lost_authority_is_replaced(tmp_path: Path) -> None:
    set_up_certificates.main(tmp_path)
    (tmp_path / "ca.key").unlink()
    set_up_certificates.main(tmp_path)
    shake_hands(tmp_path, "elasticsearch", "elasticsearch", tmp_path / "ca.crt")
