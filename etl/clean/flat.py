"""Flattened text to blocks: one a line, with whatever evidence a line has left."""

from __future__ import annotations

from etl.clean.block import Block
from etl.clean.repair import squeeze


def lines(text: str) -> list[Block]:
    """The lines that hold anything, in order; all kinds of line ends count."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    unified = unified.replace("\x0c", "\n").replace("\x85", "\n")
    return [Block(text=words) for line in unified.split("\n") if (words := squeeze(line))]
