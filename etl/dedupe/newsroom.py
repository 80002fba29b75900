"""Generated press: dispatches and their copies in many outlets, events told in other words, forms filled anew.

For the bench, which needs a million articles, and for tests of properties. The words are made up, so figures measured
on them speak of speed, memory and stability, not of how well copies and stories are found in the press.
"""

from __future__ import annotations

import datetime as dt
import functools
import random
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from itertools import accumulate
from typing import Any, NamedTuple

from etl.article import Article

OUTLETS = 40
_VOCABULARY = 20_000
_START = dt.datetime(2024, 3, 1, 5, 0, tzinfo=dt.UTC)
_SLOT = re.compile(r"\{([pg])\}")


class Filed(NamedTuple):
    """An article, with the text that it is a version of and the event that it tells."""

    article: Article
    family: str
    story: str


class _Words(NamedTuple):
    """A language: binding words, and others by falling frequency (Zipf)."""

    binding: list[str]
    others: list[str]
    weights: list[float]


@functools.cache
def _material() -> dict[str, Any]:
    data = tomllib.loads(resources.files("etl.dedupe").joinpath("words", "newsroom.toml").read_text("utf-8"))
    return {name: value.split() if isinstance(value, str) else value for name, value in data.items()}


@functools.cache
def _words() -> _Words:
    chance = random.Random(1)  # noqa: S311 (not for secrets)
    material = _material()
    others: dict[str, None] = {}
    while len(others) < _VOCABULARY:
        stem = "".join(chance.choices(material["syllables"], k=chance.choice((1, 2, 2, 3))))
        others[stem + chance.choice(material["endings"])] = None
    weights = list(accumulate(1.0 / (rank + 20) for rank in range(_VOCABULARY)))
    return _Words(material["binding"], list(others), weights)


class _Event(NamedTuple):
    """What all articles on one event have in common."""

    names: list[str]
    subjects: list[str]


class Newsroom:
    """An endless source of articles, the same for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 (not for secrets)
        self._count = 0

    def _name(self) -> str:
        return "".join(self._random.choices(_material()["syllables"], k=3)).capitalize()

    def _event(self) -> _Event:
        words = _words()
        return _Event([self._name() for _ in range(6)], self._random.choices(words.others, k=25))

    def _sentence(self, event: _Event) -> str:
        words, chance = _words(), self._random
        size = chance.randint(9, 16)
        plain = iter(chance.choices(words.others, cum_weights=words.weights, k=size))
        binding = iter(chance.choices(words.binding, k=size))
        out = []
        for place in range(size):
            roll = chance.random()
            if place % 2:
                out.append(next(binding))
            elif roll < 0.12 and place:
                out.append(chance.choice(event.names))
            elif roll < 0.4:
                out.append(chance.choice(event.subjects))
            elif roll < 0.44:
                out.append(str(chance.randint(2, 999)))
            else:
                out.append(next(plain))
        return " ".join(out).capitalize() if not any(word in event.names for word in out) else " ".join(out) + "."

    def _furnished(self, body: list[str], outlet: int) -> str:
        name = f"La Voix n° {outlet}"
        lines = _material()["furniture"]
        own = [lines[(outlet + step) % len(lines)].replace("{h}", name) for step in range(2)]
        return "\n\n".join([*body, *own])

    def _filed(self, body: list[str], title: str, day: int, minute: int, family: str, story: str) -> Filed:
        outlet = self._random.randrange(OUTLETS)
        self._count += 1
        moment = _START + dt.timedelta(days=day, minutes=minute)
        article = Article(
            id=f"a{self._count:07d}",
            text=self._furnished(body, outlet),
            title=title or None,
            source=f"voix{outlet}.example",
            published_at=moment.isoformat(),
            language="fr",
        )
        return Filed(article, family, story)

    def _edited(self, body: list[str]) -> list[str]:
        """A copy as another outlet prints it: as it is, cut, or in another order."""
        kind = self._random.random()
        if kind < 0.4:
            return body
        if kind < 0.8:
            return body[: max(3, int(len(body) * self._random.uniform(0.5, 0.9)))]
        return [body[0], *self._random.sample(body[1:], len(body) - 1)]

    def event(self, day: int) -> list[Filed]:
        """One event: one to three articles in their own words, and the copies of each."""
        story = f"s{self._count}"
        event = self._event()
        out = []
        for number in range(self._random.choice((1, 1, 1, 2, 3))):
            family = f"{story}-{number}"
            body = [self._sentence(event) for _ in range(self._random.randint(8, 24))]
            title = self._sentence(event)
            minute = self._random.randrange(900)
            out.append(self._filed(body, title, day, minute, family, story))
            for _ in range(self._random.choice((0, 0, 0, 1, 1, 2, 5))):
                minute += self._random.randint(1, 60)
                out.append(self._filed(self._edited(body), title, day, minute, family, story))
        return out

    def form(self, day: int) -> Filed:
        """A form filled anew: a forecast, a draw."""
        form = self._random.choice(_material()["forms"])
        place = self._name()
        text = _SLOT.sub(lambda slot: place if slot[1] == "p" else str(self._random.randint(2, 99)), form)
        name = f"f{self._count}"
        return self._filed([text], "", day, self._random.randrange(900), name, name)

    def articles(self, count: int, *, a_day: int = 2000) -> Iterator[Filed]:
        """So many articles, one day after the other."""
        left = count
        while left > 0:
            day = (count - left) // a_day
            batch = [self.form(day)] if self._random.random() < 0.05 else self.event(day)
            yield from batch[:left]
            left -= len(batch)
