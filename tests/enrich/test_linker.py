from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.archive import Collection
from etl.article import Article
from etl.enrich import KnownEntities, Linker
from etl.settings import EnrichSettings
from tests.enrich.conftest import MemoryCollection

Recognised = Callable[..., Article]


def linked(
    articles: list[Article], collection: Collection | None = None, registry: Path | None = None
) -> dict[str, Article]:
    linker = Linker(EnrichSettings(), KnownEntities.from_collection(collection, registry))
    found = {a.id: a for a in linker.link(lambda: articles)}
    if collection is not None:
        collection.put(linker.learned)
    return found


def ids(article: Article) -> dict[str, str]:
    return {e.name: e.id for e in article.entities}


@pytest.fixture
def night(recognised: Recognised) -> list[Article]:
    return [
        recognised("a", "La ministre [Anthony Marsh|PER] est à [Kiev|LOC] avec [Piotr Orlov|PER]."),
        recognised("b", "« Non », a dit [Antoine Marsh|PER] à [Pyotr Orlow|PER], à [Kyiv|LOC]. [Marsh|PER] part."),
        recognised("c", "[Marsh|PER] attend l'[ONU|ORG] à [Oslo|LOC]."),
        recognised("d", "Les [Nations unies|ORG] et [Antony Marsh|PER], à [Oslo|LOC]."),
        recognised("e", "[Olga Marlow|PER] court. [Volodymyr Koval|PER] saute."),
        recognised("f", "[Vladimir Koval|PER] nage."),
    ]


def test_spellings_a_bare_surname_places_and_acronyms_are_one_each(night: list[Article]) -> None:
    found = linked(night)
    people = [found[i].people[0] for i in "abcd"]
    assert len(set(people)) == 1
    assert found["a"].people[1:] == found["b"].people[1:]
    assert found["a"].places == found["b"].places == ["Kiev"]
    assert found["c"].organizations == found["d"].organizations == ["ONU"]
    assert {"Anthony Marsh", "Antoine Marsh", "Antony Marsh"} <= set(found["c"].spellings)


def test_lookalikes_and_vetoed_given_names_stay_apart(night: list[Article]) -> None:
    found = linked(night)
    people = {p for i in "adef" for p in found[i].people}
    assert {"Olga Marlow", "Volodymyr Koval", "Vladimir Koval"} < people


def test_mentions_keep_their_offsets_and_quotes_the_new_id(night: list[Article]) -> None:
    for article in linked(night).values():
        for entity in article.entities:
            assert all(article.text[m.start : m.end] == m.text for m in entity.mentions)
    quoted = linked([*night, night[1]])["b"]
    assert {q.speaker for q in quoted.quotes} <= {None, *(e.id for e in quoted.entities)}


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_articles_changes_nothing(night: list[Article], seed: int) -> None:
    shuffled = list(night)
    random.Random(seed).shuffle(shuffled)
    assert {i: ids(a) for i, a in linked(shuffled).items()} == {i: ids(a) for i, a in linked(night).items()}


def test_an_id_and_a_name_stay_with_their_entity(night: list[Article], recognised: Recognised) -> None:
    collection = MemoryCollection()
    first = linked(night, collection)
    later = [recognised(f"z{i}", "[Antoine Marsh|PER] reçoit [Pyotr Orlow|PER].", "2024-06-01") for i in range(9)]
    second = linked(later, collection)
    assert ids(second["z0"]) == {n: i for n, i in ids(first["a"]).items() if n in first["a"].people}
    bare = linked([recognised("y", "[Orlow|PER] revient.")], collection)
    assert bare["y"].people == [first["a"].people[1]]


def test_a_second_run_of_the_same_night_learns_nothing_new(night: list[Article]) -> None:
    collection = MemoryCollection()
    first = linked(night, collection)
    records = {i: dict(r) for i, r in collection.records.items()}
    assert {i: a.entities for i, a in linked(night, collection).items()} == {i: a.entities for i, a in first.items()}
    assert collection.records == records


def test_namesakes_in_different_fields_stay_two_people(recognised: Recognised) -> None:
    collection = MemoryCollection()
    found = linked(
        [
            recognised("a", "Le footballeur [Denis Aubry|PER] a marqué à [Lille|LOC]."),
            recognised("b", "Le buteur [Denis Aubry|PER] est blessé."),
            recognised("c", "La justice entend la géologue [Denis Aubry|PER] à [Brest|LOC]."),
        ],
        collection,
    )
    assert found["a"].people == found["b"].people == ["Denis Aubry"]
    assert found["c"].people == ["Denis Aubry (géologue)"]
    assert found["a"].entities[0].id != found["c"].entities[0].id
    records = [r for r in collection.records.values() if r["type"] == "PER"]
    assert not any(r["evidence"] for r in records), "one spelling is no merge"
    assert all(r["doubts"] for r in records)


def test_a_region_is_one_place_in_all_its_spellings(recognised: Recognised) -> None:
    found = linked([recognised("a", "La [Transnistrie|LOC] vote."), recognised("b", "La [Transdniestrie|LOC] a voté.")])
    assert found["a"].places == found["b"].places == ["Transnistrie"]
    assert ids(found["a"]) == ids(found["b"])


def test_of_several_people_of_one_surname_company_decides_or_the_doubt_is_on_record(recognised: Recognised) -> None:
    articles = [
        recognised("a", "[Paul Aubry|PER] vote à [Brest|LOC] avec [Anna Lemoine|PER]."),
        recognised("b", "[Jeanne Aubry|PER] chante à [Lille|LOC]."),
        recognised("c", "[Aubry|PER] et [Anna Lemoine|PER] votent à [Brest|LOC]."),
        recognised("d", "[Aubry|PER] dort."),
    ]
    collection = MemoryCollection()
    found = linked(articles, collection)
    assert found["c"].people[0] in {"Paul Aubry", "Aubry"}
    alone = collection.records[found["d"].entities[0].id]
    assert {d["name"] for d in alone["doubts"]} >= {"Paul Aubry", "Jeanne Aubry"} or found["d"].people == ["Paul Aubry"]


def test_a_double_surname_alone_is_the_person_who_has_it(recognised: Recognised) -> None:
    articles = [
        recognised("a", "[Anna Morel-Vidal|PER] préside."),
        recognised("b", "[Morel-Vidal|PER] convoque les groupes."),
        recognised("c", "[Paul Vidal|PER] chante."),
    ]
    found = linked(articles)
    assert found["b"].people == ["Anna Morel-Vidal"]
    assert found["c"].people == ["Paul Vidal"]


def test_two_people_of_one_article_are_not_one(recognised: Recognised) -> None:
    found = linked([recognised(str(i), "[Marc Aubert|PER] bat [Marc Auberty|PER].") for i in range(3)])
    assert len(found["0"].people) == 2


def test_the_desk_has_the_last_word(night: list[Article], tmp_path: Path) -> None:
    registry = tmp_path / "entities.toml"
    registry.write_text(
        """
        [[entity]]
        name = "Anthony J. Marsh"
        type = "PER"
        aliases = ["Antony Marsh", "Anthony Marsh", "Antoine Marsh"]
        [[merge]]
        names = ["Vladimir Koval", "Volodymyr Koval"]
        type = "PER"
        [[apart]]
        names = ["Piotr Orlov", "Pyotr Orlow"]
        type = "PER"
        [[never]]
        name = "Oslo"
        """,
        encoding="utf-8",
    )
    found = linked(night, registry=registry)
    assert found["c"].people == found["d"].people == ["Anthony J. Marsh"]
    assert found["e"].people[1:] == found["f"].people == ["Vladimir Koval"]
    assert found["a"].people[1] != found["b"].people[1]
    assert found["c"].places == found["d"].places == []


def test_nothing_is_learned_before_it_is_linked() -> None:
    assert Linker(EnrichSettings(), KnownEntities()).learned == []
