"""Where the files of a reindex lie in the store."""

from __future__ import annotations

from dataclasses import dataclass

from etl.pipeline.layout import Layout

FOLDER = "reindex"


@dataclass(frozen=True)
class ReindexLayout(Layout):
    """As the files of a night, in a folder of their own: a rebuild reads the pages' manifests and adds none."""

    @property
    def folder(self) -> str:
        return f"{FOLDER}/{self.run}"

    @property
    def manifests(self) -> str:
        return f"{self.folder}/pages"

    @property
    def reindex(self) -> str:
        return f"{self.folder}/reindex.json"

    @property
    def version(self) -> str:
        return f"{self.folder}/version.json"

    @property
    def before(self) -> str:
        """The versions that were there before the new one."""
        return f"{self.folder}/before.json"

    @property
    def mended(self) -> str:
        return f"{self.folder}/mended.json"

    @property
    def comparison(self) -> str:
        return f"{self.folder}/comparison.json"

    def baseline(self, round_: int) -> str:
        """What the live version held when the plan was made (0) and after each round of catching up."""
        return f"{self.folder}/baseline/{round_:04d}.jsonl.gz"

    def ids(self, batch: str) -> str:
        return f"{self.folder}/ids/{batch}.jsonl"

    @property
    def stories(self) -> str:
        return f"{self.folder}/stories.jsonl"

    @property
    def renamed(self) -> str:
        """Provisional ids of rebuilt stories, each with its lasting one."""
        return f"{self.folder}/renamed.jsonl"

    @property
    def splits(self) -> str:
        return f"{self.folder}/splits.jsonl"

    @property
    def vanished(self) -> str:
        return f"{self.folder}/vanished.jsonl"

    @property
    def appeared(self) -> str:
        return f"{self.folder}/appeared.jsonl"

    @property
    def ready(self) -> str:
        """Says that every batch of the rebuild is ready to be filled in."""
        return f"{self.folder}/ready.json"

    def filled(self, batch: str) -> str:
        return f"{self.folder}/filled/{batch}.jsonl"

    @property
    def filled_prefix(self) -> str:
        return f"{self.folder}/filled/"

    def changes(self, round_: int) -> str:
        return f"{self.folder}/rounds/{round_:04d}/changes.jsonl"

    def entries(self, round_: int) -> str:
        return f"{self.folder}/rounds/{round_:04d}/entries.jsonl"

    def round_done(self, round_: int) -> str:
        return f"{self.folder}/rounds/{round_:04d}/done.json"

    @property
    def gate(self) -> str:
        return f"{self.folder}/gate.json"

    @property
    def pointed(self) -> str:
        """Readers have the new version, and the side tables go with it."""
        return f"{self.folder}/pointed.json"

    @property
    def swapped(self) -> str:
        return f"{self.folder}/swapped.json"
