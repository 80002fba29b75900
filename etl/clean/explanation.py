"""A page explained: what `revue explain` shows."""

from __future__ import annotations

import msgspec

from etl.article import Kind
from etl.clean.verdict import BlockVerdict


class Explanation(msgspec.Struct, kw_only=True):
    """One page, block by block.

    Attributes:
        path: Where the page came from.
        kind: What it is.
        partial: Whether its text is only partly there.
        fingerprint: Of the rules and weights that judged it.
        metadata: Field to value; none where nothing says it.
        evidence: Field to what gave it.
        blocks: Verdicts in page order.
    """

    path: str
    kind: Kind
    partial: bool
    fingerprint: str
    metadata: dict[str, str | None]
    evidence: dict[str, str]
    blocks: list[BlockVerdict]
