from __future__ import annotations

import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from etl.archive import WriteReport
from etl.article import Article, Reject, Removal, Stage
from etl.report import terminal
from etl.report.model import RunSummary
from tests.report import newsroom


def shown(run: RunSummary, *, width: int = 80, page: str | None = None, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, color_system="standard" if colour else None)
    terminal.render(run, console, page=page)
    return out.getvalue()


def test_each_article_of_a_small_night_is_told() -> None:
    said = shown(newsroom.summary(), page="var/report.html")
    for line in newsroom.summary().articles_listed:
        assert " ".join(line.name.split()[:4]) in said
    assert "share-bar: Partager sur Facebook" in said
    assert "copy of no. 1 (near, 97% alike)" in said
    assert "told with no. 2, no. 3" in said
    assert "people Maëlle Kervadec, Yann Le Goff" in said
    assert "organizations Armor Ouvrages" in said
    assert "places Saint-Élier, Quimper" in said
    assert re.search(r"empty inbox/le-quai.example/vide-0.html is empty: fetch it again", said)
    assert "report var/report.html" in said
    assert "try revue search 'Idriss Benamar'" in said


def test_lines_fit_the_terminal() -> None:
    for width in (60, 80, 200):
        assert max(len(line) for line in shown(newsroom.summary(), width=width).splitlines()) <= width


def test_a_run_that_changed_nothing_says_so_in_one_line() -> None:
    run = newsroom.summary(of=[], rejects=[], written=WriteReport(unchanged=9), pages=9, unchanged=9)
    assert shown(run).split("\n") == ["", "Nothing new: 9 pages found, the index stays as it was (12 s).", ""]


def test_a_run_that_found_nothing_says_where_it_looked() -> None:
    run = newsroom.summary(of=[], rejects=[], written=WriteReport(), pages=0)
    assert "Nothing to do: no page in inbox" in shown(run)


def test_a_large_night_is_told_by_its_top_lists() -> None:
    rejects = [newsroom.reject(number) for number in range(400)]
    said = shown(newsroom.summary(of=newsroom.many(3_000), rejects=rejects, pages=3_400))
    assert len(said.splitlines()) < 150
    assert "Largest stories" in said
    assert "Articles that lost most" in said
    assert re.search(r"read: empty\s+400", said)
    assert "3,000 articles" in said


_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), min_size=1, max_size=40))
def test_no_page_steers_the_terminal(evil: str) -> None:
    """Only the colours that Revue itself sets come out: what a page holds is text, whatever it holds."""
    article = Article(
        id=evil, text=evil, title=f"[bold]{evil}\x1b]0;owned\x07", source=evil, people=[evil], story_id=evil,
        removed=[Removal(text=evil, rule=evil, position=0)],
    )  # fmt: skip
    reject = Reject(id="r", path=evil, stage=Stage.READ, reason=evil, error=f"\x1b[2J{evil}")
    said = shown(newsroom.summary(of=[article], rejects=[reject]), colour=True)
    bare = _ESCAPE.sub("", said)
    assert not [c for c in bare if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or 0x202A <= ord(c) <= 0x202E]
    assert "[bold]" in bare


def test_a_name_in_the_line_to_try_can_be_pasted_into_a_shell() -> None:
    run = newsroom.summary()
    run.top_people[0] = type(run.top_people[0])(name="x'; rm -rf $HOME #", articles=3)
    assert """try revue search 'x'"'"'; rm -rf $HOME #'""" in shown(run, page="x.html")
