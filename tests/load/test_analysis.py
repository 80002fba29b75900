"""Cutting and stemming French (Elasticsearch's own answer is asked in tests/integration/test_analysis_parity.py)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.load import mappings
from etl.load.analysis import analyzers
from etl.load.light_french import stem

ANALYZERS = analyzers(mappings.definition("articles"))


@pytest.mark.parametrize(
    "forms",
    [
        ("négociation", "négociations", "negociations", "NÉGOCIATIONS"),
        ("l'Ukraine", "l’Ukraine", "Ukraine", "d'Ukraine", "L’UKRAINE"),
        ("O.N.U.", "ONU", "o.n.u.", "l'ONU"),
        ("10 000", "10\u202f000", "10\u00a0000", "10.000", "10000"),
        ("aujourd'hui", "aujourd’hui"),
        ("cœur", "coeur", "cœurs"),
        ("cheval", "chevaux"),
        ("travailleur", "travailleurs"),
        ("Saint-Denis", "saint denis"),
    ],
)
def test_forms_that_a_reader_takes_for_one(forms: tuple[str, ...]) -> None:
    assert len({tuple(ANALYZERS["french_stemmed_search"].terms(form)) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("marché", "marchés"), ("parler", "parlé"), ("national", "nationale")])
def test_the_strict_form_keeps_inflections_apart(one: str, other: str) -> None:
    exact = ANALYZERS["french_exact_search"]
    assert list(exact.terms(one)) != list(exact.terms(other))


@given(st.text())
def test_tokens_point_into_the_text_in_order(text: str) -> None:
    for analyzer in ANALYZERS.values():
        last = -1
        for token in analyzer.tokens(text):
            assert 0 <= token.start < token.end <= len(text)
            assert token.start >= last
            last = token.start


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèêàçîôûœ", min_size=1))
def test_a_stem_is_never_empty(word: str) -> None:
    assert stem(word)


def test_a_part_that_is_not_known_is_refused_when_it_is_read() -> None:
    definition = mappings.definition("articles")
    definition["settings"]["index"]["analysis"]["filter"]["french_stemmer"] = {"type": "kstem"}
    with pytest.raises(ValueError, match="kstem"):
        analyzers(definition)
