"""Names for the input folders, that stand in `source` and in `key`."""

from __future__ import annotations

from collections.abc import Sequence

from etl.sources.names import escape


class Homes:
    """Gives every folder its own last name, and one more of its parents' names where two would be called the same.

    Without that the pages of `monday/pages` and `tuesday/pages` would take each other's place.
    """

    def __init__(self, first: Sequence[str] = ()) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        for home in first:
            self.name(home)

    def name(self, home: str | None) -> str | None:
        """The name of a folder; the same for the same folder as long as this object lives."""
        if home is None:
            return None
        if home not in self._names:
            parts = [escape(part) for part in home.split("/") if part and not part.endswith(":")]
            names = ["/".join(parts[-length:]) for length in range(1, len(parts) + 1)] or ["files"]
            name = next((n for n in names if n not in self._taken), escape(home))
            self._names[home] = name
            self._taken.add(name)
        return self._names[home]
