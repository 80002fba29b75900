"""The report on the terminal: what came in, what became of it, and what to look at next."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from etl.article import EntityType, Kind
from etl.report.model import ArticleLine, NameCount, RunSummary
from etl.report.wording import counted, date, duration, moment, plain

ARTICLES_SHOWN = 20
"""Runs with more articles are shown by their top lists; the HTML page has more of them."""
REJECTS_SHOWN = 10
"""Rejects shown one by one; beyond that, by reason."""
ROWS_SHOWN = 10
"""Rows of a top list."""
SAMPLE_SHOWN = 50
"""Code points shown of something that was taken out."""
NAMES_SHOWN = 8
"""Names a line."""


def render(
    summary: RunSummary, console: Console, *, page: str | None = None, command: str = "revue", options: str = ""
) -> None:
    """Print the summary; with `page`, where its HTML page lies, it ends with what to look at next.

    Whatever the articles hold is printed as text: no markup, no escape sequence of theirs reaches the terminal.
    """
    console.print()
    if summary.index_unchanged:
        console.print(Text(_unchanged(summary), style="bold"))
    else:
        _overview(summary, console)
        if summary.articles <= min(ARTICLES_SHOWN, len(summary.articles_listed)):
            numbers = {line.id: number for number, line in enumerate(summary.articles_listed, 1)}
            for line in summary.articles_listed:
                _article(line, numbers, summary.articles_listed, console)
        else:
            _top_lists(summary, console)
    if summary.rejected:
        _rejects(summary, console)
    _next(summary, console, page, command, options)


def _unchanged(summary: RunSummary) -> str:
    took = duration(summary.seconds)
    if not summary.pages:
        return f"Nothing to do: no page in {', '.join(plain(i) for i in summary.inputs) or 'the inputs'} ({took})."
    refused = f", {summary.rejected:,} rejected" if summary.rejected else ""
    found = f"{counted(summary.pages, 'page')} found{refused}{_set_aside(summary)}"
    return f"Nothing new: {found}, the index stays as it was ({took})."


def _set_aside(summary: RunSummary) -> str:
    repeated = f", {summary.repeated:,} of an address already read" if summary.repeated else ""
    return repeated + (f", {summary.taken_down:,} kept out (taken down on request)" if summary.taken_down else "")


def _overview(summary: RunSummary, console: Console) -> None:
    console.print(Text(f"Revue: {counted(summary.articles, 'article')}, {counted(summary.stories, 'story', 'stories')}",
                       style="bold"))  # fmt: skip
    console.print(Text(f"{moment(summary.started_at)}, {duration(summary.seconds)}, run {plain(summary.id)}", "dim"))
    console.print()
    grid = _grid()
    _row(grid, "pages", f"{summary.pages:,} found: {summary.new:,} new, {summary.changed:,} changed, "
                        f"{summary.unchanged:,} unchanged, {summary.rejected:,} rejected"
                        f"{_set_aside(summary)}")  # fmt: skip
    _row(grid, "text", f"{counted(summary.words, 'word')} kept, {summary.removed_words:,} removed "
                       f"in {counted(summary.blocks_removed, 'block')}")  # fmt: skip
    if summary.copies:
        _row(grid, "copies", f"{summary.copies_exact:,} exact, {summary.copies_near:,} near")
    if summary.other_kinds:
        kinds = ", ".join(f"{count:,} {kind.value}" for kind, count in summary.other_kinds.items())
        _row(grid, "other kinds", kinds)
    if summary.story_merges:
        _row(grid, "stories", f"{summary.story_merges:,} merged into an older one")
    if summary.entities:
        labels = {
            EntityType.PER: ("person", "people"),
            EntityType.ORG: ("organization", "organizations"),
            EntityType.LOC: ("place", "places"),
            EntityType.MISC: ("other name", "other names"),
        }
        found = {type_: count.names for type_, count in summary.entities.items()}
        named = (counted(found[t], *label) for t, label in labels.items() if t in found)
        _row(grid, "named", ", ".join(named))
    if summary.stages:
        stages = ", ".join(f"{plain(stage.name)} {duration(stage.seconds)}" for stage in summary.stages)
        _row(grid, "time", stages)
    console.print(grid)


def _article(line: ArticleLine, numbers: Mapping[str, int], listed: Sequence[ArticleLine], console: Console) -> None:
    console.print()
    title = Text()
    title.append(f"{numbers[line.id]}. ", style="dim")
    title.append(plain(line.name, 160), style="bold" if line.title else "bold italic")
    console.print(title)
    grid = _grid()
    facts = [plain(line.source or "", 60), date(line.published_at), counted(line.words, "word")]
    if line.kind is not Kind.ARTICLE:
        facts.append(line.kind.value)
    if line.partial:
        facts.append("only partly there")
    _row(grid, "", ", ".join(fact for fact in facts if fact))
    _row(grid, "removed", f"{counted(line.removed_words, 'word')}" if line.removed else "nothing")
    for removed in line.removed:
        times = f" {removed.count}×" if removed.count > 1 else ""
        _row(grid, "", f"{plain(removed.rule)}{times}: {plain(removed.sample, SAMPLE_SHOWN)}", "dim")
    if line.duplicate_of:
        alike = "" if line.similarity is None else f", {line.similarity:.0%} alike"
        original = _number(line.duplicate_of, numbers)
        _row(grid, "copy of", f"{original} ({line.duplicate_kind or 'near'}{alike})", "yellow")
    if line.story_id:
        others = [f"no. {numbers[o.id]}" for o in listed if o.story_id == line.story_id and o.id != line.id]
        told = f"told with {_listed(others)}" if others else "on its own"
        _row(grid, "story", f"{told} ({plain(line.story_id, 40)})", "green" if others else "")
    if line.copies_count:
        named = "; ".join(_number(copy.id, numbers, copy.title) for copy in line.copies)
        more = line.copies_count - len(line.copies)
        _row(grid, "copies", named + (f" and {more:,} more" if more else ""), "yellow")
    _row(grid, "people", _listed(line.people), "cyan")
    _row(grid, "organizations", _listed(line.organizations))
    _row(grid, "places", _listed(line.places))
    if line.names_left_out:
        _row(grid, "", f"and {counted(line.names_left_out, 'name')} more", "dim")
    console.print(grid)


def _number(article: str, numbers: Mapping[str, int], otherwise: str = "") -> str:
    """How the list calls an article: its number in the list, else by another name or its id."""
    return f"no. {numbers[article]}" if article in numbers else plain(otherwise or article, 70)


def _top_lists(summary: RunSummary, console: Console) -> None:
    rules = [(rule.rule, f"{rule.count:,}", f"{rule.words:,}") for rule in summary.by_rule()]
    _table(console, "What the rules removed", ("rule", "blocks", "words"), rules)
    _table(console, "Sources", ("source", "articles"), _counts(summary.by_source))
    stories = [(story.title, f"{story.articles:,}", f"{len(story.sources):,}") for story in summary.top_stories]
    _table(console, "Largest stories", ("story", "articles", "sources"), stories)
    for title, names in (
        ("People", summary.top_people),
        ("Organizations", summary.top_organizations),
        ("Places", summary.top_places),
    ):
        _table(console, title, ("name", "articles"), _counts(names))
    lost = [(line.name, f"{line.words:,}", f"{line.removed_words:,}") for line in summary.most_removed]
    _table(console, "Articles that lost most", ("article", "words kept", "removed"), lost)


def _rejects(summary: RunSummary, console: Console) -> None:
    console.print()
    console.print(Text(f"Rejected: {summary.rejected:,}", style="bold red"))
    if summary.rejected > REJECTS_SHOWN:
        rows = [(f"{r.stage}: {r.reason}", f"{r.count:,}") for r in summary.rejects_by_reason]
        _table(console, "By reason", ("reason", "pages"), rows)
    for reject in summary.rejects[:REJECTS_SHOWN]:
        grid = _grid()
        _row(grid, plain(reject.reason, 40), plain(reject.error, 400))
        if reject.path not in reject.error:
            _row(grid, "", plain(reject.path, 200))
        console.print(grid)
    if summary.rejected > REJECTS_SHOWN:
        console.print(Text("  … all of them: revue rejects", style="dim"))


def _next(summary: RunSummary, console: Console, page: str | None, command: str, options: str) -> None:
    if page is None:
        return
    console.print()
    grid = _grid()
    _row(grid, "report", plain(page))
    if names := summary.top_people or summary.top_places:
        _row(grid, "try", f"{command} search {shlex.quote(plain(names[0].name, 60))}{options}")
    console.print(grid)


def _grid() -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=13, justify="right", style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    return grid


def _row(grid: Table, label: str, value: str, style: str = "") -> None:
    if value:
        grid.add_row(Text(label), Text(value, style=style))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(plain(name, 60) for name in names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown


def _counts(names: Sequence[NameCount]) -> list[tuple[str, ...]]:
    return [(name.name, f"{name.articles:,}") for name in names]


def _table(console: Console, title: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim")
    for column, head in enumerate(heads):
        table.add_column(head, justify="right" if column else "left", overflow="fold", no_wrap=bool(column))
    for row in rows[:ROWS_SHOWN]:
        table.add_row(Text(plain(row[0], 120)), *(Text(cell) for cell in row[1:]))
    console.print()
    console.print(Text(title, style="bold"))
    console.print(Padding(table, (0, 0, 0, 2)))
    if len(rows) > ROWS_SHOWN:
        console.print(Text(f"  … and {len(rows) - ROWS_SHOWN:,} more", style="dim"))
