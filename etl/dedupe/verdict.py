"""What two articles are to each other, in words."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from etl.article import Article, Kind

Values = npt.NDArray[np.float64]


class Verdict(enum.StrEnum):
    """The cases that look alike to a machine and differ to a reader; only the first three are copies."""

    EXACT = "exact copy"
    NEAR = "near copy"
    CORRECTION = "correction of a figure"
    VERSION = "update of one's own article"
    BACKGROUND = "shared background"
    TEMPLATE = "template"
    ROUND_UP = "round-up that contains it"
    LIVE = "live page that grew"
    STORY = "same story"
    UNRELATED = "unrelated"


MEANING = {
    Verdict.EXACT: "The same words in the same order.",
    Verdict.NEAR: "One text, with its own cuts, title or furniture.",
    Verdict.CORRECTION: "One text in which a few figures differ.",
    Verdict.VERSION: "Two versions of one page: the later one replaces the earlier.",
    Verdict.BACKGROUND: "Two articles that repeat the same background paragraphs.",
    Verdict.TEMPLATE: "Two fillings of one form: the wording is the same, the names and figures are not.",
    Verdict.ROUND_UP: "One of them is a round-up that contains the other among other texts.",
    Verdict.LIVE: "A live page that grew: it contains the other and goes on.",
    Verdict.STORY: "Two articles on one event, each in its own words.",
    Verdict.UNRELATED: "Nothing in common that tells anything.",
}

# A longer text of which the other covers less than this is more than a copy of it.
_COVERS = 0.35
# It contains the other if it has at least this share of it.
_CONTAINS = 0.7
# A match that begins later than this share of the longer text is not its opening.
_OPENING = 0.15
# Figures and names that differ, a hundred words of the matching region, from which the wording is a form.
_SLOTS = 5.0
# Share of the shorter text that is wording of the form.
_FORM = 0.4
# Shared shingles from which passages in common are background and not turns of phrase (log of 1 + 20).
_SOME = 3.0
# Share of the longer text from which a copy is whole, and a figure that differs is a correction.
WHOLE = 0.6


def embeds(contained: Values, covered: Values, starts: Values) -> npt.NDArray[np.bool_]:
    """Whether the longer text of each pair contains the shorter somewhere behind its opening, and is mostly something
    else; the features of the same names."""
    return np.asarray((contained >= _CONTAINS) & (covered < _COVERS) & (starts > _OPENING))


def of_copies(features: Mapping[str, float]) -> Verdict:
    """What kind of near copy it is."""
    figures_differ = features["figures"] < 1.0 and features["names"] == 1.0
    small = features["edits"] < 1.0 and features["covered"] >= WHOLE
    return Verdict.CORRECTION if figures_differ and small else Verdict.NEAR


def of_others(features: Mapping[str, float], first: Article, second: Article, same_story: bool) -> Verdict:
    """What two articles are that are no copies."""
    contained = features["contained"] >= _CONTAINS
    if contained and Kind.LIVE in (first.kind, second.kind):
        return Verdict.LIVE
    if embeds(*(np.array([features[name]]) for name in ("contained", "covered", "starts")))[0]:
        return Verdict.ROUND_UP
    if fills_a_form(np.array([features["contained"]]), np.array([features["slots"]]))[0]:
        return Verdict.TEMPLATE
    if first.story_id and first.story_id == second.story_id:
        return Verdict.STORY
    if features["shared"] >= _SOME:
        return Verdict.BACKGROUND
    return Verdict.STORY if same_story else Verdict.UNRELATED


def fills_a_form(contained: Values, slots: Values) -> npt.NDArray[np.bool_]:
    """Whether the texts of each pair share their wording and differ in names and figures; the features of the same
    names."""
    return np.asarray((contained >= _FORM) & (np.expm1(slots) >= _SLOTS))
