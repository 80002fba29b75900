"""The vectorised words are those of `etl.normalise`."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from etl import normalise
from etl.dedupe.folding import hash_words

# The basic plane without surrogates; letters that fold together, ligatures and typography come often.
CHARACTERS = st.one_of(
    st.sampled_from("éèÉœŒæßﬁ…’'«» \n\u00ad\u0301aAbB19½²"),
    # A handful of ideographs fold to ones beyond the plane, where no character is told from another.
    st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]).filter(
        lambda character: max(map(ord, normalise.fold(character)), default=0) <= 0xFFFF
    ),
)
TEXTS = st.lists(st.text(CHARACTERS, max_size=60), max_size=6)


@given(TEXTS)
@settings(deadline=None)
def test_as_many_words_as_the_definition_finds(texts: list[str]) -> None:
    words = hash_words(texts)
    counts = [end - start for start, end in zip(words.bounds[:-1], words.bounds[1:], strict=True)]
    assert counts == [len(normalise.words(text)) for text in texts]


@given(TEXTS)
@settings(deadline=None)
def test_equal_words_and_only_they_have_equal_hashes(texts: list[str]) -> None:
    hashes = hash_words(texts).hashes.tolist()
    words = [word for text in texts for word in normalise.words(text)]
    assert len(set(zip(words, hashes, strict=True))) == len(set(words)) == len(set(hashes))


def test_figures_and_names_are_marked() -> None:
    words = hash_words(["Lundi, la maire Odile Vasseur a promis 120 places. Demain, Kerduel suivra."])
    assert words.figures.tolist() == [
        word == "120" for word in ["lundi", "la", "maire", "o", "v", "a", "p", "120", "x", "d", "k", "s"]
    ]
    # A capital that opens a sentence says nothing; the first word of the text is one.
    assert [index for index, name in enumerate(words.names) if name] == [3, 4, 10]
