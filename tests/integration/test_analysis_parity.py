"""The embedded engine cuts and stems words as Elasticsearch does: the same texts through both, term by term."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.load import mappings
from etl.load.analysis import Analyzer, analyzers
from etl.load.light_french import SUFFIXES
from tests.elasticsearch.ways import Running
from tests.integration.conftest import own_indices

Analyze = Callable[[str, str], list[dict[str, Any]]]
SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
TEXTS = [
    "L’Ukraine et l'O.N.U. : près de 10 000 négociations, 1.500.000 euros, aujourd’hui, M.Dupont.Il l'a dit.",
    "États-Unis, œuvre, Ÿ, ÇA, Straße, Łódź, đ, smørrebrød ; le 49.3 en 2022 300 fois, 12:30, 3,5 %, n°5",
    "lemonde.fr, prénom.nom@redaction.example, U.S., J.K. Rowling, J.-C., é.n.a., A.B",
    "D'ABORD Qu'il L’AUTRE jusqu’ici presqu'île quelqu'un rock'n'roll O'Brien N'Djamena 'entre' ''",
    "porte-parole, week-end, Saint-Denis, C-130, covid-19, R&D, AT&T, l'a-t-il, dit-elle, --, …",
    "2 000 000 de 250 000 à 1 500, 01 44 55 66 77, 24 février 2022, 1,5, 1.5, 12 345,67 et 7.000",
    "mots_liés _souligné_ a_1 1_a x.y z:w Москва Київ Αθήνα",
    "12 m² ¼ H₂O x³ Ⅳ n° ª",
    "invi\u00adsible zéro\u200blargeur ﬁn ½ ② ＡＢＣ",
]
FORMS = ["", "s", "e", "es", "x"]


def vocabulary() -> str:
    """Words with each suffix of the stemmer, on stems of several lengths, and all words of the seeds."""
    made = {
        f"{stem}{suffix.ending}{form}"
        for suffix in SUFFIXES
        for form in FORMS
        for stem in ("a", "chan", "gouvern", "administ")
    }
    endings = (
        "er",
        "é",
        "ée",
        "ées",
        "ie",
        "ier",
        "ière",
        "aux",
        "eaux",
        "eux",
        "euse",
        "elle",
        "onne",
        "isme",
        "tions",
    )
    made |= {f"{stem}{ending}" for stem in ("port", "bala", "journa", "offici", "nationa") for ending in endings}
    seeds = {word for seed in SEEDS for word in re.findall(r"[^\W\d_]+", seed.read_text(encoding="utf-8"))}
    return " ".join(sorted(made | seeds))


@pytest.fixture(scope="module")
def ours() -> dict[str, Analyzer]:
    return analyzers(mappings.definition("articles"))


@pytest.fixture(scope="module")
def analyze(elasticsearch: Running) -> Iterator[Analyze]:
    """Elasticsearch's analyzers, in an index made of the shipped definition."""
    definition = mappings.definition("articles")
    with own_indices(elasticsearch) as (raw, name):
        raw.indices.create(index=name, settings=definition["settings"], mappings=definition["mappings"])
        yield lambda analyzer, text: raw.indices.analyze(index=name, analyzer=analyzer, text=text)["tokens"]


@pytest.mark.parametrize("name", sorted(mappings.definition("articles")["settings"]["index"]["analysis"]["analyzer"]))
def test_every_analyzer_gives_the_same_terms(analyze: Analyze, ours: dict[str, Analyzer], name: str) -> None:
    for text in [*TEXTS, vocabulary()]:
        told = analyze(name, text)
        theirs = [(one["token"], text[one["start_offset"] : one["end_offset"]]) for one in told]
        assert [(one.term, text[one.start : one.end]) for one in ours[name].tokens(text)] == theirs


def test_terms_alone_are_the_terms_of_the_tokens(ours: dict[str, Analyzer]) -> None:
    for analyzer in ours.values():
        for text in TEXTS:
            assert list(analyzer.terms(text)) == [token.term for token in analyzer.tokens(text)]
