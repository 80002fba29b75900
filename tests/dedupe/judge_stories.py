"""B-cubed of the stories found, with the settings as shipped and with the threshold that is best for each kind of text.

    python -m tests.dedupe.judge_stories [ARTICLES …]

ARTICLES are JSON Lines with `id`, `text`, `story` and, where known, `title`, `published_at`, `topic`; by default the
repository's own judged set, which the shipped weights have seen. The gap between the two columns says whether one setting
holds for all kinds; copies are not looked for.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

import numpy as np
from rich.console import Console
from rich.table import Table

from etl.dedupe import stories
from etl.dedupe.story_sets import FORMS, Told, cut, thinned, undated
from etl.dedupe.story_terms import terms_of
from etl.dedupe.train_stories import read

JUDGED = Path(__file__).parent / "stories.jsonl"
# Log odds added to every pair, of which the best is a kind's own threshold.
BIASES = [float(bias) for bias in np.arange(-3.0, 3.25, 0.25)]
# Articles that a story keeps in a thinned set, and articles of a small set.
_THIN = (1, 1, 2, 3, 5)
_SMALL = 50


def bcubed(gold: Sequence[str], groups: Sequence[Sequence[int]]) -> float:
    """F1 of groups of places against the labels."""
    label = {member: number for number, group in enumerate(groups) for member in group}
    found = [label[place] for place in range(len(gold))]
    true, made, both = Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
    precision = sum(count**2 / made[pair[1]] for pair, count in both.items()) / len(gold)
    recall = sum(count**2 / true[pair[0]] for pair, count in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


def kinds(data: Sequence[Told]) -> Iterator[tuple[str, list[Told]]]:
    """The set in every form, dated and not: whole, thinned, and a small part of it."""
    for form, shape in FORMS.items():
        items = [shaped for item in data if (shaped := shape(item)).text.strip()]
        ways = {"": items, ", undated": undated(items)}
        if not any(item.published_at for item in items):
            del ways[""]
        for dates, some in ways.items():
            if some:
                chance = random.Random(3)
                yield f"{form}{dates}", some
                yield f"{form}{dates}, thinned", thinned(some, _THIN, chance)
                yield f"{form}{dates}, {_SMALL} articles", cut(some, _SMALL, chance)


def judged(data: Sequence[Told]) -> tuple[float, float, float]:
    """B-cubed with the settings as shipped, with the best threshold, and that threshold."""
    with terms_of(item.article() for item in data) as terms:
        found = stories.evidence(terms)
    gold = [item.story or item.id for item in data]
    alone = [[place] for place in range(len(gold))]
    scores = {bias: bcubed(gold, stories.group(found, alone, bias=bias)) for bias in BIASES}
    best = max(scores, key=lambda bias: (scores[bias], -abs(bias)))
    return scores[0.0], scores[best], best


def main() -> None:
    """Judge each file and print a table a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="*", type=Path, default=[JUDGED])
    console = Console()
    for path in parser.parse_args().articles:
        table = Table("kind", "articles", "shipped", "best threshold", "at", "gap", title=path.name)
        gaps = []
        for kind, some in kinds(read(path)):
            score, best, bias = judged(some)
            gaps.append(best - score)
            table.add_row(kind, f"{len(some):,}", f"{score:.3f}", f"{best:.3f}", f"{bias:+.2f}", f"{gaps[-1]:.3f}")
        console.print(table)
        console.print(f"mean gap {fmean(gaps):.3f}, largest {max(gaps):.3f}")


if __name__ == "__main__":
    main()
