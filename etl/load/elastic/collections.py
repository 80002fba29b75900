"""The side tables in Elasticsearch: an index each behind an alias; what is put is visible at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import elasticsearch
import msgspec

from etl.archive import IndexFailure
from etl.article import Record
from etl.load import mappings
from etl.load.elastic import bulk, pages, versions
from etl.load.elastic.client import Patience
from etl.load.lookup import token, tokens
from etl.settings import IndexSettings

LOOKUP = "lookup_tokens"
"""The field that is looked up (see `etl.load.lookup`); no record has it."""
OF_THEIR_OWN = ("runs", "rejects")
"""Collections that are not named after the articles: Kibana reads them, and they are kept for a time only."""
_PORTION = 500


def alias_of(name: str, articles: str) -> str:
    """The alias of a collection: `runs`, `articles-entities`; `runs-test` where the articles' alias is `test`."""
    if name in OF_THEIR_OWN:
        return name if articles == "articles" else f"{name}-{articles}"
    return f"{articles}-{name}"


class ElasticCollection:
    """One side table (see `etl.archive.Collection`)."""

    def __init__(
        self, client: elasticsearch.Elasticsearch, patience: Patience, name: str, settings: IndexSettings
    ) -> None:
        self._client = client
        self._patience = patience
        self._name = name
        self._settings = settings
        self.alias = alias_of(name, settings.alias)

    def ensure(self) -> None:
        """Create the index and its alias, where there is none."""
        if self._patience.call(lambda: self._client.indices.exists_alias(name=self.alias)):
            return
        shipped = self._name if self._name in OF_THEIR_OWN else "collection"
        definition = mappings.definition(shipped)
        definition["mappings"]["properties"][LOOKUP] = {"type": "keyword"}
        meta = {"mapping": mappings.fingerprint(definition)}
        mapping = {**definition["mappings"], "_meta": meta}
        settings = definition["settings"]
        versions.create(self._client, self._patience, f"{self.alias}-000001", settings, mapping, {self.alias: {}})

    def put(self, records: Iterable[Record]) -> int:
        remaining = iter(records)
        written = 0
        while portion := list(itertools.islice(remaining, _PORTION)):
            operations = [
                bulk.index(record["id"], msgspec.json.encode({**record, LOOKUP: list(tokens(record))}))
                for record in portion
            ]
            self._run(operations)
            written += len(portion)
        return written

    def _run(self, operations: Sequence[bulk.Operation]) -> bulk.Outcome:
        outcome = bulk.Bulk(self._client, self.alias, self._settings).run(operations, refresh=True)
        if outcome.refusals:
            first = outcome.refusals[0]
            raise IndexFailure(
                f"{len(outcome.refusals)} records were refused by {self.alias}, the first ({first.id}): {first.error}"
            )
        return outcome

    def get(self, ids: Sequence[str]) -> dict[str, Record]:
        found = pages.mget(self._client, self._patience, self.alias, ids)
        return {one["_id"]: _record(one["_source"]) for one in found}

    def find(self, field: str, values: Sequence[str]) -> Iterator[Record]:
        seen: set[str] = set()
        wanted = [token(field, value) for value in dict.fromkeys(values)]
        for start in range(0, len(wanted), _PORTION):
            for record in self._scan({"terms": {LOOKUP: wanted[start : start + _PORTION]}}):
                if record["id"] not in seen:
                    seen.add(record["id"])
                    yield record

    def scan(self) -> Iterator[Record]:
        return self._scan({"match_all": {}})

    def _scan(self, query: dict[str, Any]) -> Iterator[Record]:
        for hit in pages.scan(self._client, self._patience, self.alias, {"query": query}, _PORTION):
            yield _record(hit["_source"])

    def delete(self, ids: Sequence[str]) -> int:
        if not ids:
            return 0
        outcome = self._run([bulk.delete(id_) for id_ in dict.fromkeys(ids)])
        return sum(result == "deleted" for result in outcome.results.values())

    def expire(self, field: str, before: str) -> int:
        query = {"range": {field: {"lt": before}}}
        found = pages.scan(self._client, self._patience, self.alias, {"query": query, "source": False}, _PORTION)
        return self.delete([hit["_id"] for hit in found])


def _record(source: Record) -> Record:
    source.pop(LOOKUP, None)
    return source
