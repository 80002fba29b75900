"""The five views of the desk as one static page, for a desk without Kibana."""

from __future__ import annotations

from etl.archive import ArticleIndex
from etl.report.desk.build import build
from etl.report.desk.page import render

__all__ = ["build", "desk_page", "render"]


def desk_page(index: ArticleIndex) -> str:
    """The page as HTML, from what the index holds now."""
    return render(build(index))
