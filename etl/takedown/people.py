"""The people whom only the removed article named: what the archive keeps of them goes with it."""

from __future__ import annotations

from collections.abc import Sequence

from etl.archive import ArticleIndex, Query


def forget(index: ArticleIndex, people: Sequence[str]) -> list[str]:
    """Delete the records of those whom no article of any version names any more; returns their ids."""
    entities = index.collection("entities")
    versions = [version.name for version in index.versions()]
    gone = []
    for id_, record in sorted(entities.get(people).items()):
        query = Query(person=str(record.get("name") or ""), copies=True, size=1)
        if query.person and not any(index.search(query, version=version).total for version in versions):
            gone.append(id_)
    if gone:
        entities.delete(gone)
    return gone
