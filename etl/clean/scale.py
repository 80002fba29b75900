"""Numbers to names: in which of a few ranges a value lies."""

from __future__ import annotations

from bisect import bisect_right


class Scale:
    """Ranges with names such as `length<40`; the last one is `length<inf`."""

    def __init__(self, name: str, *edges: float) -> None:
        self._edges = edges
        self._names = [f"{name}<{edge}" for edge in (*edges, "inf")]

    def __call__(self, value: float) -> str:
        """The name of the range: the first edge above the value."""
        return self._names[bisect_right(self._edges, value)]
