"""What a rebuild learned beside the articles, joined with what the nights learned meanwhile.

A rebuild takes hours; the nights in them write into the same side tables. What is put there at the swap takes nothing
of that away: lists are united, and names and ids stay those that are on record.
"""

from __future__ import annotations

from collections.abc import Iterable

from etl.archive import ArticleIndex
from etl.article import Record
from etl.enrich.sketch import merge as merge_sketches
from etl.pipeline.parallel import chunked

LOOKUP = 200


def put_entities(index: ArticleIndex, learned: Iterable[Record]) -> None:
    """Entities of the rebuild into the archive's collection."""
    entities = index.collection("entities")
    for chunk in chunked(learned, LOOKUP):
        held = entities.get([str(record["id"]) for record in chunk])
        entities.put([united(held[r["id"]], r) if r["id"] in held else r for r in chunk])


def united(held: Record, learned: Record) -> Record:
    """One record of an entity out of both; uniting again changes nothing."""
    record = dict(held)
    for field, value in learned.items():
        there = record.get(field)
        if there is None:
            record[field] = value
        elif field == "articles":
            record[field] = merge_sketches(there, value)
        elif field == "first_day":
            record[field] = min(there, value or there)
        elif field == "last_day":
            record[field] = max(there, value or there)
        elif isinstance(value, list) and value != there:
            more = [item for item in value if item not in there]
            record[field] = (
                sorted([*there, *more]) if all(isinstance(i, str) for i in (*there, *more)) else there + more
            )
    return record


def put_memory(index: ArticleIndex, learned: Iterable[Record]) -> None:
    """What keeps coming back on the pages of a source."""
    from etl.clean import merge

    sources = index.collection("sources")
    for chunk in chunked(learned, LOOKUP):
        names = sorted({str(record["source"]) for record in chunk})
        sources.put(merge(sources.find("source", names), chunk))
