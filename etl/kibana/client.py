"""Kibana over HTTP: whether it is up, and the import of saved objects."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
import urllib3
from urllib3.util import Retry

from etl.kibana.objects import SavedObject
from etl.settings import KibanaSettings

MAJOR = 9
"""The major version of Kibana whose format the objects are in."""
PAUSE = 2.0
"""Seconds between two looks at a Kibana that is not up yet."""
_TRANSIENT = frozenset((429, 502, 503, 504))


class KibanaFailure(Exception):
    """Kibana did not do what was asked; the message says what to do."""


class KibanaUnavailable(KibanaFailure):
    """No answer, or not up yet: the same call may go through later."""


class KibanaRefused(KibanaFailure):
    """Wrong address, certificate, credentials or privileges: trying again will not help."""


class KibanaRejected(KibanaFailure):
    """Kibana read the saved objects and did not take all of them."""


class Installed(msgspec.Struct, kw_only=True, frozen=True):
    """What an import did. `version` is Kibana's, where it told."""

    objects: int
    version: str | None


class Kibana:
    """One Kibana and one of its spaces."""

    def __init__(self, settings: KibanaSettings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Reach nothing yet.

        Raises:
            KibanaRefused: The address is no `http(s)://host` or the CA file cannot be read.
        """
        parts = urlsplit(settings.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise KibanaRefused("Kibana's address must be http(s)://host:port, without a user name in it")
        self._base = settings.url.rstrip("/")
        self._space = "" if settings.space in ("", "default") else f"/s/{quote(settings.space, safe='')}"
        self._settings, self._sleep = settings, sleep
        headers = {"kbn-xsrf": "revue", **_credentials(settings)}
        # A redirect may lead to a login page or to another host: credentials never follow it.
        retries = Retry(total=3, redirect=0, backoff_factor=0.5, status_forcelist=_TRANSIENT, allowed_methods=None,
                        raise_on_status=False, raise_on_redirect=False)  # fmt: skip
        self._pool = urllib3.PoolManager(
            headers=headers, retries=retries, timeout=settings.timeout, ssl_context=_trusting(settings.ca_file)
        )  # fmt: skip

    def wait(self) -> str | None:
        """Wait until Kibana is up; its version, where it tells.

        Raises:
            KibanaUnavailable: It is not up in `settings.wait` seconds.
            KibanaRefused: It does not know us, or is not of major version 9.
        """
        deadline = time.monotonic() + self._settings.wait
        said = ""
        while True:
            try:
                body = self._json("GET", "/api/status", retries=False)
                level = body.get("status", {}).get("overall", {}).get("level", "unknown")
                if level in ("available", "degraded"):
                    return _supported(body.get("version", {}).get("number"))
                said = f"it says that it is {level}"
            except KibanaUnavailable as error:
                said = str(error)
            if time.monotonic() >= deadline:
                raise KibanaUnavailable(f"{self._base} is not up after {self._settings.wait:.0f} s: {said}")
            self._sleep(PAUSE)

    def load(self, objects: Sequence[SavedObject]) -> int:
        """Import the objects in one request, each in the place of the one with its id; how many went in.

        Raises:
            KibanaRejected: Kibana did not take some of them; which, and why.
            KibanaUnavailable: No answer.
            KibanaRefused: Not allowed.
        """
        lines = b"".join(msgspec.json.encode(each) + b"\n" for each in objects)
        answer = self._json(
            "POST", f"{self._space}/api/saved_objects/_import?overwrite=true",
            fields={"file": ("revue.ndjson", lines, "application/ndjson")},
        )  # fmt: skip
        if not answer.get("success"):
            failed = "; ".join(_why(error) for error in answer.get("errors", [])) or "without saying why"
            raise KibanaRejected(f"Kibana did not take {len(answer.get('errors', []))} of {len(objects)}: {failed}")
        return int(answer.get("successCount", 0))

    def _json(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        try:
            answer = self._pool.request(method, f"{self._base}{path}", **more)
        except urllib3.exceptions.HTTPError as error:
            cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) else error
            if isinstance(cause, urllib3.exceptions.SSLError):
                raise KibanaRefused(f"{self._base}: its certificate is not trusted ({cause}); "
                                    "give the authority that signed it as the CA file") from None  # fmt: skip
            raise KibanaUnavailable(f"{self._base} does not answer ({type(cause).__name__})") from None
        return self._read(answer.status, answer.data)

    def _read(self, status: int, data: bytes) -> dict[str, Any]:
        try:
            body = msgspec.json.decode(data, type=dict[str, Any])
        except msgspec.DecodeError:
            body = {}
        said = str(body.get("message") or body.get("error") or "no reason given")[:500]
        if status == 401:
            raise KibanaRefused(f"{self._base} does not know these credentials: check the API key or the password")
        if status == 403:
            raise KibanaRefused(f"{self._base} does not allow it ({said}): the role needs all privileges on Dashboard, "
                                "Discover, Visualize and Saved Objects Management in that space")  # fmt: skip
        if 300 <= status < 400:
            raise KibanaRefused(
                f"{self._base} sends us elsewhere: give the address behind the redirect, and credentials"
            )
        if status == 404:
            raise KibanaRefused(f"{self._base} has no such page: check the base path and the space")
        if status in _TRANSIENT or (status == 200 and not body):
            raise KibanaUnavailable(f"{self._base} is not ready (HTTP {status})")
        if status != 200:
            raise KibanaRejected(f"{self._base} answers HTTP {status}: {said}")
        return body


def _credentials(settings: KibanaSettings) -> dict[str, str]:
    if settings.api_key:
        return {"authorization": f"ApiKey {settings.api_key.get_secret_value()}"}
    if settings.username and settings.password:
        return dict(urllib3.make_headers(basic_auth=f"{settings.username}:{settings.password.get_secret_value()}"))
    return {}


def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except FileNotFoundError:
        raise KibanaRefused(f"the CA file {ca_file} is not there") from None
    except (OSError, ssl.SSLError) as error:
        raise KibanaRefused(f"the CA file {ca_file} holds no certificate that can be read ({error})") from None


def _supported(version: str | None) -> str | None:
    if version and version.split(".")[0] != str(MAJOR):
        raise KibanaRefused(f"Kibana is {version}; these saved objects are for Kibana {MAJOR}")
    return version


def _why(error: dict[str, Any]) -> str:
    """One failed object of the answer, in words."""
    cause = error.get("error", {})
    kind = cause.get("type", "unknown")
    if kind == "missing_references":
        missing = ", ".join(f"{r['type']} “{r['id']}”" for r in cause.get("references", []))
        kind = f"it needs {missing}"
    return f"{error.get('type')} “{error.get('id')}”: {kind}{': ' + cause['message'] if cause.get('message') else ''}"
