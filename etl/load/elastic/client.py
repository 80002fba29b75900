"""The way to a cluster: credentials and certificates from the settings, retries, and errors in the archive's words.

No message of this module holds a secret, nor an answer's body as it came.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlsplit

import elastic_transport
import elasticsearch
import tenacity

from etl.archive import IndexFailure, IndexMisconfigured, IndexRefused, IndexUnavailable
from etl.settings import IndexSettings

T = TypeVar("T")
BUSY = frozenset({408, 429, 502, 503, 504})
"""HTTP statuses with which a cluster says that the same request may go through later."""
LONGEST_PAUSE = 20.0
"""Seconds between two attempts at most."""


def client(address: str, settings: IndexSettings) -> elasticsearch.Elasticsearch:
    """A client for `http(s)://host:port`, or several of them with commas between: nodes of one cluster.

    Raises:
        IndexMisconfigured: The address holds a password, or the CA file cannot be used.
    """
    hosts = [host.strip() for host in address.split(",") if host.strip()]
    options: dict[str, Any] = {}
    for host in hosts:
        parts = urlsplit(host)
        if parts.username or parts.password:
            raise IndexMisconfigured(
                "the index address holds a user or a password; give them as REVUE_ENGINE__USERNAME and "
                "REVUE_ENGINE__PASSWORD, or better an API key as REVUE_ENGINE__API_KEY"
            )
    if settings.api_key is not None:
        options["api_key"] = settings.api_key.get_secret_value()
    elif settings.username is not None and settings.password is not None:
        options["basic_auth"] = (settings.username, settings.password.get_secret_value())
    if settings.ca_file is not None:
        options["ssl_context"] = _trust(settings)
    try:
        return elasticsearch.Elasticsearch(
            [_with_port(host) for host in hosts], request_timeout=settings.timeout, max_retries=0, **options
        )
    except ValueError as error:
        raise IndexMisconfigured(f"the index address or its credentials cannot be used: {error}") from None


def _with_port(host: str) -> str:
    parts = urlsplit(host)
    if parts.port is not None:
        return host
    return parts._replace(netloc=f"{parts.netloc}:{443 if parts.scheme == 'https' else 9200}").geturl()


def _trust(settings: IndexSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise IndexMisconfigured(f"the CA file {settings.ca_file} cannot be used: {error}") from error


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn the client's errors into the archive's."""
    try:
        yield
    except elasticsearch.UnsupportedProductError as error:
        raise IndexMisconfigured("the server at the index address is not Elasticsearch") from error
    except elastic_transport.ApiError as error:
        raise failure(error.meta.status, reason(error.body)) from error
    except elastic_transport.TlsError as error:
        raise IndexRefused(
            f"the server's certificate was not accepted ({_last(error)}); "
            "give its certificate authority as REVUE_ENGINE__CA_FILE"
        ) from error
    except elastic_transport.ConnectionTimeout as error:
        raise IndexUnavailable("Elasticsearch did not answer in time (REVUE_ENGINE__TIMEOUT)") from error
    except elastic_transport.ConnectionError as error:
        raise IndexUnavailable(f"Elasticsearch cannot be reached: {_last(error)}") from error
    except elastic_transport.TransportError as error:
        raise IndexUnavailable(f"Elasticsearch gave an answer that cannot be read: {_last(error)}") from error


def _last(error: elastic_transport.TransportError) -> str:
    cause: BaseException = error.errors[-1] if error.errors else error
    while isinstance(cause, elastic_transport.TransportError) and cause.errors:
        cause = cause.errors[-1]
    return str(cause)[:300] or type(cause).__name__


def reason(body: Any) -> str:
    """What an error answer says, in one line."""
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return str(error)[:300]
    cause = error.get("caused_by") or {}
    told = [part for part in (error.get("type"), error.get("reason"), cause.get("reason")) if part]
    return ": ".join(dict.fromkeys(told))[:600]


def failure(status: int, why: str) -> IndexFailure:
    """The archive's error for an HTTP status."""
    if status == 401:
        if "expired" in why:
            return IndexRefused("the API key has expired; make a new one and give it as REVUE_ENGINE__API_KEY")
        return IndexRefused(f"Elasticsearch does not accept the credentials, or none were given ({why})")
    if status == 403 and "cluster_block_exception" not in why:
        return IndexRefused(f"the credentials lack a privilege: {why}")
    if status in BUSY:
        return IndexUnavailable(f"Elasticsearch is too busy ({status}): {why}")
    if status == 404:
        return IndexMisconfigured(f"something that Revue needs is not there: {why}")
    if status < 500:
        return IndexMisconfigured(f"Elasticsearch refused the request ({status}): {why}")
    return IndexFailure(f"Elasticsearch failed ({status}): {why}")


class Patience:
    """Ask again while the cluster is busy or away, with growing pauses."""

    def __init__(self, settings: IndexSettings) -> None:
        self._attempts = settings.retries + 1

    def retrying(self) -> tenacity.Retrying:
        return tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._attempts),
            wait=tenacity.wait_exponential(multiplier=0.25, max=LONGEST_PAUSE) + tenacity.wait_random(0, 0.25),
            retry=tenacity.retry_if_exception_type(IndexUnavailable),
            reraise=True,
        )

    def call(self, request: Callable[[], T]) -> T:
        """The answer to a request that may be sent twice without harm."""

        def once() -> T:
            with translated():
                return request()

        return self.retrying()(once)
