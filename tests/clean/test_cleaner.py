"""A page in, an article out."""

from __future__ import annotations

import pytest

from etl.article import Kind
from etl.clean import Cleaner
from etl.normalise import content_hash, stable_id
from etl.settings import CleanSettings
from tests.clean.pages import CLEANER, clean, page, refused, rules_of

FIRST = (
    "La préfecture a confirmé mardi l'évacuation du camping, menacé par la crue du torrent depuis la veille au soir."
)
SECOND = "Deux cents vacanciers ont passé la nuit dans le gymnase du collège, où la commune avait dressé des lits."
THIRD = "« Nous avons eu peur, mais tout s'est fait dans le calme », raconte une estivante venue de Charleroi."


def test_identity_is_the_address_then_the_input_s_id_then_the_place() -> None:
    text = f"{FIRST}\n{SECOND}"
    url = "https://www.journal.example/crue"
    assert clean(text, url=url).id == stable_id("url", url)
    assert clean(text, id="abc").id == "abc"
    plain = page(text)
    assert clean(text).id == stable_id("path", plain.ref.key)


def test_everything_removed_is_on_record() -> None:
    article = clean(
        f"Partager\n{FIRST}\nLire aussi : La crue de 1958\n{SECOND}\nSur le même sujet\nTorrents : la carte des risques"
    )
    assert article.text == f"{FIRST}\n\n{SECOND}"
    assert [(r.text, r.position) for r in article.removed][:2] == [("Partager", 0), ("Lire aussi : La crue de 1958", 2)]
    assert {r.rule for r in article.removed} >= {"share-bar", "related-line", "related-heading"}
    assert article.content_hash == content_hash(article.text)
    assert article.cleaner == CLEANER.fingerprint


def test_a_line_before_a_credit_is_its_caption_where_it_echoes_the_text_below() -> None:
    echo = "La préfecture a confirmé mardi la fermeture du camping."
    article = clean(f"{SECOND}\n{THIRD}\n{SECOND}\n{echo}\nPhoto iStock\n{FIRST}\n{THIRD}")
    assert FIRST in article.text.split("\n\n")
    assert rules_of(article)[echo] == "caption-before-credit"
    other = "Le maire a refusé de commenter cette décision."
    assert other in clean(f"{SECOND}\n{THIRD}\n{SECOND}\n{other}\nPhoto iStock\n{FIRST}\n{THIRD}").text


def test_a_caption_goes_with_its_credit() -> None:
    removed = rules_of(clean(f"{FIRST}\nLe camping sous les eaux, vu du pont.\nSource : AP\n{SECOND}\n{THIRD}"))
    assert removed == {"Le camping sous les eaux, vu du pont.": "caption-before-credit", "Source : AP": "credit-line"}


def test_a_sentence_before_a_credit_stays() -> None:
    article = clean(f"{FIRST}\nLe camping a rouvert jeudi.\nSource : AP\n{SECOND}\n{THIRD}")
    assert "Le camping a rouvert jeudi." in article.text


def test_an_embedded_post_goes_with_all_its_lines() -> None:
    post = ["⚠️ La route du col est coupée dans les deux sens.", "Évitez le secteur. pic.twitter.com/QwErTy123"]
    text = "\n".join([FIRST, *post, "— Mairie du Bourg (@mairiedubourg) 3 août 2021", SECOND, THIRD])
    assert clean(text).text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def test_the_heading_of_an_appeal_goes_and_the_next_sub_heading_stays() -> None:
    appeal = ["Un journal libre", "Votre don nous permet de rester libres", "Soutenez-nous maintenant"]
    article = clean("\n".join([FIRST, SECOND, *appeal, "Le calme après la crue", THIRD]))
    assert article.text == f"{FIRST}\n\n{SECOND}\n\nLe calme après la crue\n\n{THIRD}"


def test_what_is_glued_to_a_paragraph_comes_off() -> None:
    article = clean(f"{FIRST}\nÀ LIRE AUSSIUne vallée sous surveillance{SECOND}\n{THIRD}")
    assert article.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert rules_of(article) == {"À LIRE AUSSIUne vallée sous surveillance": "glued-related"}


def test_a_paragraph_that_was_cut_is_joined() -> None:
    head, gap, tail = SECOND.partition(" du collège")
    tail = gap.strip() + tail
    assert clean(f"{FIRST}\n{head}\n{tail}\n{THIRD}").text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def test_a_title_said_twice_is_said_once_in_its_field() -> None:
    title = "Crue du torrent : deux cents vacanciers évacués dans la nuit"
    article = clean(f"{title}\n{title}\n{FIRST}\n{SECOND}")
    assert article.title == title
    assert title not in article.text


def test_drop_caps_and_short_sentences_stay() -> None:
    lines = [FIRST, "Non.", SECOND, "Et alors ?", THIRD]
    assert clean("\n".join(lines)).text == "\n\n".join(lines)


def test_a_fingerprint_is_the_same_everywhere_and_cleaning_has_no_memory() -> None:
    other = Cleaner(CleanSettings())
    assert other.fingerprint == CLEANER.fingerprint
    pages = [page(f"{FIRST}\nPartager\n{SECOND}"), page(f"{THIRD}\n{SECOND}")]
    assert [other.clean(p) for p in pages] == [CLEANER.clean(p) for p in reversed(pages)][::-1]


def test_html_that_calls_itself_text_is_read_as_html() -> None:
    markup = f"<html><body><div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></body></html>"
    assert clean(markup).text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def teaser_page(title: str, url: str, extra: str = "") -> str:
    cards = "".join(
        f'<li><a href="/{n}">Le titre numéro {n} d’un article dont voici toute l’annonce</a></li>' for n in range(40)
    )
    return (
        f'<html lang="fr"><head><meta charset="utf-8"><title>{title}</title><link rel="canonical" href="{url}">'
        f'<meta property="og:type" content="website"></head><body>{extra}<ul>{cards}</ul></body></html>'
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (teaser_page("Le Courrier : toute l'actualité", "https://courrier.example/"), "home"),
        (teaser_page("Société", "https://courrier.example/rubrique/societe"), "section"),
        ("<html><head><title>404 - Page introuvable</title></head><body><p>La page que vous cherchez n'existe plus.</p></body></html>",
         "error"),
    ],
)  # fmt: skip
def test_a_page_that_is_no_article_says_what_it_is(content: str, kind: str) -> None:
    reject = refused(content, html=True)
    assert reject.reason == "not-an-article"
    assert f"`{kind}`" in reject.error


def test_a_live_blog_is_named_one() -> None:
    posts = "".join(f"<p>{hour}h15</p><p>{FIRST}</p>" for hour in range(8, 18))
    content = f"<html><head><title>EN DIRECT. Crue : suivez la situation</title></head><body><article><h1>EN DIRECT. Crue : suivez la situation</h1>{posts}</article></body></html>"
    assert clean(content, html=True).kind is Kind.LIVE


def test_a_stub_keeps_what_it_has_and_says_that_it_is_partial() -> None:
    article = clean(f"{FIRST}\n{SECOND}\nIl vous reste 64.2% de cet article à lire. La suite est réservée aux abonnés.")
    assert (article.kind, article.partial) == (Kind.STUB, True)
    assert article.text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    "lines",
    [
        [FIRST, f"{SECOND} Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés."],
        [
            "Article réservé aux abonnés",
            FIRST,
            "Deux cents vacanciers ont passé la nuit dans le gymnase du collège, où la…",
        ],
    ],
)
def test_a_wall_may_be_glued_to_the_text_or_stand_above_one_that_breaks_off(lines: list[str]) -> None:
    article = clean("\n".join(lines))
    assert (article.kind, article.partial) == (Kind.STUB, True)


def test_the_badge_of_an_article_for_subscribers_makes_no_stub_of_one_that_is_all_there() -> None:
    article = clean(f"Article réservé aux abonnés\n{FIRST}\n{SECOND}\n{THIRD}")
    assert (article.kind, article.partial) == (Kind.ARTICLE, False)
    assert article.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
