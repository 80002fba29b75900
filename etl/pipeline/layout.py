"""Where the files of a run lie in the store: every name in one place.

`pages/<run>/` holds the references of all pages that a run took in and is kept for ever: with the raw pages it is
what an archive is rebuilt from. `runs/<run>/` holds what the stages hand to each other, and the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNSAFE = re.compile(r"[^A-Za-z0-9._+-]+")


def run_name(text: str) -> str:
    """A name that is safe in paths and object keys: anything else becomes a hyphen."""
    return _UNSAFE.sub("-", text).strip("-.") or "run"


@dataclass(frozen=True)
class Layout:
    """The names of one run's files."""

    run: str

    @property
    def folder(self) -> str:
        return f"runs/{self.run}"

    @property
    def manifests(self) -> str:
        return f"pages/{self.run}"

    @property
    def plan(self) -> str:
        return f"{self.folder}/plan.json"

    @property
    def finished(self) -> str:
        return f"{self.folder}/finished.json"

    @property
    def report_html(self) -> str:
        return f"{self.folder}/report.html"

    @property
    def report_json(self) -> str:
        return f"{self.folder}/report.json"

    @property
    def memory(self) -> str:
        return f"{self.folder}/memory.jsonl"

    @property
    def updates(self) -> str:
        return f"{self.folder}/updates.jsonl"

    @property
    def merges(self) -> str:
        return f"{self.folder}/merges.jsonl"

    @property
    def new_stories(self) -> str:
        return f"{self.folder}/new-stories.jsonl"

    @property
    def superseded(self) -> str:
        return f"{self.folder}/superseded.jsonl"

    @property
    def replaced(self) -> str:
        return f"{self.folder}/replaced.jsonl"

    @property
    def entities(self) -> str:
        return f"{self.folder}/entities.jsonl"

    def pages(self, batch: str) -> str:
        return f"{self.manifests}/{batch}.jsonl"

    def batch(self, step: str, batch: str) -> str:
        """The output of a step for a batch: `runs/<run>/cleaned/0001.jsonl`."""
        return f"{self.folder}/{step}/{batch}.jsonl"

    def rejects(self, step: str) -> str:
        return f"{self.folder}/rejects/{step}.jsonl"

    @property
    def rejects_prefix(self) -> str:
        return f"{self.folder}/rejects"

    def timing(self, step: str) -> str:
        return f"{self.folder}/timings/{step}.json"

    @property
    def timings_prefix(self) -> str:
        return f"{self.folder}/timings"
