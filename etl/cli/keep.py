"""The verbs of whoever keeps a set-up in order: doctor, kibana, entity, entities."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from etl.cli.console import (
    ERRORS,
    OUT,
    IndexOption,
    JsonOption,
    RunFailed,
    StoreOption,
    opened,
    print_json,
    settings_with,
)
from etl.report.wording import counted, date, plain

if TYPE_CHECKING:
    from etl.archive import ArticleIndex
    from etl.doctor import Finding
    from etl.enrich.cards import Card
    from etl.enrich.registry import Registry

RegistryOption = Annotated[
    Path | None,
    typer.Option("--registry", help="The desk's entities.toml (or REVUE_ENRICH__REGISTRY).", show_default=False),
]
_STYLE = {"ok": "green", "info": "dim", "warning": "yellow", "wrong": "bold red"}
_WIDTH = 13
_PORTION = 500

kibana = typer.Typer(name="kibana", help="Kibana's views of the archive.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command()(doctor)
    app.command()(entity)
    app.command()(entities)
    kibana.command()(install)
    kibana.command()(check)
    app.add_typer(kibana)


def doctor(index: IndexOption = None, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """What is wrong with this set-up, in plain words; nothing is changed. Exit status 1 if anything is."""
    from etl.doctor import examine
    from etl.doctor.finding import Patient

    patient = Patient(settings_with(index, store))
    findings: list[Finding] = []
    try:
        for finding in examine(patient):
            findings.append(finding)
            if not as_json:
                _print(finding)
    finally:
        patient.close()
    if as_json:
        print_json(findings)
    wrong = sum(finding.level == "wrong" for finding in findings)
    warnings = sum(finding.level == "warning" for finding in findings)
    if not as_json:
        OUT.print(f"{wrong or 'nothing'} wrong, {warnings or 'no'} {'warning' if warnings == 1 else 'warnings'}")
    if wrong:
        raise typer.Exit(1)


def _print(finding: Finding) -> None:
    style = _STYLE[finding.level]
    OUT.print(
        Text.assemble((f"{finding.level:<9}", style), f"{finding.check:<{_WIDTH}}", finding.message), soft_wrap=True
    )
    if finding.advice and finding.level in {"warning", "wrong"}:
        OUT.print(Text(f"{'':<{9 + _WIDTH}}{finding.advice}"), soft_wrap=True)


def install() -> None:
    """Load data views, searches and dashboards into Kibana; any number of times, the same result."""
    from etl.kibana.client import KibanaFailure
    from etl.kibana.install import install as load

    settings = settings_with()
    try:
        done = load(settings.kibana, alias=settings.engine.alias)
    except KibanaFailure as error:
        raise RunFailed(str(error)) from None
    OUT.print(f"{done.objects} objects are in Kibana {done.version or ''}".rstrip())


def check() -> None:
    """Whether the saved objects that ship fit the mapping and each other. Exit status 1 if not."""
    from etl.kibana.check import check_shipped
    from etl.kibana.objects import shipped

    problems = check_shipped()
    for problem in problems:
        OUT.print(problem, soft_wrap=True)
    if problems:
        raise typer.Exit(1)
    OUT.print(f"{len(shipped())} objects fit the mapping")


def entity(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="In any of its spellings; a surname finds all who have it.")
    ],
    registry: RegistryOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who is it: spellings, first and last day, companions, and why the spellings are one."""
    from etl.enrich.cards import cards
    from etl.enrich.registry import Registry

    settings = settings_with(index)
    path = registry or settings.enrich.registry
    with opened(settings) as engine:
        found = cards(engine, name, Registry.read(path) if path else None)
    if as_json:
        print_json(found)
    elif not found:
        raise RunFailed(f"the archive knows nobody and nothing called “{name}”")
    for number, card in enumerate([] if as_json else found):
        if number:
            OUT.print()
        _print_card(card)


def _print_card(card: Card) -> None:
    OUT.print(Text.assemble((plain(card.name), "bold"), f"  {card.type}  {card.id}"), soft_wrap=True)
    days = " to ".join(dict.fromkeys(date(day) for day in (card.first_day, card.last_day) if day))
    lines = {
        "articles": f"{counted(card.articles, 'article')}{', ' + days if days else ''}",
        "spellings": ", ".join(f"{spelling} ({count})" for spelling, count in card.spellings.items()),
        "called": ", ".join(card.roles),
        "with": ", ".join(f"{name} ({count})" for name, count in card.companions.items()),
        "geonames": card.geoname or "",
    }
    for label, line in lines.items():
        if line:
            OUT.print(f"  {label:<10}{plain(line)}", soft_wrap=True)
    for why in card.evidence:
        OUT.print(f"  {'one':<10}{plain(why['spelling'])} = {plain(why['with'])}: {plain(why['why'])}", soft_wrap=True)
    for doubt in card.doubts:
        OUT.print(f"  {'perhaps':<10}{plain(doubt['name'])} ({doubt['id']}): {plain(doubt['why'])}", soft_wrap=True)


def entities(
    ask: Annotated[
        Path | None, typer.Option("--ask", help="Write the doubtful merges into this file, for a person to answer.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="Take an answered file into the registry.", exists=True)
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Apply the registry to the live archive.")] = False,
    registry: RegistryOption = None,
    index: IndexOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """The desk's last word on who is who: ask it, take its answers, apply them. Nothing is recognised anew."""
    from etl.enrich import suggestions
    from etl.enrich.registry import Registry

    if ask is None and answers is None and not apply:
        raise RunFailed("say what to do: --ask FILE, --answers FILE or --apply")
    settings = settings_with(index, store)
    path = registry or settings.enrich.registry
    if path is None and (answers is not None or apply):
        raise RunFailed("name the desk's registry with --registry or REVUE_ENRICH__REGISTRY")
    done: dict[str, int] = {}
    if answers is not None and path is not None:
        done["answers"] = suggestions.answer(suggestions.read(answers), path)
    decided = Registry.read(path) if path is not None and path.exists() else Registry()
    with opened(settings) as engine:
        if apply:
            from etl.store import Store

            with Store(settings.store).lock("ingest", timeout=settings.lock_seconds):
                done |= _apply(engine, decided)
        if ask is not None:
            found = suggestions.suggestions(engine.collection("entities").scan(), decided)
            done["questions"] = suggestions.write(ask, found)
    if as_json:
        print_json(done)
        return
    for what, count in done.items():
        OUT.print(f"{what:<10}{count:,}")
    if done.get("refused"):
        raise RunFailed(f"{done['refused']} articles could not be changed")
    if answers is not None and not apply:
        ERRORS.print("the archive is as it was until `revue entities --apply`")


def _apply(engine: ArticleIndex, decided: Registry) -> dict[str, int]:
    """Change what the registry changes, some articles at a time; the archive may be larger than memory."""
    from etl.enrich.decided import settle
    from etl.enrich.registry import changes

    known = engine.collection("entities")
    settled = settle(known.scan(), decided)
    done = {"changed": 0, "refused": 0}
    changing = changes(engine.scan(), decided, settled.moved)
    while portion := dict(islice(changing, _PORTION)):
        report = engine.update(portion)
        done["changed"] += report.updated
        done["refused"] += len(report.rejects)
        for reject in report.rejects:
            ERRORS.print(f"  {plain(reject.error)}", soft_wrap=True)
    known.put(settled.records())  # after the articles: cut short, it is found again
    known.delete(settled.refused)
    engine.refresh()
    return done
