"""Text and what only has the name of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.sources.refusals import Refused
from etl.sources.sniff import SIGNATURES, check_text
from tests.sources.inbox import page

ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "mac-roman", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


def reason(content: bytes) -> str | None:
    try:
        check_text(content)
    except Refused as refused:
        return refused.reason
    return None


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_is_text_in_any_encoding(encoding: str) -> None:
    assert reason(page().replace("’", "'").encode(encoding)) is None


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_tells_a_file_that_is_no_text(signature: bytes) -> None:
    assert reason(signature + page().encode()) == "binary"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t", b"\xff\xfe", b"\xef\xbb\xbf\n"])
def test_blanks_and_marks_are_empty(content: bytes) -> None:
    assert reason(content) == "empty"


@pytest.mark.parametrize("content", [bytes(1000), bytes(range(256)), b"abc\x00def", b"\x01\x02" * 9])
def test_control_characters_are_binary(content: bytes) -> None:
    assert reason(content) == "binary"


def test_a_stray_control_character_is_borne() -> None:
    assert reason(page().replace("halle", "hal\0le", 1).encode()) is None


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cc", "Cs", "Zs"]), min_size=1))
def test_no_text_is_taken_for_binary(text: str) -> None:
    assert reason(f"Brève : {text}".encode()) is None
