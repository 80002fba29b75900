"""An explanation for the eye: in the terminal, and as a page of its own with what was removed struck out."""

from __future__ import annotations

from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader
from rich.console import Console
from rich.table import Table
from rich.text import Text

from etl.clean.explanation import Explanation
from etl.clean.verdict import BlockVerdict
from etl.normalise import printable

_MAX = 300  # characters of a removed block that the terminal shows


def render_terminal(explanation: Explanation, console: Console) -> None:
    """Print the page block by block; what was removed is struck out and says by which rule."""
    explanation = _shown(explanation)
    state = f"{explanation.kind}{' (partial)' if explanation.partial else ''}"
    console.print(Text(f"{explanation.path}  ·  {state}", style="bold"))
    facts = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in explanation.metadata.items():
        if value is not None:
            source = explanation.evidence.get(name)
            facts.add_row(Text(name, style="dim"), Text(value), Text(f"from {source}" if source else "", style="dim"))
    console.print(facts)
    table = Table(box=None, padding=(0, 1), show_header=True, header_style="dim")
    table.add_column("#", justify="right", style="dim")
    table.add_column("rule")
    table.add_column("block", ratio=1)
    for block in explanation.blocks:
        table.add_row(str(block.position), _why(block), _words(block))
    console.print(table)


def render_html(explanation: Explanation) -> str:
    """The same as one HTML page that needs nothing else; whatever the page held is shown, never run."""
    environment = Environment(loader=PackageLoader("etl.clean", "templates"), autoescape=True)
    return environment.get_template("explain.html.j2").render(page=_shown(explanation))


def _shown(explanation: Explanation) -> Explanation:
    """The explanation without the characters that break lines, turn text round or steer a terminal."""
    return msgspec.convert(_all_printable(msgspec.to_builtins(explanation)), Explanation)


def _all_printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {_all_printable(key): _all_printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_all_printable(one) for one in value]
    return value


def _why(block: BlockVerdict) -> Text:
    if block.kept:
        return Text(f"kept {1 - block.score:.2f}", style="green")
    text = Text(block.rule or "", style="red")
    if block.evidence:
        text.append("\n" + "\n".join(f"{weight:+.1f} {name}" for name, weight in block.evidence[:3]), style="dim")
    return text


def _words(block: BlockVerdict) -> Text:
    if block.kept and block.becomes is not None:
        before, _, after = block.text.partition(block.becomes)
        return Text.assemble((before, "red strike"), block.becomes, (after, "red strike"))
    if block.kept:
        return Text(block.text)
    cut = block.text[:_MAX] + ("…" if len(block.text) > _MAX else "")
    return Text.assemble((cut, "red strike"), (f"  {block.reason}" if block.reason else "", "dim"))
