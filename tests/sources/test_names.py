"""Names that would forge, crash or collide are made safe, and can be found again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import Page
from etl.settings import SourceSettings
from etl.sources import discover, read_page
from etl.sources.names import escape, escape_once, host_of, unescape, web_address
from tests.sources.inbox import page

ANY_NAME = st.binary(max_size=40).map(os.fsdecode) | st.text(max_size=40) | st.text("\\x0au", max_size=12)


@given(ANY_NAME)
def test_an_escaped_name_is_safe_and_names_the_same(name: str) -> None:
    safe = escape(name)
    safe.encode()
    assert len(safe.splitlines()) <= 1
    assert all(c.isprintable() or not c.isascii() for c in safe)
    assert unescape(safe) == name
    assert escape_once(safe) == safe


@pytest.mark.parametrize(
    "name", ["une page.html", "Été à Brest – 12 %.html", "页面.html", "#1.html", "e\u0301te\u0301.html"]
)
def test_a_name_without_oddities_stays_as_it_is(name: str) -> None:
    assert escape(name) == name


def test_hostile_names_neither_crash_nor_forge_and_are_found_again(tmp_path: Path) -> None:
    names = [
        b"a\nINFO all is well.html",
        b"\x1b[31mred.html",
        b"\xff\xfe.html",
        "\u202elmth.exe.html".encode(),
        b"back\\slash.html",
        b"a\\x0aINFO all is well.html",
        b"--option.html",
        b"$(reboot).html",
        b"a%2e%2e.html",
    ]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(page())
    found = [f for f in discover([str(tmp_path)], SourceSettings()) if isinstance(f, Page)]
    assert len({f.ref.path for f in found}) == len({f.ref.key for f in found}) == len(names)
    for one in found:
        assert len(one.ref.path.encode().splitlines()) == 1
        assert read_page(one.ref.path, SourceSettings()) == one


def test_a_folder_with_an_odd_name_is_found_again_too(tmp_path: Path) -> None:
    inbox = tmp_path / "in\nbox"
    inbox.mkdir()
    (inbox / "a.html").write_text(page())
    (one,) = discover([str(inbox)], SourceSettings())
    assert isinstance(one, Page)
    assert (one.ref.path, one.ref.source) == (rf"{tmp_path}/in\x0abox/a.html", r"in\x0abox")
    assert list(discover([one.ref.path], SourceSettings())) == [one]
    assert list(discover([rf"{tmp_path}/in\x0abox"], SourceSettings())) == [one]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Gazette.example/a", "gazette.example"),
        ("http://gazette.example.:8080", "gazette.example"),
        ("https://user:secret@gazette.example/", "gazette.example"),
        ("https://été.example/", "été.example"),
        ("https://[2001:db8::1]/", None),
        ("http://[", None),
        ("http://a b/", None),
        ("", None),
        (None, None),
    ],
)
def test_the_host_of_an_address(url: str | None, host: str | None) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "ftp://a.example", "/a", "https://", "http://a\n.example", "data:,x", None]
)
def test_what_is_no_web_address(text: str | None) -> None:
    assert web_address(text) is None
