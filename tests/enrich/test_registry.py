from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from etl.article import Article
from etl.enrich import KnownEntities, Linker
from etl.enrich.registry import Registry, RegistryError, apply, changes
from etl.enrich.suggestions import answer, read, suggestions, write
from etl.settings import EnrichSettings
from tests.enrich.conftest import MemoryCollection

Recognised = Callable[..., Article]


def registry(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "entities.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[entity]]\nname = 'A B'", "type"),
        ("[[entity]]\nname = 'A B'\ntype = 'XYZ'", "XYZ"),
        ("[[merge]]\nnames = ['A B']\ntype = 'PER'", "2"),
        (
            "[[merge]]\nnames = ['A B', 'C D']\ntype = 'PER'\n[[apart]]\nnames = ['C D', 'A B']\ntype = 'PER'",
            "kept apart",
        ),
        ("[[merge]]\nnames = ['A B', 'C D']\ntype = 'PER'\n[[merge]]\nnames = ['E F', 'C D']\ntype = 'PER'", "both"),
        ("[[nonsense]]\nname = 'x'", "nonsense"),
        ("not toml", "entities.toml"),
    ],
)
def test_a_registry_that_can_not_be_meant_is_refused_with_its_reason(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RegistryError, match=says):
        Registry.read(registry(tmp_path, text))


def test_a_missing_registry_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"nowhere\.toml"):
        Registry.read(tmp_path / "nowhere.toml")


def test_it_applies_to_enriched_articles_without_recognising_anew(tmp_path: Path, recognised: Recognised) -> None:
    articles = [
        recognised("a", "[Paul Roux|PER] est à [Vannes|LOC]. [Roux|PER] dort."),
        recognised("b", "[Pol Roux|PER] mange."),
        recognised("c", "[Anna Brel|PER] rit."),
    ]
    linker = Linker(EnrichSettings(), KnownEntities())
    stored = list(linker.link(lambda: articles))
    desk = Registry.read(
        registry(tmp_path, "[[merge]]\nnames = ['Paul Roux', 'Pol Roux']\ntype = 'PER'\n[[never]]\nname = 'Vannes'")
    )
    after = list(apply(stored, desk))
    assert after[0].people == after[1].people == ["Paul Roux"]
    assert after[0].entities[0].id == after[1].entities[0].id
    assert after[0].places == []
    assert after[2] is stored[2]
    assert "Pol Roux" in after[0].spellings
    assert {i for i, _ in changes(stored, desk)} <= {"a", "b"}
    assert list(apply(after, desk)) == after


def test_what_the_desk_keeps_apart_comes_apart_in_a_live_index(tmp_path: Path, recognised: Recognised) -> None:
    articles = [recognised("a", "[Piotr Orlov|PER] parle."), recognised("b", "[Pyotr Orlow|PER] écoute.")]
    stored = list(Linker(EnrichSettings(), KnownEntities()).link(lambda: articles))
    assert stored[0].people == stored[1].people
    desk = Registry.read(registry(tmp_path, "[[apart]]\nnames = ['Piotr Orlov', 'Pyotr Orlow']\ntype = 'PER'"))
    after = list(apply(stored, desk))
    assert after[0].people != after[1].people


def test_doubts_are_asked_answered_and_not_asked_again(tmp_path: Path, recognised: Recognised) -> None:
    collection = MemoryCollection()
    articles = [
        recognised("a", "[Paul Aubry|PER] vote."),
        recognised("b", "[Jeanne Aubry|PER] chante."),
        recognised("c", "[Aubry|PER] dort."),
    ]
    linker = Linker(EnrichSettings(), KnownEntities())
    list(linker.link(lambda: articles))
    collection.put(linker.learned)
    asked = suggestions(collection.scan(), Registry())
    assert {"Aubry", "Paul Aubry"} in [set(s.names) for s in asked]
    questions, desk = tmp_path / "suggestions.toml", tmp_path / "entities.toml"
    assert write(questions, asked) == len(asked)
    answered = questions.read_text(encoding="utf-8").replace('answer = ""', 'answer = "apart"')
    questions.write_text(answered, encoding="utf-8")
    assert answer(read(questions), desk) == len(asked)
    assert suggestions(collection.scan(), Registry.read(desk)) == []


def test_answers_that_contradict_leave_the_registry_as_it_was(tmp_path: Path) -> None:
    before = "[[merge]]\nnames = ['A B', 'C D']\ntype = 'PER'\n"
    desk = registry(tmp_path, before)
    questions = registry(tmp_path, before).with_name("s.toml")
    questions.write_text(
        '[[suggestion]]\ntype = "PER"\nnames = ["A B", "C D"]\nids = ["1", "2"]\nwhy = ""\nanswer = "apart"\n',
        encoding="utf-8",
    )
    with pytest.raises(RegistryError):
        answer(read(questions), desk)
    assert desk.read_text(encoding="utf-8") == before
