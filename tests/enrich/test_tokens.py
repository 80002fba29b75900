from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.enrich.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l’Ukraine et d'Anna", ["l’", "Ukraine", "et", "d'", "Anna"]),
        ("aujourd’hui à Saint-Malo", ["aujourd’hui", "à", "Saint-Malo"]),
        ('d’“Orion”, qu\'"Éole"', ["d’", "“", "Orion", "”", ",", "qu'", '"', "Éole", '"']),
        ("M. O’Neill, U.R.S.S.", ["M.", "O’Neill", ",", "U.R.S.S."]),
        ("à N’Djamena, n'a", ["à", "N’Djamena", ",", "n'", "a"]),
        ("« Non », dit-il.\n\nPuis", ["«", "Non", "»", ",", "dit-il", ".", "\n\n", "Puis"]),
    ],
)
def test_names_come_without_what_stands_around_them(text: str, words: list[str]) -> None:
    assert tokenise(text)[0] == words


@given(st.text(max_size=200))
def test_tokens_are_slices_in_order_and_lose_no_letter(text: str) -> None:
    words, starts, ends = tokenise(text)
    assert [text[s:e] for s, e in zip(starts, ends, strict=True)] == words
    assert all(e <= s for e, s in zip(ends, starts[1:], strict=False))
    assert "".join("".join(w.split()) for w in words) == "".join(text.split())
