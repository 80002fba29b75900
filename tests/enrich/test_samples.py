from __future__ import annotations

from pathlib import Path

from etl.article import EntityType
from etl.enrich.samples import Marked, Sample, own_samples, read_marked
from etl.enrich.tokens import tokenise

JUDGED = Path(__file__).with_name("names.txt")


def test_marks_are_taken_out_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "texts.txt"
    path.write_text("# remark\n= sport\n{PER|Roux} part.¶À {LOC|Metz}.\n", encoding="utf-8")
    names = [Marked(0, 4, EntityType.PER), Marked(13, 17, EntityType.LOC)]
    assert list(read_marked(path)) == [("sport", Sample("Roux part.\nÀ Metz.", names))]


def test_names_of_our_own_texts_begin_and_end_with_a_token() -> None:
    for sample in own_samples():
        _, starts, ends = tokenise(sample.text)
        assert not {n.start for n in sample.entities} - set(starts), sample.text
        assert not {n.end for n in sample.entities} - set(ends), sample.text


def test_no_text_is_both_learned_from_and_judged() -> None:
    judged = {line for _, sample in read_marked(JUDGED) for line in sample.text.split("\n")}
    assert not judged & {line for sample in own_samples() for line in sample.text.split("\n")}
