"""How common a stem is in the press: what a night of twenty articles can't tell from these alone."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe.terms import hashed


class Background(NamedTuple):
    """Stems by hash, sorted, each with the share of articles that have it, and the share of any other."""

    hashes: npt.NDArray[np.uint32]
    shares: npt.NDArray[np.float64]
    unlisted: float

    def share(self, terms: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
        """The share of articles that have each term, 0 to 1."""
        place = np.minimum(np.searchsorted(self.hashes, terms), len(self.hashes) - 1)
        return np.where(self.hashes[place] == terms, self.shares[place], self.unlisted)


@functools.cache
def load() -> Background:
    """The table that ships with Revue. Stems of other languages are not in it and count as rare."""
    kept = tomllib.loads(resources.files("etl.dedupe").joinpath("words", "press_fr.toml").read_text("utf-8"))
    share = {hashed(stem): float(value) for value, stems in kept["share"].items() for stem in stems.split()}
    hashes = sorted(share)
    return Background(
        np.array(hashes, dtype=np.uint32), np.array([share[one] for one in hashes]), float(kept["unlisted"])
    )
