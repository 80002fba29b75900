"""What elements say of themselves: headed boxes, asides, posts, polls, players, teasers that are links as a whole."""

from __future__ import annotations

import pytest

from tests.clean.pages import clean, rules_of

TEXT = (
    "Le fournil itinérant de Montlouis dessert depuis lundi huit villages où plus personne ne vendait de pain.",
    "Le boulanger, qui a revendu sa boutique pour acheter le camion, part à cinq heures et rentre à la nuit tombée.",
    "La communauté de communes lui prête une prise électrique par village, et n'a rien demandé en échange.",
    "Les habitants, eux, ont pris l'habitude de l'attendre devant la mairie, par tous les temps, et de s'y parler.",
)
ASKED = "Faut-il que la commune prête sa prise aux commerçants qui passent quand sa dernière boutique a fermé ?"
SAID = "On y parle aussi longtemps qu'il y a du pain, et il arrive que l'on reste après."


def _page(*parts: str) -> str:
    inside = "".join(f"<p>{line}</p>" for line in TEXT)
    return f"<html lang='fr'><body><article><h1>Le fournil de Montlouis</h1>{inside}{''.join(parts)}{inside}</article></body></html>"


def _rules(*parts: str) -> dict[str, str]:
    article = clean(_page(*parts), html=True)
    assert all(line in article.text for line in TEXT)
    return rules_of(article)


@pytest.mark.parametrize(
    ("heading", "inside"),
    [
        ("Vos commentaires", f"<p>lulu32</p><p>{SAID}</p>"),
        ("Sur le même sujet", f"<a href='/x'>Le pain sans boulanger</a><p>{SAID}</p>"),
        ("Inscrivez-vous à nos newsletters", f"<p>{SAID}</p>"),
    ],
)
def test_an_element_that_begins_with_such_a_heading_goes_whole(heading: str, inside: str) -> None:
    assert _rules(f"<section><h2>{heading}</h2>{inside}</section>")[SAID] in ("headed", "learned-inside")
    article = clean(_page(f"<section><h2>Un pain, une place</h2>{inside}</section>"), html=True)
    assert "headed" not in rules_of(article).values()


def test_a_heading_amid_the_text_speaks_for_no_element() -> None:
    article = clean(_page("<h2>Sur le même sujet</h2><a href='/x'>Le pain sans boulanger</a>"), html=True)
    assert all(line in article.text for line in TEXT)


@pytest.mark.parametrize(
    ("rule", "box"),
    [
        ("markup-aside", f"<aside><h3>Le pain en chiffres</h3><p>{SAID[:60]}</p></aside>"),
        ("aside", f"<aside><h3>Le pain en chiffres</h3><p>{TEXT[1]} {TEXT[2]}</p></aside>"),
        ("markup-comments", f"<div class='comments'><h3>lulu32</h3><p>{SAID}</p></div>"),
        ("markup-in-form", f"<form><p>{SAID[:60]}</p></form>"),
        ("embedded-post", f"<blockquote class='instagram-media'><p>{SAID}</p></blockquote>"),
        ("embedded-post", f"<div><blockquote class='twitter-tweet'><p>{SAID}</p></blockquote></div>"),
        ("poll", "<div class='article-poll'><p>Achetez-vous du pain le lundi ?</p></div>"),
        ("poll", f"<div class='article-poll'><p>{ASKED}</p><label>Oui, chaque semaine</label><label>Non</label></div>"),
        ("set-quote", f"<div class='Article__pullquote'><span>“</span><p>{SAID}</p></div>"),
        ("picture-text", "<div class='media-caption'><p>Le camion devant la mairie, un lundi de mars.</p></div>"),
        (
            "linked",
            "<ul><li><a href='/v'>En direct : le pain à Montlouis</a></li><li><a href='/x'>Tout savoir sur le fournil</a></li></ul>",
        ),
        ("player-title", "<div class='video-block'><h2>Dans le camion du boulanger</h2></div>"),
        ("markup-linked-text", f"<div><a href='/x'><p>{SAID}</p></a></div>"),
    ],
)
def test_what_an_element_says_of_itself_is_enough(rule: str, box: str) -> None:
    assert rule in _rules(box).values()


@pytest.mark.parametrize(
    "box",
    [
        "<div class='elementor-widget'><h2>Huit villages, une prise</h2></div>",
        f"<div class='video-page'><p>{SAID}</p></div>",
        f"<div class='votes'><p>{TEXT[3]}</p></div>",
        f"<p><a href='/x'>{SAID[:30]}</a>{SAID[30:]}</p>",
        f"<blockquote class='quote'><p>{SAID}</p></blockquote>",
        f"<div class='pullquote-layout'><p>{SAID * 7}</p></div>",
        "<p>Le camion passe dans les villages que voici :</p><ul><li><a href='/a'>Aubin</a></li><li><a href='/b'>Loup</a></li></ul>",
    ],
)
def test_what_only_looks_like_it_stays(box: str) -> None:
    rules = {
        "aside",
        "embedded-post",
        "poll",
        "player-title",
        "markup-linked-text",
        "set-quote",
        "picture-text",
        "linked",
    }
    assert not rules & set(_rules(box).values())


@pytest.mark.parametrize("element", ["aside", "form", "div class='comments'"])
@pytest.mark.parametrize("page", ["<{0}>{1}{2}</{0}>", "{1}<{0}>{2}</{0}>"], ids=["with its heading", "without"])
def test_an_element_with_the_whole_article_is_the_article(element: str, page: str) -> None:
    inside = "".join(f"<p>{line}</p>" for line in TEXT)
    body = page.format(element, "<h1>Le fournil de Montlouis</h1>", inside)
    assert clean(f"<html lang='fr'><body>{body}</body></html>", html=True).text.split("\n\n") == list(TEXT)


def test_a_pointer_with_its_note_goes_with_its_link() -> None:
    link = "<a href='/x'><strong>Le pain sans boulanger</strong> <em>Dix cartes pour comprendre qui pétrit encore.</em></a>"
    assert "boxed" in _rules(f"<div class='related-inline'><span>À lire également</span>{link}</div>").values()


def test_a_sentence_said_twice_stands_once() -> None:
    again = "La communauté de communes lui prête une prise électrique par village."
    whole = again[:-1] + ", et n'a rien demandé en échange."
    assert whole in TEXT
    assert _rules(f"<div class='x'>{again}</div>")[again] == "pull-quote"


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><span class='titleModule__surtitle'>Boulangeries</span><span>Le fournil de Montlouis</span></h1>",
        "<h1><span class='over'>Boulangeries</span><span itemprop='headline'>Le fournil de Montlouis</span></h1>",
    ],
)
def test_what_stands_above_a_title_in_its_heading_is_no_part_of_it(heading: str) -> None:
    inside = "".join(f"<p>{line}</p>" for line in TEXT)
    head = "<title>Boulangeries | Le fournil de Montlouis | Le Val</title>"
    page = f"<html lang='fr'><head>{head}</head><body><article>{heading}{inside}</article></body></html>"
    assert clean(page, html=True).title == "Le fournil de Montlouis"


def test_teasers_below_their_heading_are_not_taken_for_the_article() -> None:
    brief = "".join(f"<p>{line}</p>" for line in TEXT[:2])
    teaser = f"<article><h3><a href='/x'>Le pain sans boulanger</a></h3><p>{SAID} {TEXT[3]}</p></article>"
    page = (
        f"<html lang='fr'><body><main><h1>Le fournil de Montlouis</h1>{brief}</main>"
        f"<section><h2>Sur le même sujet</h2>{teaser * 3}</section></body></html>"
    )
    assert clean(page, html=True).text.split("\n\n") == list(TEXT[:2])


def test_paragraphs_that_each_have_wrappers_of_their_own_are_alike() -> None:
    wrapped = [f"<div class='part'><div class='rich'><p>{line}</p></div></div>" for line in TEXT]
    links = "<div class='part'><ul><li><a href='/x'>Le pain en direct</a></li><li><a href='/y'>Toute la Touraine</a></li></ul></div>"
    said = "Le camion revient lundi, et la mairie promet une deuxième prise."
    last = f"<div class='part'><div class='rich'><p>{said}</p></div></div>"
    after = "<div class='more'><div class='card'><p><a href='/z'>Huit écoles sans maître</a></p></div></div>" * 4
    body = "".join([*wrapped, *wrapped, links, last, after])
    text = clean(f"<html lang='fr'><body><article><h1>Le fournil</h1>{body}</article></body></html>", html=True).text
    assert text.split("\n\n") == [*TEXT, *TEXT, said]
