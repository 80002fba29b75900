"""Pages whose markup misleads: headings that are all the same, readers who write more than the reporter, and the clock."""

from __future__ import annotations

import time

import pytest

from etl.article import Reject
from etl.clean import Cleaner
from etl.clean.deadline import Deadline, TooSlow
from etl.clean.facts import Reader
from etl.clean.flat import lines
from etl.clean.read import read
from etl.clean.rules import LineRules
from etl.settings import CleanSettings
from tests.clean.pages import CLEANER, clean, page, rules_of

PARAGRAPHS = [
    f"Au {n}e kilomètre du canal, les mariniers attendent que l'écluse rouvre et disent perdre une journée par semaine."
    for n in range(2, 12)
]
REMARK = (
    "Moi je vous le dis comme je le pense, cela fait vingt ans que cela dure et personne ne bouge, alors il ne faut pas "
    "venir pleurer ensuite quand plus un bateau ne passe et que les commerces ferment les uns après les autres."
)


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_sub_headings_may_be_set_as_titles() -> None:
    html = (
        "<title>Le canal attend son écluse</title><article><h1>Le canal attend son écluse</h1>"
        f"{paragraphs(PARAGRAPHS[:4])}<h1>Une journée perdue par semaine</h1>{paragraphs(PARAGRAPHS[4:])}</article>"
    )
    article = clean(f"<html><body>{html}</body></html>", html=True)
    assert article.title == "Le canal attend son écluse"
    assert "Une journée perdue par semaine" in article.text.split("\n\n")
    assert "Le canal attend son écluse" not in article.text.split("\n\n")


def test_what_readers_write_is_no_article_however_long() -> None:
    comments = "".join(
        f"<li class='comment'><p>{REMARK} Voilà mon avis, et je le dis pour la {n}e fois.</p></li>" for n in range(30)
    )
    html = (
        f"<article><h1>Le canal attend son écluse</h1>{paragraphs(PARAGRAPHS[:3])}</article>"
        f"<section id='comments'><h2>30 commentaires</h2><ul>{comments}</ul></section>"
    )
    article = clean(f"<html><body>{html}</body></html>", html=True)
    assert article.text.split("\n\n") == PARAGRAPHS[:3]


def test_a_class_that_only_says_that_there_are_comments_hides_no_article() -> None:
    html = f"<div class='with-comments'><h1>Le canal attend son écluse</h1>{paragraphs(PARAGRAPHS)}</div>"
    assert clean(f"<html><body>{html}</body></html>", html=True).text.split("\n\n") == PARAGRAPHS


def test_an_article_cut_into_sections_is_kept_whole() -> None:
    sections = "".join(
        f"<div class='section'><div class='text-body'><h3>{n}e étape du voyage</h3>"
        f"{paragraphs(PARAGRAPHS[n : n + 2])}</div></div>"
        for n in range(0, 10, 2)
    )
    article = clean(f"<html><body><h1>Le long du canal</h1><main>{sections}</main></body></html>", html=True)
    assert [text for text in PARAGRAPHS if text not in article.text] == []


@pytest.mark.parametrize("sentence", ["गाँव के लोगों ने कहा कि नदी का पानी बढ़ रहा है और रात में सब लोग घर छोड़कर चले गए थे।"])
def test_other_scripts_have_full_stops_too(sentence: str) -> None:
    assert Reader(LineRules()).facts(sentence).sentence


def test_the_clock_stops_a_page_between_its_blocks() -> None:
    many = lines("\n".join(f"{number} {REMARK}" for number in range(5000)))
    start = time.monotonic()
    with pytest.raises(TooSlow):
        Reader(LineRules()).page(many, Deadline(0.02))
    assert time.monotonic() - start < 1


def test_the_clock_stops_a_page_between_its_elements() -> None:
    content = "<div><p>mot</p></div>" * 50_000
    with pytest.raises(ValueError, match="not clean after"):
        read(page(content, html=True), Deadline(0.0))
    refused = Cleaner(CleanSettings(max_seconds=0.05)).clean(page(content, html=True))
    assert isinstance(refused, Reject)
    assert refused.reason == "too-slow"


def test_a_page_that_is_nothing_but_a_table_says_so() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>Club {n}</td><td>{30 - n}</td></tr>" for n in range(1, 9))
    result = Cleaner(CleanSettings()).clean(
        page(f"<html><body><h1>Le classement de la ligue</h1><table>{rows}</table></body></html>", html=True)
    )
    assert isinstance(result, Reject)
    assert result.reason == "not-an-article"
    assert "table" in result.error


def test_white_space_between_the_tags_changes_nothing() -> None:
    caption = '<span class="caption">\n<p>Le quai, un soir d\'hiver</p>\n</span>\n'
    content = f"<article>{caption}{paragraphs(PARAGRAPHS)}</article>"
    spaced, tight = (CLEANER.explain(page(text, html=True)) for text in (content, content.replace("\n", "")))
    assert spaced.blocks == tight.blocks


def _teasers(count: int) -> str:
    return "".join(
        f"<div><a href='/{n}'>Le {n}e pont de la ville ferme à son tour</a></div><div>{n} h</div>" for n in range(count)
    )


def test_links_one_after_another_are_taken_out_by_the_markup_alone() -> None:
    html = f"<html><body><main>{paragraphs(PARAGRAPHS)}</main><div>{_teasers(6)}<p>Autre</p></div></body></html>"
    article = clean(html, html=True)
    assert article.text.split("\n\n") == PARAGRAPHS
    rules = rules_of(article)
    assert rules["Le 5e pont de la ville ferme à son tour"] == rules["3 h"] == "markup-link-run"
    assert rules["5 h"] != "markup-link-run"


def test_a_few_links_or_links_in_sentences_are_no_run() -> None:
    linked = paragraphs([f'{text[:-1]}, <a href="/x">lire le récit</a>.' for text in PARAGRAPHS])
    article = clean(f"<html><body><main>{_teasers(5)}{linked}</main></body></html>", html=True)
    assert "markup-link-run" not in rules_of(article).values()
    assert len(article.text.split("\n\n")) >= len(PARAGRAPHS)


def test_the_foot_of_a_page_is_out_and_that_of_an_article_is_judged() -> None:
    foot = "<footer><p>Le journal est édité par une coopérative de ses lecteurs.</p><p>Imprimé à Douai</p></footer>"
    html = f"<article>{paragraphs(PARAGRAPHS)}{foot}</article>{foot}"
    removed = clean(f"<html><body>{html}</body></html>", html=True).removed
    assert [r.text for r in removed if r.rule == "markup-footer"] == [
        "Le journal est édité par une coopérative de ses lecteurs. Imprimé à Douai"
    ]
