"""Learn how much each edit between two spellings says, from groups of spellings of one name.

The groups are JSON Lines, `{"group", "names": [...], "near": [group, ...]}`: names of one group are one name's
spellings, `near` are groups that look alike and are other names.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl import records
from etl.enrich.romanise import key, latin
from etl.enrich.similarity import FILE, features, measures
from etl.normalise import stable_id

_RARE = 5
"""A feature has to occur in so many pairs to get a weight."""
_PENALTY = 1.5
"""L2 penalty on the summed log-loss."""
_STEPS = 600
_RATE = 0.05


class Pair(NamedTuple):
    """Two spellings in folded Latin letters, and whether they are one name's."""

    a: str
    b: str
    same: bool


def read_groups(path: Path) -> list[dict[str, object]]:
    """The groups of a file. Raises `BrokenLine` on a line that is none."""
    groups = []
    for record in records.read(path):
        if isinstance(record, records.BrokenLine):
            raise record
        groups.append(record)
    return groups


def pairs(groups: Sequence[dict[str, object]]) -> Iterator[Pair]:
    """All pairs inside groups, and against them the pairs with near groups and with others of the same key."""
    names = {str(g["group"]): sorted({latin(str(n)) for n in _strings(g, "names")}) for g in groups}
    for spellings in names.values():
        for a, b in itertools.combinations(spellings, 2):
            yield Pair(a, b, True)
    apart: set[tuple[str, str]] = set()
    for group in groups:
        mine = str(group["group"])
        apart.update((min(mine, o), max(mine, o)) for o in _strings(group, "near") if o in names)
    by_key: defaultdict[str, set[str]] = defaultdict(set)
    for group_name, spellings in names.items():
        for spelling in spellings:
            by_key[key(spelling)].add(group_name)
    for sharing in by_key.values():
        apart.update(itertools.combinations(sorted(sharing), 2))
    for mine, other in sorted(apart):
        for a, b in itertools.product(names[mine], names[other]):
            if a != b:
                yield Pair(a, b, False)


def _strings(group: dict[str, object], field: str) -> list[str]:
    values = group.get(field) or []
    return [str(v) for v in values] if isinstance(values, list) else []


def fit(examples: Iterable[Pair]) -> dict[str, float]:
    """Logistic regression over edits and distances, by Adam on the whole set: the same weights in every run."""
    examples = list(examples)
    described = [{**features(p.a, p.b), **measures(p.a, p.b)} for p in examples]
    counts = Counter(name for d in described for name in d)
    names = sorted(name for name, count in counts.items() if count >= _RARE)
    position = {name: i for i, name in enumerate(names)}
    entries = [(r, position[n], v) for r, d in enumerate(described) for n, v in d.items() if n in position]
    rows = np.array([e[0] for e in entries])
    columns = np.array([e[1] for e in entries])
    values = np.array([e[2] for e in entries], dtype=np.float64)
    wanted = np.array([p.same for p in examples], dtype=np.float64)
    weight, bias = _descend(rows, columns, values, wanted, len(names))
    return {"bias": round(bias, 4), **{n: round(float(w), 4) for n, w in zip(names, weight, strict=True)}}


def _descend(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    values: npt.NDArray[np.float64],
    wanted: npt.NDArray[np.float64],
    size: int,
) -> tuple[npt.NDArray[np.float64], float]:
    parameters = np.zeros(size + 1)
    mean, square = np.zeros(size + 1), np.zeros(size + 1)
    for step in range(1, _STEPS + 1):
        score = np.bincount(rows, values * parameters[columns], minlength=len(wanted)) + parameters[-1]
        error = 1 / (1 + np.exp(-score)) - wanted
        gradient = np.append(np.bincount(columns, values * error[rows], minlength=size), error.sum())
        gradient[:-1] += _PENALTY * parameters[:-1]
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = _RATE * (1 - step / (_STEPS + 1))
        parameters -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return parameters[:-1], float(parameters[-1])


def train(groups: Path, output: Path) -> int:
    """Learn from a file of groups and write the weights to a folder; returns the number of pairs learned from."""
    examples = list(pairs(read_groups(groups)))
    learned = fit(examples)
    output.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(f"{json.dumps(n, ensure_ascii=False)}: {w}" for n, w in learned.items())
    (output / FILE).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    return len(examples)


def held_out(groups: Sequence[dict[str, object]]) -> tuple[float, float]:
    """Precision and recall over pairs, each half of the groups judged by what the other half taught.

    A group and those that look like it are in one half.
    """
    from etl.enrich import similarity

    halves: tuple[list[dict[str, object]], ...] = ([], [])
    for group in groups:
        family = min(str(group["group"]), *_strings(group, "near"))
        halves[int(stable_id(family[:4]), 16) % 2].append(group)
    right = found = wanted = 0
    for taught, judged in (halves, halves[::-1]):
        learned = fit(pairs(taught))
        for pair in pairs(judged):
            same = similarity.score(pair.a, pair.b, learned) >= 0
            right, found, wanted = right + (same and pair.same), found + same, wanted + pair.same
    return right / max(found, 1), right / max(wanted, 1)


def main(arguments: list[str] | None = None) -> int:
    """Write the weights, or with `--check` print how well unseen names are judged."""
    parser = argparse.ArgumentParser(description="Weights of the similarity of spellings.")
    parser.add_argument("groups", type=Path)
    parser.add_argument("--output", type=Path, default=Path("weights"))
    parser.add_argument("--check", action="store_true", help="learn from half, judge the other half, write nothing")
    options = parser.parse_args(arguments)
    if options.check:
        precision, recall = held_out(read_groups(options.groups))
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        sys.stdout.write(f"pairs of unseen groups: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}\n")
        return 0
    sys.stdout.write(f"learned from {train(options.groups, options.output)} pairs\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
