"""What a change of rules alters."""

from __future__ import annotations

import io

from rich.console import Console

from etl.clean.diff import compare, render

OLD = [
    {
        "id": "1",
        "path": "a.txt",
        "title": "Un",
        "text": "Première phrase.\n\nLire aussi : la suite\n\nDernière phrase.",
    },
    {"id": "2", "path": "b.txt", "title": "Deux", "text": "Rien ne change."},
    {"id": "3", "path": "c.txt", "title": "Trois", "text": "Disparu."},
]
NEW = [
    {
        "id": "9",
        "path": "a.txt",
        "title": "Une",
        "text": "Première phrase.\n\nUne phrase retrouvée.\n\nDernière phrase.",
    },
    {"id": "2", "path": "b.txt", "title": "Deux", "text": "Rien ne change."},
    {"id": "4", "path": "d.txt", "text": "Nouveau."},
]


def test_lines_and_fields_that_change() -> None:
    changed, new, old = compare(OLD, NEW)
    assert changed.path == "a.txt"
    assert changed.vanish == ["Lire aussi : la suite"]
    assert changed.appear == ["Une phrase retrouvée."]
    assert changed.fields == {"title": ("Un", "Une")}
    assert (new.path, new.only) == ("d.txt", "new")
    assert (old.path, old.only) == ("c.txt", "old")


def test_the_same_output_has_no_changes() -> None:
    assert list(compare(OLD, OLD)) == []


def test_it_is_printed() -> None:
    out = io.StringIO()
    assert render(compare(OLD, NEW), Console(file=out, width=120)) == 3
    assert "- Lire aussi : la suite" in out.getvalue()
    assert "3 articles differ" in out.getvalue()
