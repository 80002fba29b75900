"""Learn the weights of the model from labelled pages, and say honestly how good they are.

The measure is taken with each publisher left out of what was learned; the weights that are written then learn from all.
The trainer (python-crfsuite) is a development dependency: cleaning itself needs the JSON files only.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from etl.clean.bars import is_dropped
from etl.clean.behind import behind
from etl.clean.facts import Facts, Reader
from etl.clean.features import Evidence, core_of, features
from etl.clean.labels import Label, Labelled, load
from etl.clean.model import Weights, probabilities
from etl.clean.rules import LineRules

C2 = {"html": 10.0, "flat": 6.0}
"""Strength of the L2 regularisation, by shape: few pages, many features. Chosen with publishers left out."""
MIN_COUNT = 3
"""A feature seen on fewer blocks is not learned."""
MIN_PUBLISHERS = 2
"""A feature seen at fewer publishers is one site's habit, and is not learned either."""
ITERATIONS = 150
CROPS = ((0, 0), (2, 4), (6, 10))
"""Blocks before and after the article that cut-down copies of a page keep: texts of an archive often come so."""

Sequence_ = tuple[list[list[str]], list[Label | None], str]
"""The rows of features, the labels and the publisher of a page."""


class Score(msgspec.Struct, kw_only=True):
    """Of the blocks of some pages.

    Attributes:
        blocks: How many were judged.
        precision, recall: Of the removals.
        kept: Share of the article's characters that is kept.
        leaked: Blocks kept that are no part of the article.
    """

    blocks: int
    precision: float
    recall: float
    kept: float
    leaked: int


class Report(msgspec.Struct, kw_only=True):
    """What `train` measured: by shape and publisher, each publisher left out of what was learned."""

    publishers: dict[str, dict[str, Score]]
    overall: dict[str, Score]


class _Example(msgspec.Struct):
    page: Labelled
    facts: list[Facts]
    rows: list[list[str]]
    whole: bool


def train(data: Path, output: Path, progress: Callable[[str], None] = lambda _: None) -> Report:
    """Write `weights-html.json` and `weights-flat.json` into a folder.

    Args:
        data: A folder as `etl.clean.labels` describes it.
        output: Where the weights go; `etl/clean` to make them those of the package.
        progress: Told what is going on.

    Raises:
        ValueError: no labelled pages there.
    """
    reader = Reader(LineRules())
    pages = list(load(data))
    if not pages:
        raise ValueError(f"{data}: no labelled pages there (pages/*/gold.json, flat/*.labels.json)")
    report = Report(publishers={}, overall={})
    output.mkdir(parents=True, exist_ok=True)
    for shape in ("html", "flat"):
        html = shape == "html"
        examples = examples_of(pages, reader, html)
        if not examples:
            continue
        progress(f"{shape}: {len(examples)} pages")
        _measure(shape, examples, report)
        weights = fit(
            [(e.rows, e.page.labels, e.page.publisher) for e in examples], f"{len(examples)} pages, {shape}", C2[shape]
        )
        path = output / f"weights-{shape}.json"
        path.write_text(
            json.dumps(msgspec.to_builtins(weights), ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
        )
    return report


def examples_of(pages: Sequence[Labelled], reader: Reader, html: bool) -> list[_Example]:
    """What one shape learns from: HTML pages with their markup; or every page without, whole and cut down."""
    found = []
    for page in pages:
        variants = [page] if html else [page, *(page.crop(*window) for window in CROPS)]
        if html and not page.html:
            continue
        for variant in variants:
            facts = reader.page(variant.blocks)
            found.append(
                _Example(
                    variant,
                    facts,
                    features(
                        variant.blocks,
                        facts,
                        core_of(variant.blocks, facts, behind(variant.blocks, facts)),
                        html,
                        Evidence(body=variant.stated),
                        decided=True,
                    ),
                    variant is page,
                )
            )
    return found


def _measure(shape: str, examples: list[_Example], report: Report) -> None:
    judged: dict[str, list[tuple[_Example, list[float]]]] = {}
    for publisher in sorted({e.page.publisher for e in examples if e.page.html == (shape == "html")}):
        rest = [(e.rows, e.page.labels, e.page.publisher) for e in examples if e.page.publisher != publisher]
        weights = fit(rest, "held out", C2[shape])
        judged[publisher] = [
            (e, probabilities(e.rows, weights))
            for e in examples
            if e.whole and e.page.publisher == publisher and e.page.html == (shape == "html")
        ]
    report.publishers[shape] = {publisher: score(pages) for publisher, pages in judged.items()}
    report.overall[shape] = score([pair for pages in judged.values() for pair in pages])


def score(pages: Sequence[tuple[_Example, list[float]]]) -> Score:
    """Compare what would be dropped with what should be."""
    right = wrong = missed = blocks = 0
    kept = body = 0
    for example, scores in pages:
        page = example.page
        for block, fact, row, label, p in zip(
            page.blocks, example.facts, example.rows, page.labels, scores, strict=True
        ):
            if label is None:
                continue
            blocks += 1
            drop = is_dropped(block, fact, row, p, html=page.html)
            right += drop and label == "drop"
            wrong += drop and label == "keep"
            missed += not drop and label == "drop"
            if label == "keep":
                body += fact.size
                kept += 0 if drop else fact.size
    return Score(
        blocks=blocks,
        precision=right / max(1, right + wrong),
        recall=right / max(1, right + missed),
        kept=kept / max(1, body),
        leaked=missed,
    )


def fit(examples: Sequence[Sequence_], about: str, strength: float) -> Weights:
    """Learn weights from feature rows and labels; blocks without a label are left out.

    Args:
        examples: The pages.
        about: What the weights say of themselves.
        strength: Of the L2 regularisation.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    shared = _shared(examples)
    for rows, labels, _ in examples:
        known = [(row, label) for row, label in zip(rows, labels, strict=True) if label is not None]
        if known:
            items = [dict.fromkeys(filter(shared.__contains__, row), 1.0) for row, _ in known]
            trainer.append(pycrfsuite.ItemSequence(items), [label for _, label in known])
    trainer.set_params({"c1": 0.0, "c2": strength, "max_iterations": ITERATIONS, "feature.minfreq": MIN_COUNT})
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model")
        trainer.train(model)
        tagger = pycrfsuite.Tagger()
        with tagger.open(model):
            info = tagger.info()
    states: dict[str, float] = defaultdict(float)
    for (feature, label), weight in info.state_features.items():
        states[feature] += weight if label == "drop" else -weight
    follow = info.transitions
    return Weights(
        about=about,
        states={name: round(weight, 3) for name, weight in states.items() if abs(weight) >= 0.005},
        transitions=(
            round(follow.get(("keep", "keep"), 0.0), 3),
            round(follow.get(("keep", "drop"), 0.0), 3),
            round(follow.get(("drop", "keep"), 0.0), 3),
            round(follow.get(("drop", "drop"), 0.0), 3),
        ),
    )


def _shared(examples: Sequence[Sequence_]) -> set[str]:
    """Features that several publishers' pages have."""
    publishers: dict[str, set[str]] = defaultdict(set)
    for rows, _, publisher in examples:
        for feature in {feature for row in rows for feature in row}:
            publishers[feature].add(publisher)
    return {feature for feature, found in publishers.items() if len(found) >= MIN_PUBLISHERS}
