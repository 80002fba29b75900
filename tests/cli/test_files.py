"""The stages alone, on files: one record for each, in order, with what they do not know passed on."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Revue
from tests.press import BRIDGE, HARVEST, STRIKE, fill_inbox


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path: Path, records: list[Any]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


BARE = [{"id": piece.slug, "text": "\n\n".join(piece.paragraphs)} for piece in (BRIDGE, HARVEST, STRIKE)]


def test_clean_writes_a_line_for_each_page_in_input_order(revue: Revue, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    (inbox / "m-vide.html").write_bytes(b"")
    ran = revue("clean", inbox, "--output", "out.jsonl", "--rejects", "rejects.jsonl")
    records = _lines(tmp_path / "out.jsonl")
    assert [Path(r["path"]).name for r in records] == sorted(path.name for path in inbox.iterdir())
    assert [r["title"] for r in records] == [None, HARVEST.title, BRIDGE.title, STRIKE.title]
    assert [r["reason"] for r in _lines(tmp_path / "rejects.jsonl")] == ["empty"]
    assert ran.status == 2
    assert "m-vide.html" in ran.err


@pytest.mark.parametrize("verb", ["dedupe", "enrich"])
def test_a_verb_takes_records_with_only_id_and_text(revue: Revue, tmp_path: Path, verb: str) -> None:
    source = _write(tmp_path / "in.jsonl", BARE)
    assert revue(verb, source, "--output", "out.jsonl").status == 0
    written = _lines(tmp_path / "out.jsonl")
    assert [(r["id"], r["text"]) for r in written] == [(r["id"], r["text"]) for r in BARE]
    fields = {"dedupe": {"duplicate_of", "duplicate_kind", "similarity", "story_id"}, "enrich": {"entities", "quotes"}}
    assert all(fields[verb] <= set(record) for record in written)


@pytest.mark.parametrize("verb", ["dedupe", "enrich"])
def test_unknown_fields_are_passed_on_and_own_fields_overwritten(revue: Revue, tmp_path: Path, verb: str) -> None:
    old = {"desk": {"note": ["à relire"]}, "entities": [{"start": 0}], "story_id": 7, "people": "personne"}
    source = _write(tmp_path / "in.jsonl", [{**BARE[0], **old}])
    assert revue(verb, source, "--output", "out.jsonl").status == 0
    (record,) = _lines(tmp_path / "out.jsonl")
    assert record["desk"] == old["desk"]
    if verb == "enrich":
        assert all(set(entity) == {"id", "name", "type", "mentions"} for entity in record["entities"])
        assert isinstance(record["people"], list)
    else:
        assert isinstance(record["story_id"], str)


def test_gzipped_input_and_output(revue: Revue, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl.gz"
    source.write_bytes(gzip.compress("".join(json.dumps(r) + "\n" for r in BARE).encode()))
    assert revue("dedupe", source, "--output", "out.jsonl.gz").status == 0
    with gzip.open(tmp_path / "out.jsonl.gz", "rt", encoding="utf-8") as lines:
        assert [json.loads(line)["id"] for line in lines] == [r["id"] for r in BARE]


def test_a_broken_line_is_refused_and_the_rest_goes_on(revue: Revue, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(BARE[0]) + '\n{"id": "cassé\n' + json.dumps({"id": 3}) + "\n" + json.dumps(BARE[1]))
    ran = revue("dedupe", source, "--output", "out.jsonl")
    assert ran.status == 2
    assert [r["id"] for r in _lines(tmp_path / "out.jsonl")] == [BARE[0]["id"], BARE[1]["id"]]
    assert "line 2" in ran.err
    assert "record 3" in ran.err


def test_files_go_from_stage_to_stage_into_an_index(revue: Revue, tmp_path: Path) -> None:
    inbox = fill_inbox(tmp_path / "inbox")
    (inbox / "vide.txt").write_bytes(b"")
    assert revue("clean", inbox, "--output", "1.jsonl").status == 2
    assert revue("dedupe", "1.jsonl", "--output", "2.jsonl").status == 0
    assert revue("enrich", "2.jsonl", "--output", "3.jsonl").status == 0
    loaded = revue("load", "3.jsonl", "--index", "embedded:index")
    assert loaded.status == 0
    assert "3 indexed" in loaded.err
    again = revue("load", "3.jsonl", "--index", "embedded:index")
    assert "0 indexed, 0 updated, 3 unchanged" in again.err
    found = revue("search", "grève", "tramway", "--index", "embedded:index", "--json")
    assert [hit["article"]["title"] for hit in json.loads(found.out)["hits"]] == [STRIKE.title]
