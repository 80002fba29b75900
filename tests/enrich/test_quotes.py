from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import Article, Entity, EntityType, Mention
from etl.enrich.bench_quotes import figures, run
from etl.enrich.quoted import masked, quoted, sentences
from etl.enrich.quotes import find_quotes

Recognised = Callable[..., Article]


@pytest.mark.parametrize(
    ("marked", "words", "speaker"),
    [
        ("« Nous partons », a dit [Anna Brel|PER].", "Nous partons", "Anna Brel"),
        ("[Anna Brel|PER] a dit : « Nous partons. »", "Nous partons.", "Anna Brel"),
        ("“Nous partons”, a-t-elle dit. Or [Anna Brel|PER] est là.", "Nous partons", None),
        ("“Nous partons”, souffle-t-elle. [Anna Brel|PER] attend.", "Nous partons", "Anna Brel"),
        ("[Paul Roux|PER] a vu [Anna Brel|PER]. « Nous partons », a dit cette dernière.", "Nous partons", "Anna Brel"),
        ("[Anna Brel|PER] est là. « Nous partons », ajoute cette marin.", "Nous partons", "Anna Brel"),
        (
            "[Anna Brel|PER] est partie. Le quai cédera lundi. C'est ce qu'a dit [Paul Roux|PER].",
            "Le quai cédera lundi",
            "Paul Roux",
        ),
        ("« Le quai est sûr », [Anna Brel|PER] a dit aux élus.", "Le quai est sûr", "Anna Brel"),
        ("[Anna Brel|PER] dit ne pas craindre la mer.", "ne pas craindre la mer", "Anna Brel"),
        ("[Anna Brel|PER] n'en démord pas : « Nous partons. »", "Nous partons.", "Anna Brel"),
        ("« Nous partons », s'est-elle réjouie. [Anna Brel|PER] est à quai.", "Nous partons", "Anna Brel"),
        ("[ANNA BREL|PER]. – « Nous partons tous demain. »", "Nous partons tous demain.", "ANNA BREL"),
        (
            "[Anna Brel|PER] juge que le quai tiendra bon, tandis que [Paul Roux|PER] rit.",
            "le quai tiendra bon",
            "Anna Brel",
        ),
        ("[Anna Brel|PER], née à [Metz|LOC], juge que le quai tiendra bon.", "le quai tiendra bon", "Anna Brel"),
        ("[Anna Brel|PER] assure que le quai est sûr.", "le quai est sûr", "Anna Brel"),
        ("Selon [Anna Brel|PER], le quai est très sûr.", "le quai est très sûr", "Anna Brel"),
        ("Le quai est très sûr, selon [Anna Brel|PER].", "Le quai est très sûr", "Anna Brel"),
        ("Le quai est très sûr, a indiqué [Anna Brel|PER].", "Le quai est très sûr", "Anna Brel"),
        ("« Le quai est sûr », indique l'[Agence des ports|ORG].", "Le quai est sûr", "Agence des ports"),
        ("« Le quai est sûr ”, a dit [Anna Brel|PER].", "Le quai est sûr", "Anna Brel"),
        ("[Anna Brel|PER] a accusé [Paul Roux|PER] de « tout mentir à tous ».", "tout mentir à tous", "Anna Brel"),
        ("« Il ment », a dit [Anna Brel|PER] à [Paul Roux|PER].", "Il ment", "Anna Brel"),
        ("« Il ment », a dit le porte-parole de [Paul Roux|PER].", "Il ment", None),
    ],
)
def test_who_said_what(recognised: Recognised, marked: str, words: str, speaker: str | None) -> None:
    article = recognised("a", marked)
    (quote,) = article.quotes
    assert (quote.text, article.text[quote.start : quote.end]) == (words, words)
    assert {e.id: e.name for e in article.entities}.get(quote.speaker or "") == speaker


def test_words_that_name_the_speaker_are_no_part_of_the_quote(recognised: Recognised) -> None:
    article = recognised("a", "« Le quai, a prévenu [Anna Brel|PER], ne tiendra pas longtemps ».")
    assert [q.text for q in article.quotes] == ["Le quai", "ne tiendra pas longtemps"]
    assert len({q.speaker for q in article.quotes}) == 1


def test_a_quote_goes_on_over_paragraphs(recognised: Recognised) -> None:
    article = recognised("a", "« Le quai ne tiendra pas.\n« Nous partons tous demain », a dit [Anna Brel|PER].")
    assert [q.text for q in article.quotes] == ["Le quai ne tiendra pas.", "Nous partons tous demain"]
    assert [q.speaker for q in article.quotes] == [article.entities[0].id] * 2


def test_what_somebody_praised_does_not_speak(recognised: Recognised) -> None:
    assert not recognised("a", "Le maire [Paul Roux|PER], élu en mai 2020, a salué le travail des équipes.").quotes


def test_a_title_is_no_quote(recognised: Recognised) -> None:
    assert not recognised("a", "Le roman « La nuit des longues vignes » est paru.").quotes


@pytest.mark.parametrize("text", ["Le film « Les Vagues » sort.", "Une « ruse ».", "Il pleut.", "« »", '"', "«"])
def test_titles_and_lone_terms_are_no_quotes(text: str) -> None:
    assert find_quotes(text, []) == []


def test_the_judged_texts_keep_their_figures() -> None:
    result = figures(*run(Path(__file__).with_name("quotes.txt")))
    assert result.texts >= 60
    assert (result.loose, result.strict, result.speakers) >= (0.97, 0.97, 0.9)
    assert min(result.loose, result.strict) >= 0.97
    assert result.speakers >= 0.9


@given(st.text(alphabet="aé «»“”\"'’.,:!\n(AØ", max_size=120))
def test_quotes_of_any_text_are_slices_that_do_not_cross(text: str) -> None:
    spans = quoted(text)
    assert all(a.closes <= b.opens for a, b in pairwise(spans))
    mask = masked(text, spans)
    assert len(mask) == len(text)
    bounds = sentences(mask)
    assert all(a[1] <= b[0] for a, b in pairwise(bounds))
    quotes = find_quotes(text, [])
    assert all(text[q.start : q.end] == q.text for q in quotes)


@pytest.mark.parametrize("part", ["a « b » ", "a « b ” c, selon ", "« a, b, c d e f, a dit, "])
def test_a_page_without_full_stops_takes_no_minutes(part: str) -> None:
    start = process_time()
    find_quotes(part * 600, [])
    assert process_time() - start < 8, "some 20 where each quotation searches the whole page"


@pytest.mark.parametrize("before", ["", "Il pleut à Lyon depuis mardi. ", "Il pleut.\n\n", "Pourquoi attendre ? "])
def test_a_source_is_heard_in_whichever_sentence_it_stands(before: str) -> None:
    text = f"{before}Selon Odile Vasseur, la halle sera démolie au printemps."
    start = text.index("Odile")
    name = Mention(text="Odile Vasseur", start=start, end=start + 13)
    found = find_quotes(text, [Entity(id="v", name=name.text, type=EntityType.PER, mentions=[name])])
    assert [(q.text, q.speaker) for q in found if "halle" in q.text] == [("la halle sera démolie au printemps", "v")]
