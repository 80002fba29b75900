"""Text and figures as a person reads them; nothing that a page holds gets past here with a control character in it."""

from __future__ import annotations

import unicodedata
from datetime import datetime

# Format characters that scripts and emoji need; the others (bidi overrides, tags, …) can make a line lie.
_KEPT_FORMAT = frozenset("\u200c\u200d\ufe0e\ufe0f")
_STEERING = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def visible(character: str) -> str:
    """The character, a space for one that breaks or tabulates, nothing for one that steers a display."""
    if character.isspace():
        return " "
    if character in _KEPT_FORMAT or unicodedata.category(character) not in _STEERING:
        return character
    return ""


def plain(text: str, limit: int | None = None) -> str:
    """One line of text that can be shown anywhere: no control, format or line-breaking character, no lone surrogate.

    An escape sequence so loses its escape and a line break becomes a space. `limit` cuts, in code points, with an
    ellipsis.
    """
    if limit is not None and len(text) > 4 * limit + 400:
        text = text[: 4 * limit + 400]
    shown = "".join(map(visible, text))
    line = " ".join(part for part in shown.split(" ") if part)
    if limit is None or len(line) <= limit:
        return line
    cut = line[: limit - 1]
    # Between words, unless the last one is so long that too little would be left.
    space = cut.rfind(" ")
    if space > limit * 2 // 3 and line[limit - 1] != " ":
        cut = cut[:space]
    return cut.rstrip() + "…"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 story`, `1,204 stories`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def date(stamp: str | None) -> str:
    """`29 July 2022`, or `July 2022`, or `2022`, as far as it is known; what is no date comes back as it is."""
    if not stamp:
        return ""
    parts = stamp[:10].split("-")
    try:
        numbers = [int(part) for part in parts]
        month = _MONTHS[numbers[1] - 1] if len(numbers) > 1 and numbers[1] > 0 else ""
    except (ValueError, IndexError):
        return plain(stamp, 40)
    if len(numbers) > 2:
        return f"{numbers[2]} {month} {numbers[0]}"
    return f"{month} {numbers[0]}".strip()


def moment(stamp: str | None) -> str:
    """`29 July 2022, 04:05` with the offset that the stamp has (`UTC`, `UTC+02:00`)."""
    if not stamp:
        return ""
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return plain(stamp, 40)
    zone = "" if at.tzinfo is None else f" {at.tzname()}"
    return f"{date(stamp)}, {at:%H:%M}{zone}"
