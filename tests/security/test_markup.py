"""Whatever an article holds is shown, never run: on pages, and on terminals."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from etl.archive import Hit, Query, Results
from etl.article import Article, Entity, EntityType, Kind, Mention, Quote, Reject, Removal, Stage
from etl.clean import BlockVerdict, Explanation
from etl.clean.explain import render_html, render_terminal
from etl.cli.results import show_rejects, show_results
from etl.dedupe.timeline import render_terminal as show_timeline
from etl.dedupe.timeline import timeline
from etl.load import connect
from etl.report.desk import desk_page
from etl.report.documents import as_documents
from etl.settings import Settings
from tests.report import newsroom
from tests.security import hostile
from tests.security.test_night import harmless

_OURS = re.compile("\x1b\\[[0-9;]*m")
"""What rich itself writes: colours and weights."""


def article(evil: str, id_: str = "a1") -> Article:
    """An article whose every word is written by somebody else."""
    return Article(
        id=id_, text=f"{evil}\n\nLa halle de Montbrison.", title=evil, lead=evil, author=evil, section=evil,
        source=evil, path=evil, url=f"javascript:alert('{evil}')", published_at="2026-11-20", language="fr",
        removed=[Removal(text=evil, rule=evil, position=0)], story_id="s1", people=[evil], organizations=[evil],
        places=[evil], spellings=[evil], metadata_from={evil: evil},
        entities=[Entity(id="e1", name=evil, type=EntityType.PER, mentions=[Mention(text=evil, start=0, end=len(evil))])],
        quotes=[Quote(text=evil, start=0, end=len(evil), speaker_text=evil)],
    )  # fmt: skip


def explanation(evil: str) -> Explanation:
    return Explanation(
        path=evil, kind=Kind.ARTICLE, partial=True, fingerprint="f", metadata={"title": evil, "url": f"javascript:{evil}"},
        evidence={"title": evil},
        blocks=[
            BlockVerdict(position=0, text=evil, kept=True),
            BlockVerdict(position=1, text=evil, kept=True, becomes=evil[:5]),
            BlockVerdict(position=2, text=evil, kept=False, rule=evil, reason=evil, evidence=[(evil, 1.0)], tag=evil),
        ],
    )  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(hostile.texts)
def test_an_explained_page(evil: str) -> None:
    harmless(render_html(explanation(evil)))


def _hits(evil: str, console: Console) -> None:
    hit = Hit(article=article(evil), score=1.0, snippets=[f"\x02{evil}\x03 {evil}"])
    show_results(Query(text=evil), Results(hits=[hit], total=1), console)


def _rejects(evil: str, console: Console) -> None:
    show_rejects([Reject(id="r", path=evil, stage=Stage.READ, reason="binary", error=evil)], console)


def _story(evil: str, console: Console) -> None:
    show_timeline(timeline([article(evil), article(f"{evil} bis", "a2")]), console)


@pytest.mark.parametrize(
    "show", [_hits, _rejects, _story, lambda evil, console: render_terminal(explanation(evil), console)]
)
@settings(max_examples=10, deadline=None)
@given(evil=hostile.texts)
def test_a_terminal_is_steered_by_nobody(show: Callable[[str, Console], None], evil: str) -> None:
    for terminal in (False, True):
        out = io.StringIO()
        show(evil, Console(file=out, force_terminal=terminal, width=400, markup=False, highlight=False, emoji=False))
        said = _OURS.sub("", out.getvalue()) if terminal else out.getvalue()
        assert "parent.pwned" in said
        assert not [c for c in said if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u202e\u2066\u2028"]
        assert not [line for line in said.splitlines() if line.startswith("2026-11-22T00:00:00Z [info] forged")]


@settings(max_examples=5, deadline=None)
@given(evil=st.lists(hostile.texts, min_size=1, max_size=3))
def test_the_desk_s_page(evil: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    index = connect(Settings(index=f"embedded:{tmp_path_factory.mktemp('desk')}"))
    index.ensure()
    index.write([article(one, f"a{number}") for number, one in enumerate(evil)])
    reject = Reject(id=evil[0], path=evil[0], stage=Stage.READ, reason=evil[0], error=evil[0])
    run = newsroom.summary(of=[article(one) for one in evil], rejects=[reject], run=evil[0])
    index.collection("runs").put(as_documents(run))
    index.refresh()
    page = desk_page(index)
    index.close()
    harmless(page)
    assert "49" not in page.partition("parent.pwned")[2][:40]  # {{7*7}} is no template


def test_no_template_trusts_what_it_is_given() -> None:
    """`|safe`, `autoescape false` and `Markup(` would each let markup of a page through."""
    root = Path(__file__).parents[2]
    templates = [*root.glob("etl/**/templates/*"), *root.glob("plugins/**/*.html*"), *root.glob("dags/**/*.j2")]
    assert templates
    for path in templates:
        words = path.read_text(encoding="utf-8")
        assert "|safe" not in words.replace(" ", ""), path
        assert "autoescape" not in words, path
    for path in (*root.glob("etl/**/*.py"), *root.glob("plugins/**/*.py"), *root.glob("dags/**/*.py")):
        words = path.read_text(encoding="utf-8")
        assert "autoescape=False" not in words, path
        assert "jinja2.Environment(" not in words or "autoescape=True" in words, path
