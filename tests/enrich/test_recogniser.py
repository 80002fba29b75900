from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.article import Article, EntityType
from etl.enrich import KnownEntities, Linker, Recogniser
from etl.enrich.spacy_tagger import ModelMissing, SpacyTagger
from etl.settings import EnrichSettings

MARKS = "«»“”„\"'’‘‹›()[]{}<>"
GIVEN = ["Paul", "Anna", "Sergueï", "Jean-Marc", "Élodie", "Joe"]
SURNAMES = ["Roux", "Lavrov", "O’Neill", "Brel", "Le Goff", "Blinken"]
PLACES = ["Vannes", "Kiev", "Saint-Malo", "l’Ukraine", "Genève"]
FRAMES = [
    "{o}{p}{c}, a déclaré le ministre {p} à {l}.",
    "D’après {p}, {l} est loin.",
    "Le 3 mai, {o}{l}{c} a reçu M. {p} ({l}).",
    "« {p} », “{l}” et '{p}' :\n{p}…",
    "🙂 {p} — {l} ; l'{o}ONU{c} d’{l}.",
]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser(EnrichSettings())


def news(rng: random.Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 4)):
        opening = rng.choice(["", *MARKS])
        parts.append(
            rng.choice(FRAMES).format(
                p=f"{rng.choice(GIVEN)} {rng.choice(SURNAMES)}",
                l=rng.choice(PLACES),
                o=opening,
                c=rng.choice(["", *MARKS]),
            )
        )
    return rng.choice([" ", "\n\n"]).join(parts)


def test_offsets_are_right_to_the_character_and_no_mark_sticks_to_a_name(recogniser: Recogniser) -> None:
    rng = random.Random(11)
    articles = [Article(id=str(i), text=news(rng)) for i in range(2000)]
    found = 0
    for article in recogniser.recognise(articles):
        for entity in article.entities:
            for mention in entity.mentions:
                found += 1
                assert article.text[mention.start : mention.end] == mention.text
                assert not set(mention.text[0] + mention.text[-1]) & set(MARKS), mention
                assert "\n" not in mention.text
        assert all(article.text[q.start : q.end] == q.text for q in article.quotes)
    assert found > 4000


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read(recogniser: Recogniser, text: str) -> None:
    (article,) = recogniser.recognise([Article(id="a", text=text)])
    assert article.text == text
    assert all(text[m.start : m.end] == m.text for e in article.entities for m in e.mentions)


def test_the_batch_does_not_matter(recogniser: Recogniser) -> None:
    rng = random.Random(3)
    articles = [Article(id=str(i), text=news(rng)) for i in range(40)]
    together = list(recogniser.recognise(articles))
    fresh = Recogniser(EnrichSettings())
    alone = [next(iter(fresh.recognise([a]))) for a in reversed(articles)]
    assert together == list(reversed(alone))


def test_news_is_read_as_a_reader_reads_it(recogniser: Recogniser) -> None:
    text = (
        "Le ministre ukrainien de la Défense, Oleksiï Reznikov, a rencontré mardi à Bruxelles Jens Stoltenberg. "
        "« L’Otan doit livrer des chars », a insisté Reznikov devant la presse. Moscou n’a pas réagi."
    )
    (article,) = Linker(EnrichSettings(), KnownEntities()).link(
        lambda: list(recogniser.recognise([Article(id="a", text=text)]))
    )
    assert article.people == ["Oleksiï Reznikov", "Jens Stoltenberg"]
    assert article.places == ["Bruxelles", "Moscou"]
    assert "OTAN" in article.organizations
    (quote,) = article.quotes
    assert quote.speaker == article.entities[[e.name for e in article.entities].index("Oleksiï Reznikov")].id


def test_records_keep_what_they_bring(recogniser: Recogniser) -> None:
    before = Article(id="a", text="Paul Roux vit à Vannes.", title="t", removed=[], story_id="s", keys=["k"])
    (after,) = recogniser.recognise([before])
    assert (after.id, after.text, after.title, after.story_id, after.keys) == ("a", before.text, "t", "s", ["k"])
    assert [(e.name, e.type) for e in after.entities] == [
        ("Paul Roux", EntityType.PER),
        ("Vannes", EntityType.LOC),
    ]


def test_any_installed_spacy_pipeline_can_be_chosen() -> None:
    chosen = Recogniser(EnrichSettings(model="fr_core_news_md"))
    (article,) = chosen.recognise([Article(id="a", text="Emmanuel Macron est à Berlin.")])
    assert {e.type for e in article.entities} == {EntityType.PER, EntityType.LOC}


def test_a_pipeline_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelMissing, match="no_such_pipeline"):
        SpacyTagger("no_such_pipeline").load()
