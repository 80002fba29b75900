"""A night on small inboxes, with the embedded index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from etl.archive import ArticleIndex
from etl.load import connect
from etl.pipeline import ingest
from etl.report.model import RunSummary
from etl.settings import Settings

Run = Callable[..., RunSummary]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=f"embedded:{tmp_path / 'index'}", store=str(tmp_path / "store"), workers=1)


@pytest.fixture
def run(settings: Settings) -> Run:
    """Run the nightly job on some inputs; the summary of that run."""

    def once(*inputs: Path | str, **changes: Any) -> RunSummary:
        return ingest(settings.model_copy(update=changes), [str(i) for i in inputs])[-1]

    return once


def contents(settings: Settings) -> dict[str, Any]:
    """All that an index holds, but for what names the run and the hour at which something was written."""
    index = connect(settings)
    try:
        return {
            "articles": [msgspec.to_builtins(article) for article in index.scan()],
            **{name: _rows(index, name) for name in ("entities", "stories", "sources", "pages", "rejects")},
        }
    finally:
        index.close()


def _rows(index: ArticleIndex, name: Any) -> list[dict[str, Any]]:
    rows = [{k: v for k, v in row.items() if k not in {"run", "at"}} for row in index.collection(name).scan()]
    return sorted(rows, key=lambda row: str(row["id"]))


def texts(settings: Settings, ids: Sequence[str] | None = None) -> list[str]:
    index = connect(settings)
    try:
        return sorted(a.text for a in index.scan() if ids is None or a.id in ids)
    finally:
        index.close()
