"""The verbs that read the archive: search, story, entity, explain-pair, status, rejects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.cli.console import (
    ERRORS,
    OUT,
    REJECTED,
    IndexOption,
    JsonOption,
    RunFailed,
    StoreOption,
    opened,
    print_json,
    settings_with,
    steps,
)

if TYPE_CHECKING:
    from etl.article import Article


def register(app: typer.Typer) -> None:
    app.command()(search)
    app.command(name="explain-pair")(explain_pair)
    app.command()(story)
    app.command()(status)
    app.command()(rejects)


def search(
    words: Annotated[list[str], typer.Argument(metavar="QUERY…", help='Words, "exact phrases", -exclusions.')],
    source: Annotated[str | None, typer.Option(help="Only this publisher.", show_default=False)] = None,
    person: Annotated[str | None, typer.Option(help="Only articles that name this person.", show_default=False)] = None,
    organization: Annotated[str | None, typer.Option(help="… this organization.", show_default=False)] = None,
    place: Annotated[str | None, typer.Option(help="… this place.", show_default=False)] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day, as 2022-07-29.", show_default=False)
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Last day, included.", show_default=False)
    ] = None,
    copies: Annotated[
        bool, typer.Option("--copies", help="Show copies too; they are hidden and counted otherwise.")
    ] = False,
    collapse: Annotated[
        bool, typer.Option("--collapse", help="One hit a story, with the number of the others.")
    ] = False,
    in_story: Annotated[
        str | None, typer.Option("--story", help="Only this story (its id).", show_default=False)
    ] = None,
    size: Annotated[int, typer.Option("--size", "-n", min=1, max=1000, help="Hits shown.")] = 10,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the archive."""
    from etl.archive import Query
    from etl.cli.results import show_results

    query = Query(
        text=" ".join(words),
        source=source,
        person=person,
        organization=organization,
        place=place,
        since=since,
        until=until,
        copies=copies,
        collapse=collapse,
        story=in_story,
        size=size,
    )
    with opened(settings_with(index)) as engine:
        results = engine.search(query)
    if as_json:
        print_json(results)
    else:
        show_results(query, results, OUT)


def explain_pair(
    first: Annotated[str, typer.Argument(metavar="A", help="An article's id, or a page.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another id, or page.")],
    index: IndexOption = None,
) -> None:
    """Why two articles are copies, tell one story, or neither."""
    from etl import dedupe

    settings = settings_with(index)
    pair = [_article(name, index) for name in (first, second)]
    dedupe.explain_pair(pair[0], pair[1], settings.dedupe).render_terminal(OUT)


def _article(name: str, index: str | None) -> Article:
    from etl.article import Reject
    from etl.clean import Cleaner
    from etl.sources import discover

    settings = settings_with(index)
    if Path(name).is_file():
        for item in discover([name], settings.sources):
            result = item if isinstance(item, Reject) else Cleaner(settings.clean).clean(item)
            if isinstance(result, Reject):
                raise RunFailed(f"{name}: {result.error}")
            return result
    with opened(settings) as engine:
        article = engine.get([name]).get(name)
    if article is None:
        raise RunFailed(f"{name} is neither a page nor the id of an article of the index")
    return article


def story(
    story_id: Annotated[str, typer.Argument(metavar="ID", help="A story's id, or the id of one of its articles.")],
    index: IndexOption = None,
) -> None:
    """A story's articles in order of time: who was first, what each added."""
    from etl.dedupe.timeline import render_terminal, timeline

    with opened(settings_with(index)) as engine:
        merged = engine.collection("stories").get([story_id])
        wanted = str(merged[story_id]["into"]) if story_id in merged else story_id
        articles = engine.in_story([wanted]).get(wanted, [])
        if not articles and (article := engine.get([story_id]).get(story_id)) is not None and article.story_id:
            articles = engine.in_story([article.story_id]).get(article.story_id, [])
    if not articles:
        raise RunFailed(f"no story and no article has the id {story_id}")
    render_terminal(timeline(articles), OUT)


def status(index: IndexOption = None, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """What the archive holds, and how the last runs went."""
    from etl.cli.results import show_status
    from etl.pipeline.status import status_of

    settings = settings_with(index, store)
    with opened(settings) as engine:
        state = status_of(settings, engine)
    if as_json:
        print_json(state)
    else:
        show_status(state, OUT)


def rejects(
    replay: Annotated[
        bool, typer.Option("--replay", help="Try them again, from the raw pages that were kept.")
    ] = False,
    reason: Annotated[str | None, typer.Option(help="Only this reason.", show_default=False)] = None,
    index: IndexOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Pages that could not be processed, and why."""
    from etl.cli.results import show_rejects
    from etl.pipeline import replay_rejects
    from etl.pipeline.status import rejects_on_record
    from etl.report.terminal import render

    settings = settings_with(index, store)
    if replay:
        with steps() as progress:
            summary = replay_rejects(settings, reason=reason, progress=progress)
        if summary is None:
            ERRORS.print("nothing to replay: no reject on record has kept its page")
            return
        render(summary, OUT)
        if summary.rejected:
            raise typer.Exit(REJECTED)
        return
    with opened(settings) as engine:
        found = [r for r in rejects_on_record(engine) if reason is None or r.reason == reason]
    if as_json:
        print_json(found)
    else:
        show_rejects(found, OUT)
