"""The journal of switches: which version readers left for which, and what both held at that moment.

It tells a rollback what came in since, exactly: what differs between a version as it was entered and as it was left is
what the nights wrote, and not what a change of rules did.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec
import xxhash

from etl.reindex.baseline import paired
from etl.store import Store

FOLDER = "switches"


class Fingerprint(msgspec.Struct, array_like=True):
    """One document of a version."""

    id: str
    fingerprint: str


class Switch(msgspec.Struct, kw_only=True):
    """One move of the alias."""

    id: str
    left: str
    entered: str
    at: str


class Journal:
    """The switches of one index, in its store."""

    def __init__(self, store: Store, index: str, alias: str) -> None:
        self._store = store
        self._folder = f"{FOLDER}/{xxhash.xxh3_64_hexdigest(f'{index} {alias}'.encode())}"

    def _name(self, switch: str, part: Literal["left", "entered"]) -> str:
        return f"{self._folder}/{switch}/{part}.jsonl.gz"

    def leave(self, switch: str, held: Iterable[tuple[str, str]]) -> None:
        """Write down what the version that is left holds; what it gets after this is late, and has to be looked for."""
        self._store.write_records(self._name(switch, "left"), (Fingerprint(*pair) for pair in held))

    def enter(self, switch: str, holds: Iterable[tuple[str, str]]) -> None:
        """Write down what the version that is entered holds, before the alias moves."""
        self._store.write_records(self._name(switch, "entered"), (Fingerprint(*pair) for pair in holds))

    def done(self, switch: Switch) -> None:
        """The alias has moved."""
        self._store.write_bytes(f"{self._folder}/{switch.id}/switch.json", msgspec.json.encode(switch))

    def switches(self) -> list[Switch]:
        """All that were done, in their order."""
        names = [n for n in self._store.list(f"{self._folder}/") if n.endswith("/switch.json")]
        found = [msgspec.json.decode(self._store.read_bytes(name), type=Switch) for name in names]
        return sorted(found, key=lambda switch: (switch.at, switch.id))

    def left(self, switch: str) -> Iterator[tuple[str, str]]:
        return self._read(self._name(switch, "left"))

    def entered(self, switch: str) -> Iterator[tuple[str, str]]:
        return self._read(self._name(switch, "entered"))

    def _read(self, name: str) -> Iterator[tuple[str, str]]:
        return ((f.id, f.fingerprint) for f in self._store.read_records(name, Fingerprint))

    def since(self, chain: Sequence[Switch], now: Iterable[tuple[str, str]]) -> set[str]:
        """Ids of everything that was written, changed or deleted in the versions that were live during a chain.

        `now` is what the live version holds, the last that the chain entered.
        """
        ids: set[str] = set()
        for switch, following in zip(chain, [*chain[1:], None], strict=True):
            end = self.left(following.id) if following is not None else now
            ids.update(id_ for id_, before, after in paired(self.entered(switch.id), end) if before != after)
        return ids

    def chain(self, version: str, live: str) -> list[Switch] | None:
        """The switches from the last time that the version was left, up to now; None where some are not on record."""
        switches = self.switches()
        starts = [i for i, switch in enumerate(switches) if switch.left == version]
        if not starts:
            return None
        chain = switches[starts[-1] :]
        joined = all(a.entered == b.left for a, b in itertools.pairwise(chain))
        return chain if joined and chain[-1].entered == live else None
