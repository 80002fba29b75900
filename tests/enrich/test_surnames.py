from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from etl.article import Article, EntityType
from etl.enrich import KnownEntities, Linker
from etl.enrich.surnames import Surnames
from etl.enrich.words import common_words, compile_words
from etl.settings import EnrichSettings
from tests.enrich.conftest import MemoryCollection

Recognised = Callable[..., Article]


def linked(articles: Sequence[Article], collection: MemoryCollection | None = None) -> dict[str, Article]:
    linker = Linker(EnrichSettings(), KnownEntities.from_collection(collection))
    found = {a.id: a for a in linker.link(lambda: articles)}
    if collection is not None:
        collection.put(linker.learned)
    return found


def found_in(text: str, recognised: Recognised, full: str = "[Anna Varenov|PER] parle à [Oslo|LOC].") -> list[str]:
    return linked([recognised("full", full), recognised("bare", text)])["bare"].people


@pytest.mark.parametrize(
    "text",
    [
        "Varenov est attendue à Oslo.",
        "Varenov, elle, se tait.",
        "Pour Varenov, c'est non.",
        "Le plan Varenov divise.",
        "L'opposition à M. Varenov grandit.",
        "Rien n'arrête plus Varenov. Les autres attendent.",
        "VARENOV ATTENDUE LUNDI\nElle parlera.",
        "L'avis de Varenov compte, celui d'[Oslo|LOC] aussi.",
        "Face à [Varenov|LOC], l'opposition se tait.",
    ],
)
def test_a_surname_alone_is_whom_another_article_names_in_full(text: str, recognised: Recognised) -> None:
    assert found_in(text, recognised) == ["Anna Varenov"]


@pytest.mark.parametrize(
    "text",
    [
        "La rue Varenov est fermée.",
        "Le groupe Varenov recrute.",
        "Varenov Films tourne une série.",
        "Le Golden Varenov a été remis.",
        "Suivez @Varenov ou écrivez à x.Varenov@example.org.",
        "La société [Varenov|ORG] recrute. Chez Varenov, on embauche.",
        "[Marc Aubert|PER] de [Varenov|LOC] est venu.",
    ],
)
def test_a_word_inside_another_name_is_nobody(text: str, recognised: Recognised) -> None:
    assert "Anna Varenov" not in found_in(text, recognised)


@pytest.mark.parametrize(
    ("full", "text"),
    [
        ("[Paul Marchand|PER] vote.", "Marchand de sable : le spectacle commence."),
        ("[Anne Lyon|PER] vote.", "Lyon gagne."),
        ("[Luc Thomas|PER] vote.", "Thomas arrive premier."),
        ("[Jean Varenov|PER] vote. [Varenov Roux|PER] aussi.", "Varenov arrive."),
        ("[Jean Varenov|PER] vote. La firme [Varenov|ORG] vend.", "Varenov vend."),
    ],
)
def test_a_word_that_means_something_else_is_nobody(full: str, text: str, recognised: Recognised) -> None:
    assert found_in(text, recognised, full) == []


def test_a_word_is_a_surname_where_more_articles_mean_a_person_by_it(recognised: Recognised) -> None:
    articles = [
        recognised("a", "[Jean Varenov|PER] vote."),
        recognised("b", "La firme [Varenov|ORG] vend."),
        recognised("c", "[Varenov|PER] se tait."),
        recognised("d", "Varenov vend."),
    ]
    assert linked(articles)["d"].people == ["Jean Varenov"]
    assert linked([articles[0], articles[1], articles[3]])["d"].people == []


def test_what_was_taken_for_a_company_is_the_person_whom_the_word_nearly_always_means(recognised: Recognised) -> None:
    full = [recognised(f"f{i}", "[Jean Varenov|PER] vote.") for i in range(4)]
    company = recognised("c", "[Varenov|ORG] temporise.")
    assert linked([*full, company])["c"].people == ["Jean Varenov"]
    assert linked([*full[:3], company])["c"].organizations == ["Varenov"]


def test_the_archive_knows_surnames_too(recognised: Recognised) -> None:
    collection = MemoryCollection()
    linked([recognised("full", "[Anna Varenov|PER] parle.")], collection)
    (person,) = linked([recognised("bare", "Varenov se tait.")], collection)["bare"].entities
    assert person.name == "Anna Varenov"
    assert [(m.text, m.start, m.end) for m in person.mentions] == [("Varenov", 0, 7)]


def test_of_two_people_of_one_surname_none_is_chosen_and_the_doubt_is_on_record(recognised: Recognised) -> None:
    collection = MemoryCollection()
    articles = [
        recognised("a", "[Anna Varenov|PER] vote à [Brest|LOC]."),
        recognised("b", "[Igor Varenov|PER] chante à [Lille|LOC]."),
        recognised("c", "Varenov se tait."),
    ]
    (person,) = linked(articles, collection)["c"].entities
    assert person.name == "Varenov"
    assert {d["name"] for d in collection.records[person.id]["doubts"]} == {"Anna Varenov", "Igor Varenov"}


def test_quotes_get_the_speaker_that_was_missed(recognised: Recognised) -> None:
    full = recognised("full", "[Anna Varenov|PER] parle à [Oslo|LOC].")
    bare = recognised("bare", "« Nous ne céderons pas sur ce point », a déclaré Varenov.")
    quoted = linked([full, bare])["bare"]
    assert [q.speaker for q in quoted.quotes] == [quoted.entities[0].id]


def test_neither_the_order_of_articles_nor_a_second_run_changes_anything(recognised: Recognised) -> None:
    articles = [
        recognised("a", "[Anna Varenov|PER] parle à [Oslo|LOC]."),
        recognised("b", "Varenov se tait. Puis Varenov rit."),
        recognised("c", "Selon Kolarik, non."),
        recognised("d", "[Petr Kolarik|PER] et [Anna Varenov|PER] votent."),
    ]
    collection = MemoryCollection()
    first = linked(articles, collection)
    for seed in range(3):
        random.Random(seed).shuffle(articles)
        assert linked(articles, collection) == first
    for article in first.values():
        assert all(article.text[m.start : m.end] == m.text for e in article.entities for m in e.mentions)


def test_what_the_desk_names_otherwise_is_no_surname(recognised: Recognised, tmp_path: Path) -> None:
    registry = tmp_path / "entities.toml"
    registry.write_text('[[entity]]\nname = "Varenov"\ntype = "ORG"\n[[never]]\nname = "Kolarik"\n', encoding="utf-8")
    articles = [
        recognised("a", "[Anna Varenov|PER] et [Petr Kolarik|PER] parlent."),
        recognised("b", "Varenov se tait. Kolarik aussi."),
    ]
    linker = Linker(EnrichSettings(), KnownEntities.from_collection(None, registry))
    assert [a.people for a in linker.link(lambda: articles)] == [["Anna Varenov", "Petr Kolarik"], []]


def test_an_article_with_nothing_missed_stays_as_it_is(recognised: Recognised) -> None:
    article = recognised("a", "[Anna Varenov|PER] parle. [Varenov|PER] rit.")
    surnames = Surnames(KnownEntities())
    surnames.add(article)
    surnames.close()
    assert surnames.completed(article) is article
    assert {e.type for e in article.entities} == {EntityType.PER}


def test_the_common_words_are_compiled_from_the_lemmatiser_that_is_installed(tmp_path: Path) -> None:
    assert compile_words(tmp_path, "fr_core_news_md") == len(common_words())
    assert {"marchand", "petite", "roche", "hier"} - common_words() == set()
    assert not {"blinken", "zelensky", "oslo"} & common_words()
