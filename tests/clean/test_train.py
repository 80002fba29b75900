"""Weights learned from a small folder of pages separate article and furniture, and are what the cleaner reads."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from etl.clean import model
from etl.clean.train import train
from tests.clean.gate.styles import pages


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for number, made in enumerate(pages(each=2)):
        if made.format == "html":
            folder = tmp_path / "pages" / f"p{number}"
            folder.mkdir(parents=True)
            (folder / "page.html.gz").write_bytes(gzip.compress(made.content.encode()))
            gold = {"body": made.body, "summary": [made.story.lead], "title": made.story.title, "publisher": made.name}
            (folder / "gold.json").write_text(json.dumps(gold), "utf-8")
        else:
            flat = tmp_path / "flat"
            flat.mkdir(exist_ok=True)
            labels = [
                {
                    "line": line,
                    "label": "keep" if line in made.body else "drop",
                    "kind": "body" if line in made.body else "drop",
                }
                for line in made.content.split("\n")
                if line.strip()
            ]
            (flat / f"p{number}.labels.json").write_text(json.dumps(labels), "utf-8")
    return tmp_path


def test_training_writes_readable_weights_and_measures_by_publisher(data: Path, tmp_path: Path) -> None:
    output = tmp_path / "weights"
    report = train(data, output)
    assert set(report.publishers["html"]) == {"daily", "blog", "tables", "modules", "radio", "magazine", "walled"}
    assert report.overall["html"].precision > 0.8
    assert report.overall["html"].kept > 0.8
    for shape in ("html", "flat"):
        weights = model.load(shape, output)
        assert weights.states
        keep, drop = model.probabilities([["core", "common<0.5"], ["after-core<16", "common<0.1"]], weights)
        assert keep < drop


def test_a_folder_without_pages_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no labelled pages"):
        train(tmp_path, tmp_path)
