"""Characters are mended; what the author wrote is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.repair import is_broken, mend, squeeze
from tests.clean.pages import clean


def test_invisible_and_control_characters_go() -> None:
    assert squeeze("mi\u00adni\u200bs\u2060tè\u0007re \t du\u2028budget") == "ministère du budget"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Le ministÃ¨re a dÃ©cidÃ©", "Le ministère a décidé"),
        ("lâ€™Ã‰tat", "l’État"),
        ("un cafÃ© Ã  Paris", "un café à Paris"),
        ("Caf&eacute; ferm&eacute;", "Café fermé"),
    ],
)
def test_a_wrong_decoding_is_undone(broken: str, whole: str) -> None:
    assert is_broken(broken)
    assert mend(broken) == whole


@pytest.mark.parametrize(
    "text",
    [
        "« Je ne vais pas caractériser [sa] réponse” à l’offre",
        "Il a dit : “oui… peut-être”.",
        "L’œuvre d’Ève – 12 € l’entrée – n’est pas à vendre",
        "à São Paulo, l’Âge d’or",
        'Un guillemet " qui ne se referme pas',
    ],
)
def test_the_author_s_typography_stays(text: str) -> None:
    assert mend(text) == text
    assert squeeze(text) == text


def test_a_broken_page_is_mended_where_it_is_broken() -> None:
    lines = ["Le ministÃ¨re a annoncÃ© jeudi la fermeture de trois lignes de train dans le dÃ©partement de la Creuse.",
             "Les maires ont répondu par une lettre ouverte, « sans illusions », disent-ils, sur ce qui les attend."]  # fmt: skip
    text = clean("\n".join(lines)).text
    assert "Le ministère a annoncé jeudi" in text
    assert lines[1] in text


@given(st.text(max_size=200))
def test_squeezing_twice_is_squeezing_once(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)
