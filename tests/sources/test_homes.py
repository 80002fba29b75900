"""Folders with the same name do not take each other's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.article import Page
from etl.settings import SourceSettings
from etl.sources import discover
from etl.sources.homes import Homes
from tests.sources.inbox import page


def test_two_folders_of_one_name_are_told_apart_by_their_parents() -> None:
    homes = Homes()
    addresses = ["/nas/monday/pages", "/nas/tuesday/pages", "s3://desk/pages", "/nas/monday/pages", "/", "/pages"]
    assert [homes.name(a) for a in addresses] == ["pages", "tuesday/pages", "desk/pages", "pages", "files", "/pages"]


def test_the_first_keeps_its_name_whatever_comes_after() -> None:
    assert Homes(["/b/pages"]).name("/a/pages") == "a/pages"
    assert Homes().name("/a/pages") == "pages"


@pytest.mark.parametrize("inputs", [["monday/pages", "tuesday/pages"], ["monday/pages/1.html", "tuesday/pages/1.html"]])
def test_pages_of_two_days_in_folders_of_one_name_are_all_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: list[str]
) -> None:
    for day in ("monday", "tuesday"):
        (tmp_path / day / "pages").mkdir(parents=True)
        (tmp_path / day / "pages/1.html").write_text(page(day))
    monkeypatch.chdir(tmp_path)
    refs = [f.ref for f in discover(inputs, SourceSettings()) if isinstance(f, Page)]
    assert [ref.source for ref in refs] == ["pages", "tuesday/pages"]
    assert len({ref.key for ref in refs}) == 2
