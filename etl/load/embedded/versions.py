"""The versions of an embedded archive: a folder each, and a file that names the live one, swapped in one step."""

from __future__ import annotations

import datetime
import os
import re
import shutil
from pathlib import Path

import msgspec

from etl.archive import IndexMisconfigured, Version
from etl.load.analysis import analyzers
from etl.load.embedded.articles import Articles
from etl.load.embedded.fulltext import FullText
from etl.load.mappings import Definition, fingerprint

_FOLLOWED = "followed"
"""Name of the fact that says up to which change the full-text index has followed."""


class EmbeddedVersion:
    """One version: its articles, its full-text index, and the definition by which it was made."""

    def __init__(self, folder: Path, *, timeout: float) -> None:
        self.name = folder.name
        self._folder = folder
        self.definition: Definition = msgspec.json.decode((folder / "mapping.json").read_bytes())
        self.articles = Articles(folder / "articles.sqlite", timeout=timeout)
        self.fulltext = FullText(folder / "tantivy", analyzers(self.definition))

    def behind(self) -> bool:
        return self.articles.last_seq() > self._followed()

    def _followed(self) -> int:
        return int(self.articles.facts().get(_FOLLOWED, "0"))

    def catch_up(self) -> None:
        """Bring the full-text index up to the articles; run by the one writer. A lost index is built anew."""
        followed = self._followed()
        if not self.fulltext.exists:
            self.fulltext.create()
            followed = 0
        if self.articles.last_seq() > followed or followed == 0:
            last = self.fulltext.follow(self.articles.changes(followed))
            if last:
                self.articles.note(_FOLLOWED, str(last))

    def describe(self, *, live: bool) -> Version:
        files = [path.stat().st_size for path in self._folder.rglob("*") if path.is_file()]
        return Version(
            name=self.name,
            live=live,
            documents=self.articles.count(),
            created_at=self.articles.facts()["created_at"],
            mapping=fingerprint(self.definition),
            bytes=sum(files),
        )

    def close(self) -> None:
        self.articles.close()


class Versions:
    """The folders `<alias>-000001`, `<alias>-000002`, … and the alias file."""

    def __init__(self, folder: Path, alias: str, *, timeout: float) -> None:
        self._folder = folder
        self._alias = alias
        self._timeout = timeout
        self._pattern = re.compile(rf"{re.escape(alias)}-\d{{6}}")
        self._opened: dict[str, EmbeddedVersion] = {}

    @property
    def _alias_file(self) -> Path:
        return self._folder / f"{self._alias}.alias"

    def names(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if self._pattern.fullmatch(path.name))

    def live_name(self) -> str | None:
        try:
            return self._alias_file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def live(self) -> EmbeddedVersion:
        """The version that readers see.

        Raises:
            IndexMisconfigured: There is no archive yet, or the alias points nowhere.
        """
        name = self.live_name()
        if name is None:
            if self.names():
                there = ", ".join(self.names())
                raise IndexMisconfigured(
                    f"{self._folder} has no alias; point it with `revue rollback` at one of {there}"
                )
            raise IndexMisconfigured(f"there is no archive in {self._folder} yet; `revue ingest` makes one")
        return self.open(name)

    def open(self, name: str) -> EmbeddedVersion:
        """One version by its name.

        Raises:
            IndexMisconfigured: There is none of that name.
        """
        if name not in self.names():
            self._forget(name)
            raise IndexMisconfigured(
                f"there is no version {name} in {self._folder}; there are {self.names() or 'none'}"
            )
        if name not in self._opened:
            self._opened[name] = EmbeddedVersion(self._folder / name, timeout=self._timeout)
        return self._opened[name]

    def create(self, definition: Definition) -> str:
        """A new empty version. It appears under its name whole or not at all."""
        number = max((int(name[-6:]) for name in self.names()), default=0) + 1
        name = f"{self._alias}-{number:06d}"
        building = self._folder / f".building-{name}"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir()
        (building / "mapping.json").write_bytes(msgspec.json.encode(definition))
        articles = Articles(building / "articles.sqlite", timeout=self._timeout)
        articles.create({"created_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")})
        articles.close()
        FullText(building / "tantivy", {}).create()
        building.rename(self._folder / name)
        return name

    def point(self, name: str) -> None:
        """Make a version the live one, in one atomic step."""
        self.open(name)
        temporary = self._alias_file.with_suffix(".new")
        with temporary.open("w", encoding="utf-8") as out:
            out.write(f"{name}\n")
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(self._alias_file)

    def drop(self, name: str) -> None:
        """Delete a version; readers that are in the middle of it finish on the open files."""
        self.open(name)
        self._forget(name)
        dropped = self._folder / f".dropped-{name}"
        shutil.rmtree(dropped, ignore_errors=True)
        (self._folder / name).rename(dropped)
        shutil.rmtree(dropped)

    def sweep(self) -> None:
        """Remove what a sudden end left half built or half deleted; run by the one writer."""
        for pattern in (f".building-{self._alias}-*", f".dropped-{self._alias}-*"):
            for path in self._folder.glob(pattern):
                shutil.rmtree(path, ignore_errors=True)

    def _forget(self, name: str) -> None:
        opened = self._opened.pop(name, None)
        if opened is not None:
            opened.close()

    def close(self) -> None:
        for name in list(self._opened):
            self._forget(name)
