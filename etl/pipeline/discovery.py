"""The first step of a night: what is new or changed among the pages that the inputs hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from etl.article import Page, PageRef, Reject
from etl.pipeline.cleaning import now
from etl.pipeline.parallel import chunked
from etl.sources import discover

if TYPE_CHECKING:
    from etl.pipeline.night import Night, Plan

# Pages looked up in the index at a time.
LOOKUP = 200


class Discovery:
    """Reads the inputs once, in order, and writes the references of what has to be processed."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._rejects: list[Reject] = []
        self._pages = 0
        self._unchanged = 0

    def run(self, inputs: Sequence[str]) -> Plan:
        from etl.pipeline.night import Plan

        night, started = self._night, now()
        batches: dict[str, int] = {}
        for number, refs in enumerate(chunked(self._wanted(inputs), night.settings.sources.batch_size), 1):
            name = f"{number:04d}"
            batches[name] = night.store.write_records(night.layout.pages(name), refs)
        if self._rejects:
            night.store.write_records(night.layout.rejects("read"), self._rejects)
        plan = Plan(
            run=night.layout.run,
            trigger=night.trigger,
            index=night.settings.index,
            inputs=list(inputs),
            started_at=started,
            pages=self._pages,
            unchanged=self._unchanged,
            batches=batches,
        )
        night.store.write_bytes(night.layout.plan, msgspec.json.encode(plan))
        return plan

    def _wanted(self, inputs: Sequence[str]) -> Iterator[PageRef]:
        """The references of new and changed pages, their bytes kept; each page once, however often it is named."""
        seen: set[bytes] = set()
        for chunk in chunked(self._read(inputs), LOOKUP):
            fresh = [page for page in chunk if (token := page.ref.key.encode()) not in seen and not seen.add(token)]  # type: ignore[func-returns-value]
            keys = [page.ref.key for page in fresh]
            indexed = self._night.index.pages(keys)
            superseded = self._night.index.collection("pages").get([key for key in keys if key not in indexed])
            for page in fresh:
                held = indexed.get(page.ref.key)
                digest = held.digest if held else superseded.get(page.ref.key, {}).get("digest")
                if digest == page.ref.digest:
                    self._unchanged += 1
                    continue
                self._night.store.put_raw(page.content)
                yield page.ref
            self._night.progress("discover", self._pages, 0)

    def _read(self, inputs: Sequence[str]) -> Iterator[Page]:
        settings = self._night.settings
        for item in discover(inputs, settings.sources, roots=settings.inbox):
            self._pages += 1
            if isinstance(item, Reject):
                self._rejects.append(msgspec.structs.replace(item, run=self._night.layout.run, at=now()))
            else:
                yield item
