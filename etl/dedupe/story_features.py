"""What is measured of two articles that may tell one story, as numbers for the model."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np

from etl.dedupe.story_pairs import RAREST, Floats, Pairs, Sums

# Days between two articles, or between the days that they name, from which on the next feature speaks.
_PUBLISHED = (1.5, 4.0, 10.0, 21.0)
_NAMED = (0.0, 2.0, 9.0)
# Articles from which on the size of the set says nothing more: the model has seen sets up to about this.
_CROWD = 1000
_CHUNK = 16_384

FEATURES = (
    "cosine",  # of tf-idf vectors, 0 to 1
    "cosine_half",  # the same with terms weighed down (half) by how common they are among the neighbours
    "cosine_full",  # the same, fully
    "cosine_names",  # of the names only, weighed as in `cosine_half`
    "cosine_figures",  # of the figures only
    "log",  # log of .01 + `cosine_half`
    "near3",  # `cosine_half` relative to both articles' three nearest
    "near10",  # `cosine_half` relative to both articles' sixth to fifteenth nearest
    "nearest",  # `cosine_half` relative to the three nearest of the article that has nearer ones
    "around3",  # log of how near both articles' three nearest are
    "around10",  # of their sixth to fifteenth nearest
    "around30",  # of their sixteenth to fortieth nearest
    "rank_best",  # log of 1 + the better of the two ranks among the other's neighbours
    "rank_worst",  # log of 1 + the worse
    "shared",  # log of 1 + the weight of the terms in common
    "contained",  # that weight as a share of the article that has less of it, 0 to 1
    "covered",  # as a share of the other, 0 to 1
    "rare",  # log of 1 + the rarity of the terms in common, however often they occur
    "rare_contained",  # that as a share of the article that has less of it, 0 to 1
    *(f"rarest{place}" for place in range(1, RAREST + 1)),  # rarity of the rarest terms in common
    "count",  # log of 1 + the number of terms in common
    "shared_names",  # log of 1 + the weight of the names in common
    "names_contained",  # as a share of the article that has less of it, 0 to 1
    "named",  # whether both have names
    "shorter",  # log of 1 + the terms of the article that has fewer
    "longer",  # log of 1 + the terms of the other
    "crowd",  # log of the number of articles
    "dated",  # whether both have a date
    "days1", "days4", "days10", "days21", "later",  # one is 1: the days between the two
    "events",  # whether both name days
    "events0", "events2", "events9",  # one is 1: the days between the nearest two of these; none: more
)  # fmt: skip


def _steps(gap: Floats, up_to: tuple[float, ...]) -> list[Floats]:
    """For each step whether the gap is in it; NaN is in none."""
    low = (-np.inf, *up_to[:-1])
    return [((gap > start) & (gap <= end)).astype(np.float64) for start, end in zip(low, up_to, strict=True)]


def _gaps(pairs: Pairs, part: slice) -> tuple[Floats, Floats]:
    """Days between the two articles, and between the nearest two of the days that they name; NaN where unknown."""
    one, other = pairs.one[part], pairs.other[part]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an all-NaN row is NaN, as wanted
        named = np.nanmin(np.abs(pairs.events[one][:, :, None] - pairs.events[other][:, None, :]), axis=(1, 2))
    return np.abs(pairs.days[one] - pairs.days[other]), named


def _part(pairs: Pairs, part: slice) -> Floats:
    one, other, size, places = pairs.one[part], pairs.other[part], pairs.lengths, pairs.places
    sums = Sums(*(column[part] for column in pairs.sums))
    half, rank_one, rank_other = pairs.half[part], places.rank_one[part], places.rank_other[part]
    first = np.sqrt(places.first[one] * places.first[other])
    tenth = np.sqrt(places.tenth[one] * places.tenth[other])
    twentieth = np.sqrt(places.twentieth[one] * places.twentieth[other])
    less = np.minimum(size.mass[one], size.mass[other]).clip(1e-6)
    more = np.maximum(size.mass[one], size.mass[other]).clip(1e-6)
    gap, named = _gaps(pairs, part)
    columns = [
        sums.plain / (size.plain[one] * size.plain[other]),
        half,
        sums.full / (size.full[one] * size.full[other]),
        sums.names / (size.names[one] * size.names[other]),
        sums.figures / (size.figures[one] * size.figures[other]),
        np.log(half + 0.01),
        half / first,
        half / tenth,
        half / np.maximum(places.first[one], places.first[other]),
        np.log(first),
        np.log(tenth),
        np.log(twentieth),
        np.log1p(np.minimum(rank_one, rank_other)),
        np.log1p(np.maximum(rank_one, rank_other)),
        np.log1p(sums.shared),
        np.clip(sums.shared / less, 0.0, 1.0),
        np.clip(sums.shared / more, 0.0, 1.0),
        np.log1p(sums.rare),
        np.clip(sums.rare / np.minimum(size.rare[one], size.rare[other]).clip(1e-6), 0.0, 1.0),
        *sums.rarest.T,
        np.log1p(sums.number),
        np.log1p(sums.shared_names),
        np.clip(sums.shared_names / np.minimum(size.named[one], size.named[other]).clip(1e-6), 0.0, 1.0),
        ((size.named[one] > 0) & (size.named[other] > 0)).astype(np.float64),
        np.log1p(np.minimum(size.terms[one], size.terms[other])),
        np.log1p(np.maximum(size.terms[one], size.terms[other])),
        np.full(len(one), np.log(min(len(pairs.days), _CROWD))),
        (~np.isnan(gap)).astype(np.float64),
        *_steps(gap, (*_PUBLISHED, np.inf)),
        (~np.isnan(named)).astype(np.float64),
        *_steps(named, _NAMED),
    ]
    return np.stack(columns, axis=1)


def features(pairs: Pairs) -> Iterator[Floats]:
    """The features of the pairs, some pairs at a time: shape (pairs, features)."""
    for start in range(0, len(pairs.one), _CHUNK):
        yield _part(pairs, slice(start, start + _CHUNK))
