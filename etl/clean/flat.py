"""Flattened text to blocks: one a line, with whatever evidence a line has left."""

from __future__ import annotations

import itertools
import re

from etl.clean.block import Block
from etl.clean.repair import squeeze

_WIDEST = 130  # characters of the longest line of a text that was wrapped at a column
_BAND = 24  # a line that was broken at that column is at most so much shorter than the longest
_WRAPPED = 0.8  # share of the lines before another line that have to be as long as that
_MIN_BROKEN = 4  # and so many of them at least: a few lines of like length are no evidence
_OPEN_END = re.compile(r"[^\W\d_]|,")
_SENTENCE_ENDS = ".!?…»”"
_MIN_CUT = 50


def lines(text: str) -> list[Block]:
    """The lines that hold anything, in order; all kinds of line ends count.

    Lines that were broken in the middle of a sentence are one again: a half of a sentence would be judged by itself.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    unified = unified.replace("\x0c", "\n").replace("\x85", "\n")
    found: list[str] = []
    for line in filter(None, _unwrapped([squeeze(line) for line in unified.split("\n")])):
        if found and is_cut(found[-1], line) and line[-1] in _SENTENCE_ENDS:
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return [Block(text=line) for line in found]


def is_cut(before: str, after: str) -> bool:
    """Whether a line ends in the middle of a sentence and the next one goes on with it."""
    return (
        len(before) >= _MIN_CUT
        and _OPEN_END.fullmatch(before[-1]) is not None
        and after[:1].islower()
        and len(after.split()) >= 2
    )


def _unwrapped(found: list[str]) -> list[str]:
    """Paragraphs of a text that was wrapped at a column, one line each; any other text as it is.

    In such a text empty lines divide the paragraphs, and all lines of a paragraph but its last reach the column.
    """
    widest = max(map(len, found), default=0)
    followed = [line for line, after in itertools.pairwise(found) if line and after]
    broken = sum(len(line) >= widest - _BAND for line in followed)
    if widest > _WIDEST or broken < max(_MIN_BROKEN, _WRAPPED * len(followed)):
        return found
    paragraphs: list[str] = []
    open_ = False
    for line in found:
        if open_ and line:
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        else:
            paragraphs.append(line)
        open_ = len(line) >= widest - _BAND
    return paragraphs
