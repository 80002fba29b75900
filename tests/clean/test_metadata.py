"""What a page says of itself, and which evidence is believed."""

from __future__ import annotations

import json

import pytest

from etl.clean.metadata.address import canonical
from etl.clean.metadata.language import detect
from etl.clean.metadata.title import part_on_page, site_names, strip_site, suffix_of
from tests.clean.gate.styles import daily, stories
from tests.clean.pages import clean

TEXT = (
    "Le conseil municipal a voté lundi soir la fermeture de la piscine, après trois heures de débats et deux suspensions.",
    "Les associations sportives, prévenues le matin même, ont quitté la salle avant le vote en dénonçant la méthode.",
    "Le maire a promis qu'un nouveau bassin serait construit avant la fin de son mandat, sans en chiffrer le coût.",
)


def html(head: str = "", top: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in TEXT)
    return (
        f'<html lang="fr"><head><meta charset="utf-8">{head}</head><body><article>{top}{body}</article></body></html>'
    )


def ld(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", **fields}]}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_a_whole_page() -> None:
    first, *others = stories()
    article = clean(daily(first, others[:3]).content, html=True)
    assert article.title == first.title
    assert article.published_at == first.published
    assert article.author == first.author
    assert article.section == first.section
    assert article.url == f"https://www.courrierducentre.example/societe/{first.slug}.html"
    assert article.source == "courrierducentre.example"
    assert article.language == "fr"
    assert article.metadata_from["published_at"] == "json-ld"
    assert article.title_from == "h1"


def test_structured_data_gives_what_nothing_else_does() -> None:
    head = ld(
        headline="La piscine ferme", datePublished="2024-03-04T21:00:00+01:00", author={"name": "Par Jeanne Martel"}
    )
    article = clean(html(head), html=True)
    assert (article.title, article.title_from) == ("La piscine ferme", "json-ld")
    assert (article.published_at, article.author) == ("2024-03-04T21:00:00+01:00", "Jeanne Martel")


def test_broken_structured_data_still_says_its_dates() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-03-04", broken}</script>'
    assert clean(html(head), html=True).published_at == "2024-03-04"


def test_local_time_of_a_french_newsroom_gets_its_offset() -> None:
    head = '<meta property="article:published_time" content="2024-07-04T21:00:00">'
    assert clean(html(head), html=True).published_at == "2024-07-04T21:00:00+02:00"


def test_a_visible_date_beats_an_attribute_that_differs() -> None:
    top = '<h1>La piscine ferme ses portes</h1><time class="published" datetime="2024-07-09">Publié le 4 juillet 2024</time>'
    assert clean(html(top=top), html=True).published_at == "2024-07-04"


def test_published_and_updated_are_told_apart() -> None:
    line = "Publié le 14/04/2023 à 13h26, mis à jour le 15/04/2023 à 08h10"
    article = clean(html(top=f"<h1>La piscine ferme ses portes</h1><p>{line}</p>"), html=True)
    assert article.published_at == "2023-04-14T13:26:00+02:00"
    assert article.updated_at == "2023-04-15T08:10:00+02:00"


def test_what_nothing_says_stays_unsaid() -> None:
    article = clean("\n".join(TEXT))
    assert article.author is None
    assert article.section is None
    assert article.published_at is None
    assert article.url is None
    assert article.title_from == "opening"
    assert TEXT[0] in article.text


def test_what_came_beside_the_page_is_evidence() -> None:
    declared = {"title": "La piscine ferme", "published_at": "2024-03", "author": "Jeanne Martel"}
    article = clean("\n".join(TEXT), declared=declared)
    assert (article.title, article.published_at, article.author) == ("La piscine ferme", "2024-03", "Jeanne Martel")
    assert article.title_from == "declared"


def test_a_kicker_in_the_heading_is_no_part_of_the_title() -> None:
    head = '<meta property="og:title" content="Le club finit champion">'
    article = clean(html(head, "<h1><span>Football</span> Le club finit champion</h1>"), html=True)
    assert article.title == "Le club finit champion"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Après deux ans de travaux : la piscine ferme | Le Courrier", "Après deux ans de travaux : la piscine ferme"),
        ("Nos idées de sorties pour la semaine", "La piscine ferme"),
    ],
)
def test_a_title_that_all_machine_readable_places_agree_on_wins(stated: str, expected: str) -> None:
    headline = "Après deux ans de travaux : la piscine ferme"
    script = json.dumps({"@type": "NewsArticle", "headline": headline})
    head = (
        f'<script type="application/ld+json">{script}</script><meta property="og:title" content="{headline}">'
        f"<title>{stated}</title>"
    )
    article = clean(html(head, "<h1>La piscine ferme</h1>"), html=True)
    assert article.title == expected


@pytest.mark.parametrize(
    ("title", "clean_title"),
    [
        ("La piscine ferme – Le Courrier", "La piscine ferme"),
        ("Le Courrier | La piscine ferme", "La piscine ferme"),
        ("La piscine ferme | Société | Le Courrier", "La piscine ferme"),
        ("Eau - air - terre : ce qui change", "Eau - air - terre : ce qui change"),
        ("La piscine ferme", "La piscine ferme"),
        ("Adieu à Jo, « le curé à vélo » - Le Courrier", "Adieu à Jo, « le curé à vélo »"),
        ("« Eau - air - terre » | Le Courrier", "« Eau - air - terre »"),
    ],
)
def test_titles_lose_the_site_s_name(title: str, clean_title: str) -> None:
    names = site_names("Le Courrier", "www.lecourrier.example")
    assert strip_site(title, names, ["La piscine ferme"]) == clean_title


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Le Républicain du Val - Le pont sera fermé lundi", "Le pont sera fermé lundi"),
        ("Travaux : Le pont sera fermé lundi", "Travaux : Le pont sera fermé lundi"),
    ],
)
def test_the_part_of_a_title_that_stands_above_the_text_is_the_title(stated: str, title: str) -> None:
    line = "<div><span class='titre'>Le pont sera fermé lundi</span></div>"
    article = clean(html(f"<title>{stated}</title>", line), html=True)
    assert article.title == title


def test_a_heading_that_a_colon_follows_is_the_site_s_name() -> None:
    stated, lines = "La Gazette de la Rive: Le pont sera fermé lundi", {"le pont sera ferme lundi"}
    assert part_on_page(stated, lines, {"la gazette de la rive"}) == "Le pont sera fermé lundi"
    assert part_on_page(stated, lines, set()) == stated


def test_a_flattened_title_loses_a_name_that_can_only_be_a_site_s() -> None:
    assert suffix_of("La piscine ferme ses portes lundi – MONITOR") == ("La piscine ferme ses portes lundi", "MONITOR")
    assert suffix_of("La piscine ferme ses portes lundi – enfin") is None
    assert suffix_of("Le maire l'a dit – la piscine ferme ses portes.") is None


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("HTTPS://WWW.Journal.example:443/a?utm_source=x&id=3#haut", "https://www.journal.example/a?id=3"),
        ("http://journal.example", "http://journal.example/"),
        ("javascript:alert(1)", None),
        ("/relatif", None),
        ("http://[::1", None),
    ],
)
def test_one_spelling_for_each_address(url: str, one: str | None) -> None:
    assert canonical(url) == one


def test_a_name_that_the_markup_calls_the_author_is_one() -> None:
    assert clean(html(top='<p>18 mai, par <a rel="author">Jeanne Martel</a></p>'), html=True).author == "Jeanne Martel"
    named = '<p class="entry-meta">par <span class="vcard author">Basile</span> | 4 commentaires</p>'
    assert clean(html(top=named), html=True).author == "Basile"
    cards = "".join(f'<p><a rel="author">Plume {name}</a></p>' for name in ("A", "B", "C", "D", "E"))
    assert clean(html(top=cards), html=True).author is None


def test_what_follows_a_name_is_no_part_of_it() -> None:
    text = "\n".join(["Par Chloé Martel Publié le 12 janvier 2024 à 17h00", *TEXT])
    article = clean(text)
    assert article.author == "Chloé Martel"
    assert article.published_at == "2024-01-12T17:00:00+01:00"


def test_a_date_among_the_particulars_needs_no_word_that_says_so() -> None:
    top = '<div class="content_author"><span>A.B. avec AFP</span><span>Le 05/11/2025 à 7:05</span></div>'
    article = clean(html(top=top), html=True)
    assert (article.published_at, article.metadata_from["published_at"]) == ("2025-11-05T07:05:00+01:00", "text")


def test_the_only_time_in_the_article_is_when_it_appeared() -> None:
    when, related = '<time datetime="2024-07-04 21:00">jeudi</time>', '<time datetime="2024-06-30">dimanche</time>'
    aside = f"<aside>{related}</aside>"
    alone = clean(html(top=f"<h1>La piscine ferme ses portes</h1>{when}{aside}"), html=True)
    assert (alone.published_at, alone.metadata_from["published_at"]) == ("2024-07-04T21:00:00+02:00", "time")
    assert clean(html(top=f"<h1>La piscine ferme ses portes</h1>{when}{related}"), html=True).published_at is None
    assert clean(html(top=f"<h1>La piscine ferme ses portes</h1>{aside}"), html=True).published_at is None


def test_a_day_named_in_the_text_is_not_when_it_appeared() -> None:
    head = '<link rel="canonical" href="https://www.leval.example/2024/07/09/la-piscine-ferme.html">'
    noted = '<p>Noté <time datetime="2024-07-04">le 4 juillet</time>, au bord du bassin.</p>'
    article = clean(html(head, f"<h1>La piscine ferme ses portes</h1>{noted}"), html=True)
    assert (article.published_at, article.metadata_from["published_at"]) == ("2024-07-09", "url")


def test_a_time_in_a_dated_element_is_the_date_and_one_in_the_comments_is_not() -> None:
    when = '<p class="publication">Le <time datetime="2024-07-09">9 juillet</time></p>'
    reader = '<aside class="comments"><time datetime="2024-07-12">Le 12 juillet à 10:00</time><p>Dommage !</p></aside>'
    page = html(top=f"<h1>La piscine ferme ses portes</h1>{when}").replace("</article>", f"{reader}</article>")
    assert clean(page, html=True).published_at == "2024-07-09"


def test_a_heading_that_names_the_site_is_no_title() -> None:
    head = '<title>La piscine ferme - Les carnets du Val</title><meta property="og:title" content="La piscine ferme - Les carnets du Val">'
    article = clean(html(head, '<h1 class="blog-title">Les carnets du Val</h1><h2>La piscine ferme</h2>'), html=True)
    assert article.title == "La piscine ferme"
    reverse = "<title>Le Val - La piscine ferme ses portes</title>"
    assert (
        clean(html(reverse, "<h1>La piscine ferme ses portes</h1>"), html=True).title == "La piscine ferme ses portes"
    )


def test_a_badge_is_no_part_of_a_title() -> None:
    head = "<title>La piscine ferme ses portes | Le Val</title>"
    badge = '<h1>La piscine ferme ses portes <span class="label">Abonnés</span></h1>'
    assert clean(html(head, badge), html=True).title == "La piscine ferme ses portes"
    own = "<title>La piscine perd des abonnés</title>"
    assert clean(html(own, "<h1>La piscine perd des abonnés</h1>"), html=True).title == "La piscine perd des abonnés"


def test_one_element_may_tell_both_dates() -> None:
    top = '<time datetime="2025-03-14T10:22:00+01:00">Publié le 14 mars 2025 à 10:22. / Modifié le 14 mars 2025 à 11:00.</time>'
    article = clean(html(top=top), html=True)
    assert article.published_at == "2025-03-14T10:22:00+01:00"
    assert article.updated_at == "2025-03-14T11:00:00+01:00"


SPANISH = (
    "El ayuntamiento de la ciudad ha dicho que no va a cerrar la piscina este verano, y que los vecinos de los barrios "
    "del norte van a poder ir a ella todos los días sin pagar nada, como se hizo el año pasado."
)


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (" ".join(TEXT), "fr", "fr"),
        (SPANISH, "fr", "es"),
        (SPANISH, "es", "es"),
        (SPANISH, "pt", "es"),
        (" ".join(TEXT), None, "fr"),
        (" ".join(TEXT), "xx", "fr"),
    ],
)
def test_the_text_says_what_language_it_is_in_whatever_the_page_says(
    text: str, declared: str | None, expected: str
) -> None:
    assert detect(text, declared) == (expected, "text")


def test_a_line_that_says_when_it_was_made_gives_both_days() -> None:
    line = "Par Théo Marin | Créé le 23.07.2024 à 05h00 | Mis à jour le 24.07.2024 à 07h31"
    article = clean(
        html("<title>Le pont sera fermé</title>", f"<h1>Le pont sera fermé</h1><font>{line}</font>"), html=True
    )
    assert (article.published_at or "")[:10] == "2024-07-23"
    assert (article.updated_at or "")[:10] == "2024-07-24"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Par Anne Le Goff", "Anne Le Goff"),
        ("Par Anne Le GoffLe 12 mai 2024 à 18h02", "Anne Le Goff"),
        ("Par Anne Martel Le 12 mai 2024", "Anne Martel"),
        ("Par Anne Martel La rédaction", "Anne Martel"),
        ("Propos recueillis par Anne Martel", "Anne Martel"),
    ],
)
def test_a_breton_s_name_has_an_article_and_a_date_is_none(line: str, author: str) -> None:
    text = [
        "La criée a rouvert lundi après six mois de travaux, et les mareyeurs sont venus de toute la côte pour la voir.",
        "Le chantier a coûté neuf millions d'euros, dont la moitié payée par la région et le reste par le port.",
        "La halle date de 1931, et son toit n'avait jamais été refait, ce dont les équipages ne se plaignaient plus.",
    ]
    assert clean("\n".join(["La criée de Brest rouvre ses portes", line, *text])).author == author


@pytest.mark.parametrize(("entries", "title"), [(1, "La grève s'étend à la côte"), (2, "Le blog de la rade")])
def test_the_title_of_the_only_entry_is_the_page_s(entries: int, title: str) -> None:
    names = ["La grève s'étend à la côte", "Le phare est à vendre ou à louer"][:entries]
    body = "".join(f"<div class='entry-title'><a href='/{n}'>{name}</a></div>" for n, name in enumerate(names))
    assert clean(html("<title>Le blog de la rade</title>", body), html=True).title == title
