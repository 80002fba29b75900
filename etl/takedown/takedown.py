"""Take articles down.

The record of the request is written first: from then on no night and no reindex brings the article back, and the same
call after a crash goes on where it stopped. The record says who asked, why and when; it keeps no word of the article.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from etl.archive import ArticleIndex
from etl.article import Article, EntityType, Record
from etl.normalise import stable_id
from etl.pipeline.cleaning import now
from etl.store import Store
from etl.takedown.people import forget
from etl.takedown.traces import erase


class TakenDown(msgspec.Struct, kw_only=True):
    """What a takedown did for one request.

    Attributes:
        asked: The id or URL as it was given.
        id: The article's id, from now on refused.
        found: Whether the archive held it.
        versions: Index versions it was taken out of.
        pages: Raw pages deleted.
        files: Files of the store that were written anew without it.
        promoted: The copy that is now kept in its place, if it had copies.
        people: Ids of the people whom no other article names: what the archive kept of them is gone too.
    """

    asked: str
    id: str
    found: bool
    versions: list[str]
    pages: int
    files: int
    promoted: str | None = None
    people: list[str] = []


def take_down(
    index: ArticleIndex, store: Store, asked: Sequence[str], *, asked_by: str, reason: str
) -> list[TakenDown]:
    """Take articles out, by id or by URL, and keep them out.

    Raises:
        ValueError: Who asked or why is not said, or something is neither a URL nor the id of an article.
    """
    if not asked_by.strip() or not reason.strip():
        raise ValueError("a takedown needs to say who asked for it and why")
    return [_one(index, store, wanted, asked_by, reason) for wanted in asked]


def _one(index: ArticleIndex, store: Store, wanted: str, asked_by: str, reason: str) -> TakenDown:
    article_id, held = _resolve(index, wanted)
    removals = index.collection("removals")
    earlier: Record = removals.get([article_id]).get(article_id, {})
    keys = {*earlier.get("keys", []), *(a.key for a in held if a.key)}
    digests = {*earlier.get("digests", []), *(a.digest for a in held if a.digest)}
    people = {*earlier.get("people", []), *(e.id for a in held for e in a.entities if e.type == EntityType.PER)}
    url = next((a.url for a in held if a.url), wanted if _is_url(wanted) else earlier.get("url"))
    removals.put(
        [
            {
                "id": article_id,
                "url": url,
                "keys": sorted(keys),
                "digests": sorted(digests),
                "people": sorted(people),
                "asked_by": asked_by,
                "reason": reason,
                "at": earlier.get("at") or now(),
            }
        ]
    )
    promoted = _promote(index, article_id)
    versions = []
    for version in index.versions():
        if index.delete([article_id], into=version.name).deleted:
            versions.append(version.name)
        index.refresh(version=version.name)
    files, older = erase(store, article_id, keys, digests)
    pages = sum(store.delete_raw(digest) for digest in sorted(digests | older))
    return TakenDown(
        asked=wanted,
        id=article_id,
        found=bool(held),
        versions=versions,
        pages=pages,
        files=files,
        promoted=promoted,
        people=forget(index, sorted(people)),
    )


def _is_url(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _resolve(index: ArticleIndex, wanted: str) -> tuple[str, list[Article]]:
    """The id that is meant, and the article as each version holds it."""
    names = [version.name for version in index.versions()]
    if _is_url(wanted):
        from etl.clean.metadata.address import canonical

        address = canonical(wanted) or wanted
        found = {a.id for name in names for a in index.scan(version=name) if a.url in {wanted, address}}
        article_id = min(found) if found else stable_id("url", address)
    else:
        article_id = wanted
    held = [a for name in names if (a := index.get([article_id], version=name).get(article_id)) is not None]
    if not held and not _is_url(wanted) and article_id not in index.collection("removals").get([article_id]):
        raise ValueError(f"{wanted} is neither the id of an article of the archive nor a URL")
    return article_id, held


def _promote(index: ArticleIndex, article_id: str) -> str | None:
    """What was a copy of the article is kept in its place: the earliest of its copies, and the others copy that one."""
    copies = index.copies_of([article_id]).get(article_id, [])
    if not copies:
        return None
    first, *others = sorted(copies, key=lambda a: (a.published_at or a.fetched_at or "", -len(a.text), a.id))
    changes: dict[str, Record] = {
        first.id: {"duplicate_of": None, "duplicate_kind": None, "similarity": None},
        **{other.id: {"duplicate_of": first.id} for other in others},
    }
    index.update(changes)
    return first.id
