"""A page explained, in the terminal and as a page of its own."""

from __future__ import annotations

import io

from bs4 import BeautifulSoup
from rich.console import Console

from etl.clean.explain import render_html, render_terminal
from tests.clean.pages import CLEANER, page

LINES = [
    "Partager",
    "La mairie a rendu publique jeudi la liste des rues qui seront fermées aux voitures à partir du mois de mai.",
    'Lire aussi : <script>alert("x")</script> & la suite',
    "À LIRE AUSSIUne ville sans voituresLes commerçants, eux, demandent un délai pour organiser les livraisons du matin.",
]
EXPLANATION = CLEANER.explain(page("\n".join(LINES)))


def test_every_block_has_its_verdict() -> None:
    assert [block.position for block in EXPLANATION.blocks] == [0, 1, 2, 3]
    assert [block.kept for block in EXPLANATION.blocks] == [False, True, False, True]
    assert EXPLANATION.blocks[0].rule == "share-bar"
    assert EXPLANATION.blocks[0].reason
    assert EXPLANATION.blocks[1].evidence
    assert EXPLANATION.blocks[3].becomes == LINES[3].partition("voitures")[2]


def test_html_shows_all_and_runs_nothing() -> None:
    soup = BeautifulSoup(render_html(EXPLANATION), "lxml")
    struck = [element.get_text() for element in soup.find_all("del")]
    assert struck[:2] == [LINES[0], LINES[2]]
    assert "À LIRE AUSSIUne ville sans voitures" in struck
    assert not soup.find_all("script")
    assert not soup.find_all(["img", "link"], src=True)


def test_the_terminal_names_rules_and_reasons() -> None:
    out = io.StringIO()
    render_terminal(EXPLANATION, Console(file=out, width=160))
    assert "share-bar" in out.getvalue()
    assert "buttons that pass the page on" in out.getvalue()
    assert LINES[1][:40] in out.getvalue()
