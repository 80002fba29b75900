from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.enrich.similarity import score
from etl.enrich.train_similarity import Pair, fit, main, pairs, read_groups
from etl.records import BrokenLine

STEMS = ["antono", "petro", "romano", "ivano", "orlo", "belo", "filato", "maxo", "lebede", "sokolo", "mirono", "gusko"]


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    path = tmp_path / "groups.jsonl"
    lines = [
        {
            "group": f"{stem}в{end}",
            "names": [f"{stem}v{end}", f"{stem}w{end}"],
            "near": [f"{stem}в{'a' if not end else ''}"],
        }
        for stem in STEMS
        for end in ("", "a")
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_it_learns_which_edit_makes_another_name(groups: Path) -> None:
    learned = fit(pairs(read_groups(groups)))
    assert score("kuznetsov", "kuznetsow", learned) > 0 > score("kuznetsov", "kuznetsova", learned)


def test_pairs_of_a_group_are_same_and_of_its_lookalike_are_not(groups: Path) -> None:
    found = set(pairs(read_groups(groups)))
    assert Pair("antonov", "antonow", True) in found
    assert Pair("antonov", "antonova", False) in found
    assert not any(p.same and p.a == p.b for p in found)


def test_unseen_names_are_judged_and_weights_are_written(
    groups: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(groups), "--check"]) == 0
    assert "F1 1.000" in capsys.readouterr().out
    assert main([str(groups), "--output", str(tmp_path / "out")]) == 0
    assert json.loads((tmp_path / "out" / "similarity.json").read_text(encoding="utf-8"))["bias"]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "groups.jsonl"
    path.write_text("[]\n", encoding="utf-8")
    with pytest.raises(BrokenLine, match="line 1"):
        read_groups(path)
