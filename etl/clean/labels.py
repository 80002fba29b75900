"""Pages with a known article, as labelled blocks: what the weights are learned from and measured on.

A data folder holds `pages/<id>/page.html.gz` with `gold.json` (`body`, `summary`, `title`, `publisher`) and
`flat/<id>.txt` with `<id>.labels.json` (one `{line, label, kind}` a line) and `index.json` (`publisher`).
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from etl.clean.block import Block
from etl.clean.cues import ClassCues
from etl.clean.decode import decode
from etl.clean.facts import key_of
from etl.clean.flat import lines
from etl.clean.markup import parse, weigh
from etl.clean.metadata import structured
from etl.normalise import words

Label = Literal["keep", "drop"]
_COVER = 0.6


class Labelled(msgspec.Struct, kw_only=True):
    """One page: its blocks, and for each whether it belongs to the article (none: not known, or a title).

    `stated` is the article body that the page states in JSON-LD, folded.
    """

    id: str
    publisher: str
    html: bool
    blocks: list[Block]
    labels: list[Label | None]
    stated: str = ""

    def crop(self, before: int, after: int) -> Labelled:
        """The page as a text that was already cut down: so many blocks around its article, no markup."""
        kept = [i for i, label in enumerate(self.labels) if label == "keep"] or [0]
        window = slice(max(0, kept[0] - before), kept[-1] + 1 + after)
        return Labelled(
            id=self.id, publisher=self.publisher, html=False, blocks=self.blocks[window], labels=self.labels[window]
        )


def load(data: Path) -> Iterator[Labelled]:
    """All labelled pages of a folder, HTML first."""
    cues = ClassCues()
    for gold in sorted(data.glob("pages/*/gold.json")):
        page = json.loads(gold.read_text("utf-8"))
        if page.get("body"):
            content = gzip.decompress((gold.parent / "page.html.gz").read_bytes())
            markup = parse(decode(content), cues)
            weigh(markup.blocks)
            node = structured.article(structured.nodes(markup.structured)) or {}
            yield Labelled(
                id=gold.parent.name,
                publisher=page["publisher"],
                html=True,
                blocks=markup.blocks,
                labels=align(markup.blocks, page),
                stated=key_of(structured.text(node.get("articleBody")) or ""),
            )
    index = data / "flat" / "index.json"
    publishers = json.loads(index.read_text("utf-8")) if index.exists() else {}
    for path in sorted(data.glob("flat/*.labels.json")):
        name = path.name.removesuffix(".labels.json")
        entries = json.loads(path.read_text("utf-8"))
        blocks = [lines(entry["line"])[0] for entry in entries if entry["line"].strip()]
        labels: list[Label | None] = [
            None if entry["kind"] in ("title", "mixed") else entry["label"]
            for entry in entries
            if entry["line"].strip()
        ]
        publisher = publishers.get(name, {}).get("publisher", name)
        yield Labelled(id=name, publisher=publisher, html=False, blocks=blocks, labels=labels)


def align(blocks: list[Block], page: dict[str, Any]) -> list[Label | None]:
    """Which blocks of a page are its known article: those whose words are there, once each."""
    article = [*page["body"], *(page.get("summary") or [])]
    runs = [words(text) for text in article]
    known = Counter(shingle for run in runs for shingle in _shingles(run))
    exact = Counter(" ".join(run) for run in runs)
    title = words(page.get("title") or "")
    labels: list[Label | None] = []
    for block in blocks:
        tokens = words(block.text)
        key = " ".join(tokens)
        if tokens and tokens == title:
            labels.append(None)
        elif block.rule:
            labels.append("drop")
        elif exact.get(key, 0) > 0:
            exact[key] -= 1
            for shingle in _shingles(tokens):
                known[shingle] -= 1
            labels.append("keep")
        elif len(tokens) >= 5 and _covered(tokens, known):
            for shingle in _shingles(tokens):
                known[shingle] -= 1
            labels.append("keep")
        else:
            labels.append("drop")
    return labels


def _shingles(tokens: list[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[i : i + 3]) for i in range(max(1, len(tokens) - 2))]


def _covered(tokens: list[str], known: Counter[tuple[str, ...]]) -> bool:
    found = _shingles(tokens)
    return sum(known[shingle] > 0 for shingle in found) >= _COVER * len(found)
