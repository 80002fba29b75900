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
_RELATIVE = {"aujourd": 0, "today": 0, "hier": 1, "yesterday": 1}
_SAID = frozenset((*_RELATIVE, *_WEEKDAYS))
_NUMBER = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?")
_YEAR = re.compile(r"\d{4}")
_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
# A weekday behind one of these is in the future or is a habit: "lundi prochain", "le lundi", "chaque lundi".
_HABIT = frozenset(("le", "les", "chaque", "every", "next"))
_COMING = frozenset(("prochain", "prochaine"))
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


def _number(word: str) -> int | None:
    """The day that a word writes: `3`, `1er`, `3rd`."""
    found = _NUMBER.fullmatch(word)
    return int(found[1]) if found else None


def _dated(words: list[str], around: dt.date | None) -> list[tuple[int, dt.date]]:
    """Days of a month, each with its place among the words: `3 mai 2022`, `1er mai`, `3rd of May`, `May 3rd`."""
    padded = ["", "", *words, "", ""]
    out = []
    for place, month in ((place, _MONTHS[word]) for place, word in enumerate(words, 2) if word in _MONTHS):
        before = 2 if padded[place - 1] == "of" else 1
        for day, first, last in (
            (_number(padded[place - before]), place - before, place),
            (_number(padded[place + 1]), place, place + 1),
        ):
            if day is None:
                continue
            year = padded[last + 1]
            date = _day(int(year), month, day) if _YEAR.fullmatch(year) else _nearest(month, day, around)
            if date:
                out.append((first, date))
    return out


def _spoken(words: list[str], around: dt.date) -> list[tuple[int, dt.date]]:
    """Days that are said relative to the day of publication, each with its place: `hier`, `vendredi`."""
    out = []
    for place, word in enumerate(words):
        if word not in _SAID:
            continue
        before, after = (words[place - 1] if place else ""), "".join(words[place + 1 : place + 2])
        if word in _WEEKDAYS:
            habit = before in _HABIT or words[max(place - 2, 0) : place] == ["d", "ici"]
            if habit or after in _COMING:
                continue
            back = (around.weekday() - _WEEKDAYS[word]) % 7
        elif word == "hier":
            back = 2 if before == "avant" else 1
        elif word == "aujourd" and after != "hui":
            continue
        else:
            back = _RELATIVE[word]
        out.append((place, around - dt.timedelta(days=back)))
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
    words = normalise.words(raw)
    found = sorted(numeric) + sorted(_dated(words, around) + (_spoken(words, around) if around else []))
    return list(dict.fromkeys(date.isoformat() for _, date in found))[:_MOST]
