"""What a reader finds, on both engines."""

from __future__ import annotations

import pytest

from etl.archive import ArticleIndex, Query
from etl.article import Article
from tests.integration.press import ARTICLES, fill, found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("négociation", {"ukraine", "gaz"}),
        ("negociations", {"ukraine", "gaz"}),
        ("NÉGOCIATIONS", {"ukraine", "gaz"}),
        ("l'Ukraine", {"ukraine"}),
        ("l’Ukraine", {"ukraine"}),
        ("ukraine", {"ukraine"}),
        ("ONU", {"ukraine"}),
        ("o.n.u.", {"ukraine"}),
        ("10000", {"ukraine"}),
        ("10 000 foyers", {"ukraine"}),
        ("10\u202f000", {"ukraine"}),
        ("aujourd'hui", {"ukraine"}),
        ("saint dizier", {"marche"}),
        ("hôtel", {"marche"}),
        ("Andrii", {"ukraine", "gaz"}),
        ("kovalenko andriy", {"ukraine", "gaz"}),
        ("kyiv", {"gaz"}),
        ("cathédrale", set()),
        ("gaz -lundi", {"ukraine"}),
        ("gaz -“accord sur le gaz”", {"ukraine"}),
        ("-gaz", {"marche", "sermon"}),
        ("qui est-ce", set()),
    ],
)
def test_words_find_what_a_french_reader_expects(archive: ArticleIndex, text: str, expected: set[str]) -> None:
    assert set(found(archive, text)) == expected


def test_quotes_ask_for_the_words_as_written(archive: ArticleIndex) -> None:
    assert found(archive, '"marchés"') == ["marche"]
    assert set(found(archive, "marché")) == {"marche", "sermon"}
    assert found(archive, "« pas décisif »") == ["ukraine"]
    assert found(archive, '"décisif pas"') == []
    assert found(archive, '"peche"') == found(archive, "“peche”") != []


def test_quotes_rank_the_typed_accents_first(archive: ArticleIndex) -> None:
    assert found(archive, '"péché"')[0] == "sermon"
    assert found(archive, '"pêche"')[0] == "marche"


def test_a_slip_of_the_keyboard_still_finds(archive: ArticleIndex) -> None:
    assert found(archive, "Kovalnko") != []
    assert found(archive, "Chisniau")[0] in {"ukraine", "gaz"}
    assert found(archive, "gax") == []


def test_where_few_have_all_the_words_those_with_a_part_follow(archive: ArticleIndex) -> None:
    assert found(archive, "accord gaz") == ["gaz", "ukraine"]
    assert found(archive, "gaz décisif")[0] == "ukraine"


def test_nothing_typed_shows_everything_newest_first(archive: ArticleIndex) -> None:
    assert found(archive) == ["gaz", "ukraine", "marche", "sermon"]


def test_copies_are_hidden_and_counted(archive: ArticleIndex) -> None:
    hidden = archive.search(Query(text="capitales"))
    assert [(hit.article.id, hit.copies) for hit in hidden.hits] == [("gaz", 1)]
    assert (hidden.total, hidden.hidden_copies) == (1, 1)
    shown = archive.search(Query(text="capitales", copies=True))
    assert {hit.article.id for hit in shown.hits} == {"gaz", "gaz-copy"}
    assert (shown.total, shown.hidden_copies) == (2, 0)


def test_collapse_gives_one_hit_a_story_and_counts_the_others(archive: ArticleIndex) -> None:
    results = archive.search(Query(collapse=True))
    assert [(hit.article.id, hit.others_in_story) for hit in results.hits] == [("gaz", 1), ("marche", 0), ("sermon", 0)]
    assert results.total == 3


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"source": "lagazette.example"}, ["gaz", "marche"]),
        ({"person": "Andriy Kovalenko"}, ["gaz", "ukraine"]),
        ({"person": "Kovalenko"}, []),
        ({"organization": "ONU"}, ["ukraine"]),
        ({"place": "Saint-Dizier"}, ["marche"]),
        ({"story": "story-gaz"}, ["gaz", "ukraine"]),
        ({"since": "2023-11-05"}, ["gaz"]),
        ({"until": "2023-11-04"}, ["ukraine", "marche"]),
        ({"since": "2022-12-31", "until": "2023-01-05"}, ["marche"]),
        ({"since": "2023-01-01", "until": "2023-01-05"}, []),
        ({"since": "2022-12", "until": "2022-12"}, ["marche"]),
        ({"since": "2023", "source": "lecourrier.example"}, ["ukraine"]),
    ],
)
def test_filters(archive: ArticleIndex, filters: dict[str, str], expected: list[str]) -> None:
    assert found(archive, **filters) == expected


def test_the_day_of_an_article_is_the_day_that_it_bears(index: ArticleIndex) -> None:
    index.write([Article(id="late", text="Tard.", published_at="2023-06-30T00:30:00+02:00")])
    index.refresh()
    assert found(index, since="2023-06-30", until="2023-06-30") == ["late"]
    assert found(index, until="2023-06-29") == []


def test_snippets_mark_the_words_that_were_found(archive: ArticleIndex) -> None:
    (hit,) = archive.search(Query(text="foyers chauffage")).hits
    joined = " ".join(hit.snippets)
    assert "\x02foyers\x03" in joined
    assert "\x02chauffage\x03" in joined
    assert joined.replace("\x02", "").replace("\x03", "") in hit.article.text


def test_snippets_show_an_inflection_and_a_spelling(archive: ArticleIndex) -> None:
    (hit,) = archive.search(Query(text="parler")).hits
    assert "\x02parlé\x03" in hit.snippets[0]
    (hit,) = archive.search(Query(text="kyiv")).hits
    assert hit.snippets == ["\x02Kyiv\x03"]


def test_no_question_no_snippets(archive: ArticleIndex) -> None:
    assert all(hit.snippets == [] for hit in archive.search(Query()).hits)


def test_pages_do_not_overlap(archive: ArticleIndex) -> None:
    pages = [found(archive, size=2, offset=offset) for offset in (0, 2, 4)]
    assert pages == [["gaz", "ukraine"], ["marche", "sermon"], []]
    assert archive.search(Query(size=1)).total == 4


def test_the_title_weighs_more_than_the_text(index: ArticleIndex) -> None:
    filler = " ".join(["Le conseil municipal a voté le budget de la voirie."] * 6)
    index.write(
        [
            Article(id="text", title="Budget", text=f"{filler} Une éclipse est attendue. {filler}"),
            Article(id="title", title="Une éclipse au-dessus de la ville", text=filler),
        ]
    )
    index.refresh()
    assert found(index, "éclipse") == ["title", "text"]


def test_a_compound_is_found_however_a_house_writes_it(index: ArticleIndex) -> None:
    index.write(
        [
            Article(id="one", text="Une cyberattaque a paralysé la mairie pendant le weekend."),
            Article(id="hyphen", text="Les cyber-attaques se multiplient contre les hôpitaux, même le week-end."),
            Article(id="two", text="Le bus a été dérouté vers la gare routière."),
            Article(id="apart", text="Cette attaque n'a rien de cyber, dit le maire."),
        ]
    )
    index.refresh()
    assert set(found(index, "cyberattaque")) == {"one", "hyphen"}
    assert {"one", "hyphen"} <= set(found(index, "cyber-attaque"))
    assert set(found(index, "week-end")) == {"one", "hyphen"}
    assert set(found(index, "weekend")) == {"one", "hyphen"}
    assert found(index, "gareroutière") == ["two"]
    assert "\x02" in index.search(Query(text="cyber-attaque -apart")).hits[0].snippets[0]
    assert set(found(index, "attaque -cyberattaque")) == {"apart"}


@pytest.mark.parametrize("text", ['"', "«", "-", "--", "(", "a:b", "AND OR NOT", "*", "/x/", "\\", "~5", "\x00", "🗞"])
def test_no_line_breaks_the_search(archive: ArticleIndex, text: str) -> None:
    assert archive.search(Query(text=text)).total <= len(ARTICLES)


def test_a_version_can_be_searched_before_it_is_live(index: ArticleIndex) -> None:
    fill(index)
    name = index.create_version()
    index.write([ARTICLES[0]], into=name)
    index.finish_version(name)
    assert [hit.article.id for hit in index.search(Query(), version=name).hits] == ["ukraine"]
    assert len(found(index)) == 4


def test_a_whole_article_can_be_pasted(archive: ArticleIndex) -> None:
    assert found(archive, f"{ARTICLES[0].title} {ARTICLES[0].text} " * 20)[0] == ARTICLES[0].id
