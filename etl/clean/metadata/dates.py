"""Dates as the press writes them, to ISO 8601 with offset; what is not said stays unsaid.

A day stays a day (`2023-04-14`) and a month a month (`2022-07`). A time without an offset gets that of the newsroom
where the address or the language tells which; where nothing tells, the day alone is kept.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from etl.normalise import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january januar enero ene gennaio gen",
            "fevrier fevr fev february feb februar febrero febbraio",
            "mars march mar marz marzo",
            "avril avr april apr abril abr aprile",
            "mai may mayo maggio mag",
            "juin june jun juni junio giugno giu",
            "juillet juil july jul juli julio luglio lug",
            "aout august aug agosto ago",
            "septembre sept sep september septiembre set settembre",
            "octobre oct october okt oktober octubre ottobre ott",
            "novembre nov november noviembre",
            "decembre dec december dez dezember diciembre dic dicembre",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = (
    r"(?:[ ,|•·-]{0,4}(?:a|at|um|alle|las|le|de)?[ -]{0,2}(?P<hour>[01]?\d|2[0-3]) ?[:h.] ?(?P<minute>[0-5]\d)?"
    r"(?![\d/]|\.\d)(?: ?(?P<half>[ap])\.?m\b)?)?"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)(?:[t ](?P<hour>\d\d):(?P<minute>\d\d))?",
        (
            rf"\b(?P<day>\d{{1,2}})(?:er|\.|st|nd|rd|th|º)?,?(?: de)? (?P<name>{_MONTH})\.?,?"
            rf"(?: de)? (?P<year>(?:19|20)\d\d)\b{_TIME}"
        ),
        rf"\b(?P<name>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)\b{_TIME}",
        rf"\b(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-](?P<year>(?:19|20)\d\d)\b{_TIME}",
    )
)
_MONTH_ONLY = re.compile(
    rf"\b(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])\b(?!-?\d)|\b(?P<name>{_MONTH}) (?P<year2>(?:19|20)\d\d)\b"
)
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?\b"
)
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_IN_URL = re.compile(r"[/_-]((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_MONTH_IN_URL = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/")

SAYS_PUBLISHED = re.compile(
    r"publi|posté|paru|mis(?:e)? en ligne|créée? le|posted|veröffentlicht|pubblicat", re.IGNORECASE
)
"""What a line says that gives the day when a page appeared."""
SAYS_UPDATED = re.compile(
    r"mis(?:e)? à jour|modifié|actualisé|updated?|modified|\bmaj\b|aktualisiert|aggiornat|actualizad", re.IGNORECASE
)
"""The same of the day when it was changed."""

# Newsrooms by the last label of their host, and by language where that says nothing.
ZONES = {
    "fr": "Europe/Paris", "be": "Europe/Brussels", "ch": "Europe/Zurich", "lu": "Europe/Luxembourg",
    "mc": "Europe/Monaco", "ca": "America/Toronto", "quebec": "America/Toronto", "tn": "Africa/Tunis",
    "ma": "Africa/Casablanca", "dz": "Africa/Algiers", "sn": "Africa/Dakar", "ci": "Africa/Abidjan",
    "cm": "Africa/Douala", "cd": "Africa/Kinshasa", "re": "Indian/Reunion", "de": "Europe/Berlin",
    "at": "Europe/Vienna", "it": "Europe/Rome", "es": "Europe/Madrid", "pt": "Europe/Lisbon", "uk": "Europe/London",
    "ie": "Europe/Dublin", "nl": "Europe/Amsterdam", "pl": "Europe/Warsaw", "se": "Europe/Stockholm",
    "no": "Europe/Oslo", "dk": "Europe/Copenhagen", "cz": "Europe/Prague",
}  # fmt: skip
_LANGUAGE_ZONES = {"fr": "Europe/Paris", "de": "Europe/Berlin", "it": "Europe/Rome"}


def zone_of(host: str | None, language: str | None) -> ZoneInfo | None:
    """The newsroom's time zone: by its host's country, else by the language where that has one home."""
    name = ZONES.get((host or "").rsplit(".", 1)[-1]) or _LANGUAGE_ZONES.get(language or "")
    return ZoneInfo(name) if name else None


def from_machine(value: str, zone: ZoneInfo | None) -> str | None:
    """A date that was written for machines (`datetime`, JSON-LD, `meta`); none if it is no plausible date."""
    value = value.strip()
    if found := _ISO.match(value):
        year, month, day, hour, minute, second, offset = found.groups()
        return _build(int(year), int(month), int(day), hour, minute, second, offset, zone)
    if found := _COMPACT.fullmatch(value):
        year, month, day, hour, minute, second, offset = found.groups()
        return _build(int(year), int(month), int(day), hour, minute, second, offset, zone)
    if _EPOCH.fullmatch(value):
        moment = dt.datetime.fromtimestamp(int(value[:10]), zone or dt.UTC)
        return moment.isoformat(timespec="seconds")
    return from_text(value, zone)


def from_text(text: str, zone: ZoneInfo | None) -> str | None:
    """The first full date in a line of text: `Publié le 14/04/2023 à 13h26`, `20 janvier 2022`, `May 3, 2024`."""
    folded = fold(text[:400])
    best: tuple[int, str] | None = None
    for pattern in _PATTERNS:
        found = pattern.search(folded)
        if found is None or (best is not None and found.start() >= best[0]):
            continue
        got = found.groupdict()
        month = int(got["month"]) if got.get("month") else _MONTHS[got["name"]]
        day, year = int(got["day"]), int(got["year"])
        if month > 12 >= day:  # month first, as in American dates
            day, month = month, day
        hour = got.get("hour")
        if hour is not None and got.get("half") == "p" and int(hour) < 12:
            hour = str(int(hour) + 12)
        built = _build(year, month, day, hour, got.get("minute") or "0", None, None, zone)
        if built is not None:
            best = (found.start(), built)
    return best[1] if best else None


def month_from_text(text: str) -> str | None:
    """A date that is known only to the month: `2022-07`, `juillet 2022`."""
    found = _MONTH_ONLY.search(fold(text[:400]))
    if found is None:
        return None
    if found["name"]:
        return f"{found['year2']}-{_MONTHS[found['name']]:02d}"
    return f"{found['year']}-{found['month']}"


def from_url(url: str) -> str | None:
    """The day that an address carries (`/2023/10/27/`), if it does; else its month."""
    path = url.split("://", 1)[-1].partition("/")[2]
    if found := _IN_URL.search("/" + path):
        return _build(int(found[1]), int(found[2]), int(found[3]), None, None, None, None, None)
    found = _MONTH_IN_URL.search("/" + path)
    return f"{found[1]}-{found[2]}" if found else None


def _build(
    year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None,
    offset: str | None, zone: ZoneInfo | None,
) -> str | None:  # fmt: skip
    try:
        date = dt.date(year, month, day)
        if not 1990 <= year <= 2100 or hour is None:
            return date.isoformat() if 1900 <= year <= 2100 else None
        moment = dt.datetime(year, month, day, int(hour), int(minute or 0), int(second or 0))  # noqa: DTZ001
    except ValueError:
        return None
    if offset in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=dt.UTC).isoformat()
    if offset:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        if int(digits[:2]) > 14 or int(digits[2:]) > 59:
            return date.isoformat()
        delta = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return moment.replace(tzinfo=dt.timezone(-delta if offset[0] == "-" else delta)).isoformat()
    if zone is not None:
        return moment.replace(tzinfo=zone).isoformat()
    return date.isoformat()
