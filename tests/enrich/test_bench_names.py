from __future__ import annotations

from pathlib import Path

import pytest

from etl.article import EntityType
from etl.enrich.bench_names import Judged, found_by, read, scores
from etl.enrich.spans import Span

JUDGED = Path(__file__).parent / "names.txt"


def test_marks_are_taken_out_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("# remark\n= sport\n{PER|Roux} part.¶À {LOC|Metz}.\n", encoding="utf-8")
    names = frozenset({Span(0, 4, EntityType.PER), Span(13, 17, EntityType.LOC)})
    assert list(read(path)) == [Judged("sport", "Roux part.\nÀ Metz.", names)]


def test_right_is_what_is_exact_and_of_the_type() -> None:
    right, wrong = Span(0, 4, EntityType.PER), Span(5, 9, EntityType.LOC)
    other = wrong._replace(type=EntityType.ORG)
    judged = [Judged("a", "", frozenset((right, wrong))), Judged("b", "", frozenset())]
    found = scores(judged, [frozenset((right, other)), frozenset()])
    assert (found["a"].f1, found["b"].f1, found["all"]) == (0.5, 1.0, (2, 2, 1))


def test_names_of_other_domains_are_found() -> None:
    judged = list(read(JUDGED))
    assert all(j.text[n.start : n.end].strip() for j in judged for n in j.names)
    found = scores(judged, found_by("revue", [j.text for j in judged]))
    assert found["all"].f1 == pytest.approx(0.85, abs=0.02), "docs/entities.md states this figure"
