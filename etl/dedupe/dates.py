"""The days on which a text says that things happened."""

from __future__ import annotations

import datetime as dt
import re

from etl import normalise
from etl.article import Article
from etl.dedupe import order

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan", "fevrier fevr february feb", "mars march mar", "avril avr april apr", "mai may",
            "juin june jun", "juillet juil july jul", "aout august aug", "septembre sept september sep",
            "octobre oct october", "novembre nov november", "decembre dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("lundi monday", "mardi tuesday", "mercredi wednesday", "jeudi thursday", "vendredi friday", "samedi saturday",
         "dimanche sunday")
    )
    for name in names.split()
}  # fmt: skip
# Days back from the day of publication that one word means.
_RELATIVE = {"aujourd hui": 0, "today": 0, "hier": 1, "yesterday": 1, "avant hier": 2}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)? (?:of )?({_MONTH})(?: (\d{{4}}))?\b")
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?: (\d{{4}}))?\b")
_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_WORD = re.compile(rf"\b({'|'.join([*_RELATIVE, *_WEEKDAYS])})\b")
# A weekday behind one of these is in the future or is a habit: "lundi prochain", "le lundi", "chaque lundi".
_HABIT = re.compile(r"\b(?:le|les|chaque|every|next|d ici)$")
_COMING = re.compile(r"^ (?:prochain|prochaine)\b")
# Characters of the opening in which an undated day may stand for the event, and how many days are kept.
_OPENING = 1500
_MOST = 12


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, around: dt.date | None) -> dt.date | None:
    """The day of no stated year that lies nearest to the day of publication."""
    if around is None:
        return None
    near = [found for year in (-1, 0, 1) if (found := _day(around.year + year, month, day))]
    return min(near, key=lambda found: (abs((found - around).days), found), default=None)


def _dated(text: str, around: dt.date | None) -> list[tuple[int, dt.date]]:
    found = [(match.start(), int(match[1]), _MONTHS[match[2]], match[3]) for match in _DAY_FIRST.finditer(text)]
    found += [(match.start(), int(match[2]), _MONTHS[match[1]], match[3]) for match in _MONTH_FIRST.finditer(text)]
    out = []
    for place, day, month, year in found:
        date = _day(int(year), month, day) if year else _nearest(month, day, around)
        if date:
            out.append((place, date))
    return out


def _spoken(text: str, around: dt.date) -> list[tuple[int, dt.date]]:
    """Days that are said relative to the day of publication: `hier`, `vendredi`."""
    out = []
    for match in _WORD.finditer(text):
        word = match[1]
        if word in _RELATIVE:
            back = _RELATIVE[word]
        elif _HABIT.search(text[: match.start()].rstrip()) or _COMING.match(text[match.end() :]):
            continue
        else:
            back = (around.weekday() - _WEEKDAYS[word]) % 7
        out.append((match.start(), around - dt.timedelta(days=back)))
    return out


def event_dates(article: Article) -> list[str]:
    """ISO 8601 days named in the headline and opening, in the order in which they are named, each once.

    A day without a year, a weekday and `hier` are read from the day of publication; without one they say nothing.
    """
    published = order.instant(article.published_at)
    around = (
        dt.datetime.fromtimestamp(published, dt.UTC).date()
        if published != order.UNDATED and len(article.published_at or "") >= len("2022-07-29")
        else None
    )
    raw = f"{article.title or ''}\n{article.text[:_OPENING]}"
    numeric = []
    for match in _NUMERIC.finditer(raw):
        parts = (match[3], match[2], match[1]) if match[1] else (match[4], match[5], match[6])
        date = _day(*(int(part) for part in parts))
        if date:
            numeric.append((match.start(), date))
    text = " ".join(normalise.words(raw))
    found = sorted(numeric) + sorted(_dated(text, around) + (_spoken(text, around) if around else []))
    return list(dict.fromkeys(date.isoformat() for _, date in found))[:_MOST]
