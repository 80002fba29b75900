"""Addresses: one spelling for each page."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"^(?:utm_\w+|at_\w+|xtor|fbclid|gclid|dclid|msclkid|mc_[ce]id|ref|ref_src|cmpid|ns_\w+|igshid|spm|seen)$",
    re.IGNORECASE,
)
_MAX = 2000


def canonical(url: str) -> str | None:
    """One spelling: no fragment, tracking or default port, host in lower case; none if it is no web address."""
    url = url.strip()
    if len(url) > _MAX:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "." not in host:
        return None
    if port is not None and port not in (80, 443):
        host = f"{host}:{port}"
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)])
    return urlunsplit((parts.scheme.lower(), host.lower(), parts.path or "/", query, ""))


def host_of(url: str | None) -> str | None:
    """The publisher's host, without `www`."""
    if not url:
        return None
    host = urlsplit(url).hostname
    return host.removeprefix("www.") if host else None
