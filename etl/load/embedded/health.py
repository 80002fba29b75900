"""The health of an embedded archive (see `etl.load.health.Health`)."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from etl.archive import IndexFailure, IndexRefused
from etl.load import mappings
from etl.load.embedded.versions import Versions
from etl.load.health import Access, Disk, Drift, Server, drift_of
from etl.settings import IndexSettings


class EmbeddedHealth:
    """The folder of an archive, looked at from outside."""

    def __init__(self, folder: Path, settings: IndexSettings) -> None:
        self._folder = folder
        self._versions = Versions(folder, settings.alias, timeout=settings.timeout)

    def reach(self) -> dict[str, IndexFailure | None]:
        return {str(self._folder): self._writable()}

    def _writable(self) -> IndexFailure | None:
        """A nameless file is written, which leaves nothing behind: rights alone do not tell of a read-only disk."""
        try:
            with tempfile.TemporaryFile(dir=self._there()) as probe:
                probe.write(b"revue")
                probe.flush()
        except OSError as error:
            return IndexRefused(f"nothing can be written in {self._there()} ({error.strerror})")
        return None

    def _there(self) -> Path:
        """The folder, or where it would be made."""
        return next(path for path in (self._folder.absolute(), *self._folder.absolute().parents) if path.exists())

    def server(self) -> Server:
        return Server(product="embedded (tantivy)", version=version("tantivy"))

    def clock(self) -> datetime.datetime | None:
        return None

    def access(self) -> Access | None:
        return None

    def disks(self) -> list[Disk]:
        usage = shutil.disk_usage(self._there())
        return [Disk(where=str(self._folder), free=usage.free, total=usage.total)]

    def live(self) -> str | None:
        if self._versions.live_name() is None and not self._versions.names():
            return None
        return self._versions.live().name

    def blocked(self) -> list[str]:
        return []

    def drift(self, name: str) -> Drift:
        definition = self._versions.open(name).definition
        return drift_of(name, definition["mappings"], mappings.fingerprint(definition))

    def close(self) -> None:
        self._versions.close()
