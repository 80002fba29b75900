"""Bytes become text in the character set that they are in, whatever they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.decode import Undecodable, decode

TEXT = "L’été où l’œuvre d’Éva a brûlé, à Noël : « Ça ! », coûte 3 €."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_sets_of_the_press(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_a_page_that_lies_is_read_as_what_it_is() -> None:
    page = f'<meta charset="iso-8859-1"><p>{TEXT}</p>'
    assert TEXT in decode(page.encode())


def test_latin_1_means_windows_1252() -> None:
    page = f'<meta charset="iso-8859-1"><p>{TEXT}</p>'
    assert TEXT in decode(page.encode("cp1252"))


def test_the_transport_knows_better_than_a_guess() -> None:
    polish = "Zażółć gęślą jaźń, powiedział wójt gminy w Łodzi."
    assert decode(polish.encode("iso-8859-2"), "iso-8859-2") == polish


def test_one_broken_byte_does_not_spoil_the_rest() -> None:
    raw = (TEXT * 5).encode()
    assert decode(raw[:3] + b"\xe9" + raw[3:]).count("brûlé") == 5


def test_utf_16_without_a_mark() -> None:
    assert decode(TEXT.encode("utf-16-le") * 3) == TEXT * 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\x00" * 50, "empty"),
        (b"%PDF-1.7 ...", "binary"),
        (b"\x89PNG\r\n\x1a\n0000", "binary"),
        (bytes(range(32)) * 40, "binary"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(content)
    assert caught.value.reason == reason


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        text = decode(content)
    except Undecodable as error:
        text = error.reason
    assert isinstance(text, str)


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    if text.strip(" \ufeff") and text[0] != "\ufeff":
        try:
            assert decode(text.encode()) == text
        except Undecodable:
            assert "\x7f" in text or text.startswith(("PK", "GIF8", "RIFF", "ID3", "%PDF-"))
