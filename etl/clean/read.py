"""A page's bytes to blocks, whichever shape they come in."""

from __future__ import annotations

import functools
import re

import msgspec

from etl.article import Page
from etl.clean import outside
from etl.clean.block import Block
from etl.clean.bounds import TooManyAttributes
from etl.clean.cues import ClassCues
from etl.clean.deadline import NEVER, Deadline, TooSlow
from etl.clean.decode import Undecodable, decode
from etl.clean.flat import lines
from etl.clean.markup import parse, weigh
from etl.clean.menus import mark_link_runs
from etl.clean.metadata.tags import Tags, collect
from etl.clean.repair import is_broken, mend, squeeze
from etl.clean.walker import TooDeep

_MARKUP = re.compile(r"<(?:!doctype html|html|head|body|div|p|article|section|span|br)\b[^>]{0,400}>", re.IGNORECASE)
MAX_BLOCKS = 20_000
"""Blocks from which a page is no article, and would cost more than it is worth."""


class Unreadable(ValueError):
    """A page that no blocks can be made of; `reason` is the reject's."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Reading(msgspec.Struct, kw_only=True):
    """Blocks in page order; of an HTML page also what its head says and its JSON-LD scripts."""

    blocks: list[Block]
    html: bool
    tags: Tags | None = None
    scripts: list[str] = []


@functools.cache
def class_cues() -> ClassCues:
    """The cue words, read once."""
    return ClassCues()


def read(page: Page, deadline: Deadline = NEVER) -> Reading:
    """The blocks of a page.

    Raises:
        Unreadable: `empty`, `binary`, `too-deep`, `too-many-attributes`, `too-slow` or `too-many-blocks`.
    """
    try:
        text = decode(page.content, page.ref.encoding)
    except Undecodable as error:
        raise Unreadable(error.reason, str(error)) from error
    html = page.ref.format == "html" or len(_MARKUP.findall(text[:20_000])) >= 5
    if not html:
        reading = Reading(blocks=lines(text), html=False)
    else:
        try:
            markup = parse(text, class_cues(), deadline)
        except TooDeep as error:
            raise Unreadable("too-deep", str(error)) from error
        except TooManyAttributes as error:
            raise Unreadable("too-many-attributes", str(error)) from error
        except TooSlow as error:
            raise Unreadable("too-slow", str(error)) from error
        weigh(markup.blocks)
        mark_link_runs(markup.blocks)
        outside.mark(markup.blocks)
        reading = Reading(
            blocks=markup.blocks, html=True, tags=collect(markup.root, markup.authors), scripts=markup.structured
        )
    for block in reading.blocks:
        if is_broken(block.text):
            block.text = squeeze(mend(block.text))
    if not reading.blocks:
        raise Unreadable("empty", "there is no text on the page")
    if len(reading.blocks) > MAX_BLOCKS:
        raise Unreadable("too-many-blocks", f"{len(reading.blocks)} blocks are more than any article has")
    return reading
