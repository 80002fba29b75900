"""The picture of a first run in the README: `python -m scripts.draw_first_run REPORT.json PICTURE.svg [ARTICLES]`.

REPORT.json is the `report.json` of a run; ARTICLES, of which 2 are shown unless told, keeps the picture on one page.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import msgspec
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from etl.report.model import RunSummary
from etl.report.terminal import render

# Rich's picture fetches its font from a content network; this one uses what the reader has.
_FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
_FORMAT = _FORMAT.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")


def picture(summary: RunSummary, articles: int) -> str:
    """The terminal after a run, as SVG, up to that many articles."""
    console = Console(record=True, width=88, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print("$ make run", style="bold", markup=False, highlight=False)
    lines = Console(width=88, file=io.StringIO(), force_terminal=True, color_system="standard", record=True)
    render(summary, lines)
    text = lines.export_text(styles=True)
    starts = [match.start() for match in re.finditer(r"^\x1b\[[0-9;]*m\d+\. ", text, re.MULTILINE)]
    shown = text[: starts[articles]] if articles < len(starts) else text
    console.print(Text.from_ansi(shown.rstrip()))
    if articles < len(starts):
        console.print(f"\n… {len(starts) - articles} more", style="dim", markup=False, highlight=False)
    return console.export_svg(title="revue", code_format=_FORMAT)


def main() -> None:
    report, target = Path(sys.argv[1]), Path(sys.argv[2])
    articles = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    summary = msgspec.json.decode(report.read_bytes(), type=RunSummary)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(picture(summary, articles), encoding="utf-8")


if __name__ == "__main__":
    main()
