"""The kinds of sets that stories have to be told in, made from labelled articles.

What is learnt has to hold for reports, ledes and headlines, with and without dates, in a night in which most articles
stand alone and in a small one that is full of one topic. So every set is read in every form, thinned, cut to whole
topics, and with and without its dates.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec

from etl.article import Article

Record = TypeVar("Record", bound="Told")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý\"«])|\n")
# Words of a sentence, at least: what is shorter is a dateline or a heading.
_SENTENCE_WORDS = 5
# Articles that an event keeps in a thinned set.
_THIN = ((1, 1, 2, 2, 3, 4, 5), (1, 1, 1, 2, 3))
# Articles of the small sets, each of whole topics.
_SMALL = (20, 50, 100, 300)
# Articles of the tiny ones, how many of each size are tried, and how many articles of one topic are in one, at most.
_TINY = (2, 3, 4, 5, 6, 8, 12)
_TRIES = 12
_OF_A_TOPIC = 5
_DATED = 100
# Days between two events of one topic, where the dates are made up, and those by which an article comes late.
_APART = (3.0, 60.0)
_LATE = ((0.8, 1.5), (0.95, 5.0), (1.0, 12.0))
_START = dt.datetime(2023, 1, 10, tzinfo=dt.UTC)


class Told(msgspec.Struct):
    """What is read of a labelled record.

    Attributes:
        story: Equal for the articles of one event; null where nobody looked.
        topic: Equal for events that look alike: the acts of one saga, two earthquakes of one region.
    """

    id: str
    text: str
    story: str | None = None
    topic: str | None = None
    title: str | None = None
    published_at: str | None = None
    language: str | None = None

    def article(self) -> Article:
        """The article that it labels."""
        return Article(
            id=self.id, text=self.text, title=self.title, published_at=self.published_at, language=self.language
        )


def opening(text: str, sentences: int) -> str:
    """The first sentences of a text."""
    kept = [part for part in _SENTENCE.split(text) if len(part.split()) >= _SENTENCE_WORDS]
    return " ".join(kept[:sentences]) or text


def _lede(sentences: int, *, titled: bool) -> Callable[[Told], Told]:
    def form(item: Told) -> Told:
        title = item.title if titled else None
        return msgspec.structs.replace(item, text=opening(item.text, sentences), title=title)

    return form


def _headline(item: Told) -> Told:
    return msgspec.structs.replace(item, text=item.title or "", title=None)


FORMS: dict[str, Callable[[Told], Told]] = {
    "whole": lambda item: item,
    "one sentence": _lede(1, titled=False),
    "two sentences": _lede(2, titled=False),
    "headline and sentence": _lede(1, titled=True),
    "headline": _headline,
}


def _by_topic(data: Sequence[Told]) -> dict[str, list[Told]]:
    topics: dict[str, list[Told]] = {}
    for item in data:
        topics.setdefault(item.topic or item.story or item.id, []).append(item)
    return topics


def thinned(data: Sequence[Told], keep: Sequence[int], chance: random.Random) -> list[Told]:
    """A few articles of each event; all of those that nobody looked at."""
    events: dict[str, list[Told]] = {}
    for item in data:
        events.setdefault(item.story or item.id, []).append(item)
    out = []
    for name in sorted(events):
        members = chance.sample(events[name], len(events[name]))
        out += members[: chance.choice(keep)]
    return out


def cut(data: Sequence[Told], size: int, chance: random.Random) -> list[Told]:
    """So many articles, of whole topics."""
    topics = _by_topic(data)
    out: list[Told] = []
    for name in chance.sample(sorted(topics), len(topics)):
        if len(out) >= size:
            break
        out += topics[name]
    return out[:size]


def handful(data: Sequence[Told], size: int, chance: random.Random) -> list[Told]:
    """So few articles, some of each topic, whichever events these are of."""
    topics = _by_topic(data)
    out: list[Told] = []
    for name in chance.sample(sorted(topics), min(size, len(topics))):
        out += chance.sample(topics[name], min(len(topics[name]), chance.randint(1, _OF_A_TOPIC)))
    return out[:size]


def undated(data: Sequence[Told]) -> list[Told]:
    """The articles without their dates."""
    return [msgspec.structs.replace(item, published_at=None) for item in data]


def dated(data: Sequence[Told], chance: random.Random) -> list[Told]:
    """The articles with dates made up, the events of one topic some days or weeks apart."""
    days: dict[str, float] = {}
    for members in _by_topic(data).values():
        first = chance.uniform(0, 200)
        for place, story in enumerate(sorted({item.story or item.id for item in members})):
            days[story] = first + (chance.uniform(*_APART) if place else 0.0)
    out = []
    for item in data:
        roll = chance.random()
        late = next(most for up_to, most in _LATE if roll <= up_to)
        day = days[item.story or item.id] + chance.uniform(0.0, late)
        out.append(msgspec.structs.replace(item, published_at=(_START + dt.timedelta(days=day)).isoformat()))
    return out


def _densities(data: list[Told], chance: random.Random) -> Iterator[list[Told]]:
    yield data
    for keep in _THIN:
        yield thinned(data, keep, chance)
    for size in _SMALL:
        if size < len(data):
            yield cut(data, size, chance)
            yield cut(thinned(data, _THIN[0], chance), size, chance)
    for size in _TINY * _TRIES:
        yield handful(data, size, chance)


def sets(data: Sequence[Told]) -> Iterator[list[Told]]:
    """Every form of the labelled articles of a collection, with those that nobody looked at and without."""
    chance = random.Random(5)  # noqa: S311 (not for secrets)
    own_dates = any(item.published_at for item in data if item.story is not None)
    for form in FORMS.values():
        items = [shaped for item in data if (shaped := form(item)).text.strip()]
        labelled = [item for item in items if item.story is not None]
        for density in _densities(labelled, chance):
            yield undated(density)
        for density in (labelled, thinned(labelled, _THIN[0], chance), cut(labelled, _DATED, chance)):
            yield density if own_dates else dated(density, chance)
        if len(labelled) < len(items):
            yield items
            yield undated(items)
            yield undated(thinned(items, _THIN[1], chance))
