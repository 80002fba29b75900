"""What the reading verbs print: hits, the state of the archive, rejects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from etl.report.wording import counted, plain

if TYPE_CHECKING:
    from etl.archive import Hit, Query, Results
    from etl.article import Reject
    from etl.pipeline.status import Status

OPENING = 90
"""Characters of the text that stand in for a title that is not there."""
REJECTS_SHOWN = 200


def show_results(query: Query, results: Results, console: Console) -> None:
    """Hits with their place, date and the passages that matched; what is hidden is counted."""
    if not results.hits:
        console.print("Nothing found." + (" Copies are hidden; --copies shows them." if results.hidden_copies else ""))
        return
    for number, hit in enumerate(results.hits, query.offset + 1):
        _show_hit(number, hit, console)
    shown = query.offset + len(results.hits)
    total = counted(results.total, *(("story", "stories") if query.collapse else ("article", "articles")))
    line = f"{shown} of {total}" if shown < results.total else total
    if results.hidden_copies:
        line += f", {counted(results.hidden_copies, 'copy', 'copies')} hidden (--copies)"
    console.print(Text(line, style="dim"))


def _show_hit(number: int, hit: Hit, console: Console) -> None:
    article = hit.article
    opening = article.text[:OPENING].rsplit(" ", 1)[0] + " …" if len(article.text) > OPENING else article.text
    title = plain(article.title or opening)
    console.print(Text.assemble((f"{number:>3}. ", "dim"), (title, "bold")), soft_wrap=True)
    about = [article.published_at or "no date", article.source or "", article.id]
    if hit.others_in_story:
        about.append(f"+{hit.others_in_story} in the same story")
    if hit.copies:
        about.append(f"{counted(hit.copies, 'copy', 'copies')}")
    if article.duplicate_of:
        about.append(f"{article.duplicate_kind} copy of {article.duplicate_of}")
    console.print(Text("     " + plain(" · ".join(part for part in about if part)), style="dim"), soft_wrap=True)
    for snippet in hit.snippets:
        console.print(Text.assemble("     ", marked(snippet)))
    console.print()


def marked(snippet: str) -> Text:
    """A snippet with its matched words in bold."""
    text = Text()
    for part in snippet.split("\x02"):
        found, separator, rest = part.partition("\x03")
        if separator:
            text.append(plain(found), style="bold yellow")
            text.append(_within(rest))
        else:
            text.append(_within(part))
    return text


def _within(part: str) -> str:
    """A part of a line made safe to print, with the spaces at its ends."""
    if not part.strip():
        return " " if part else ""
    before = " " if part[0].isspace() else ""
    after = " " if part[-1].isspace() else ""
    return f"{before}{plain(part)}{after}"


def show_status(state: Status, console: Console) -> None:
    """The archive in a dozen lines."""
    console.print(Text.assemble(("Index     ", "dim"), state.index), soft_wrap=True)
    console.print(Text.assemble(("Articles  ", "dim"), f"{state.articles:,}, {state.copies:,} of them copies"))
    for version in state.versions:
        mark = "live" if version.live else "kept"
        console.print(
            Text.assemble(("Version   ", "dim"), f"{version.name} ({mark}), {version.documents:,} documents, ")
            + Text(f"created {version.created_at}")
        )
    for run in state.runs:
        figures = f"{run.get('indexed', 0)} new, {run.get('updated', 0)} changed, {run.get('rejected', 0)} rejected"
        console.print(Text.assemble(("Run       ", "dim"), f"{run.get('started_at')}  {figures}"))
    if state.rejects_by_reason:
        reasons = ", ".join(f"{count} {reason}" for reason, count in state.rejects_by_reason.items())
        console.print(Text.assemble(("Rejects   ", "dim"), f"{reasons} (revue rejects lists them)"))
    else:
        console.print(Text.assemble(("Rejects   ", "dim"), "none on record"))


def show_rejects(rejects: Iterable[Reject], console: Console) -> None:
    """One page a paragraph: where it is, at which stage it was refused, why, and what to do."""
    count = 0
    for reject in rejects:
        count += 1
        if count > REJECTS_SHOWN:
            continue
        console.print(Text(plain(reject.path), style="bold"), soft_wrap=True)
        console.print(Text(f"  {reject.stage}: {plain(reject.error)} ({reject.reason})"), soft_wrap=True)
        console.print(Text(f"  since {reject.at}, run {reject.run}", style="dim"))
    if count > REJECTS_SHOWN:
        console.print(f"… and {count - REJECTS_SHOWN} more (--json gives all)")
    if not count:
        console.print("No page is on record as rejected.")
