"""What an engine can tell about its own health, in the same words for both (`revue doctor` asks)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from etl.archive import IndexFailure, IndexMisconfigured
from etl.load import mappings
from etl.settings import Settings

_EMBEDDED = "embedded:"


class Server(msgspec.Struct, kw_only=True, frozen=True):
    """Who answers. `client` is the version of the library that talks to it, where the two have to fit."""

    product: str
    version: str
    client: str | None = None


class Grant(msgspec.Struct, kw_only=True, frozen=True):
    """A privilege, what it is on (a pattern of indices, or the cluster), and what Revue needs it for."""

    privilege: str
    on: str
    purpose: str
    essential: bool = True


class Access(msgspec.Struct, kw_only=True, frozen=True):
    """What the credentials may do.

    Attributes:
        secured: False where the engine asks nobody for credentials.
        user: Who the engine takes us for.
        denied: What Revue needs and they do not allow.
        excessive: They may do far more than Revue needs.
        expires: When the API key ends, if it does and tells.
    """

    secured: bool
    user: str | None = None
    denied: list[Grant] = []
    excessive: bool = False
    expires: datetime.datetime | None = None


class Disk(msgspec.Struct, kw_only=True, frozen=True):
    """A disk of the engine, in bytes.

    Attributes:
        low, high, flood: Free bytes below which the engine takes no new shards, moves shards away, refuses writes;
            none where the engine watches no such mark.
    """

    where: str
    free: int
    total: int
    low: int | None = None
    high: int | None = None
    flood: int | None = None


class Drift(msgspec.Struct, kw_only=True, frozen=True):
    """How far the live version is from the definition that ships.

    Attributes:
        version: Its name.
        reasons: Fields that are missing or of another type, a sentence each.
        outdated: Analysis or field options differ: it works, but not as well as a new version would.
    """

    version: str
    reasons: list[str]
    outdated: bool


class Health(Protocol):
    """Questions to an engine. Each raises `IndexFailure` where it gets no answer, and none changes anything."""

    def reach(self) -> Mapping[str, IndexFailure | None]:
        """Each address of the engine, and what keeps us from it; refused credentials do not count."""
        ...

    def server(self) -> Server: ...
    def clock(self) -> datetime.datetime | None:
        """What time the engine thinks it is; none where it has no clock of its own."""
        ...

    def access(self) -> Access | None:
        """None where the engine is a folder."""
        ...

    def disks(self) -> list[Disk]: ...
    def live(self) -> str | None:
        """The version that readers see, none where there is no archive yet.

        Raises:
            IndexMisconfigured: The alias points nowhere, at several, or is an index.
        """
        ...

    def blocked(self) -> list[str]:
        """Indices of the archive that the engine has closed for writes."""
        ...

    def drift(self, name: str) -> Drift: ...
    def close(self) -> None: ...


def health(settings: Settings) -> Health:
    """The health of the engine that `settings.index` names; nothing is asked before the first question.

    Raises:
        IndexMisconfigured: The address, the credentials or the CA file cannot be used.
    """
    address = settings.index
    if address.startswith(_EMBEDDED) and len(address) > len(_EMBEDDED):
        from etl.load.embedded.health import EmbeddedHealth

        return EmbeddedHealth(Path(address.removeprefix(_EMBEDDED)), settings.engine)
    if address.startswith(("http://", "https://")):
        from etl.load.elastic.health import ElasticHealth

        return ElasticHealth(address, settings.engine)
    raise IndexMisconfigured(f"the index address must be `embedded:PATH` or `http(s)://host:port`, not “{address}”")


def drift_of(version: str, live: mappings.Definition, made_with: str) -> Drift:
    """How a version's mapping differs from the one that ships; `made_with` is the fingerprint that it bears."""
    shipped = mappings.definition("articles")
    return Drift(
        version=version,
        reasons=mappings.drift(live, shipped["mappings"]),
        outdated=made_with != mappings.fingerprint(shipped),
    )
