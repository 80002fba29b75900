"""What the live version held at a moment, and what is different now.

Both sides are streams in the order of ids, so that an archive of any size is compared in constant memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
import xxhash

from etl.archive import ArticleIndex
from etl.article import Article
from etl.store import Store

DECISIONS = ("duplicate_of", "duplicate_kind", "similarity", "story_id")
"""Fields of an article that change when other articles come in, though its own page is the same."""

_ENCODER = msgspec.json.Encoder(order="deterministic")


class Entry(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One document of the live version.

    Attributes:
        fingerprint: Of the whole document, as the index has it.
        content: Hash of all fields but `DECISIONS`.
        key: Of the page that it was made from, if it is known.
        digest: Of that page's bytes.
        story: Its story.
        copy_of: The article that it is a copy of.
        rebuilt: It is made anew from its page or its text, not carried over.
    """

    id: str
    fingerprint: str
    content: str
    key: str | None = None
    digest: str | None = None
    story: str | None = None
    copy_of: str | None = None
    rebuilt: bool = False


class Change(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A document that is not as the baseline has it. `before` is missing for a new one."""

    id: str
    kind: Literal["new", "changed", "deleted"]
    fingerprint: str | None = None
    before: Entry | None = None


def content(article: Article) -> str:
    """Hash of everything that the article itself says, and nothing that depends on other articles."""
    bare = msgspec.structs.replace(article, duplicate_of=None, duplicate_kind=None, similarity=None, story_id=None)
    return xxhash.xxh3_128_hexdigest(_ENCODER.encode(bare))


def entry(article: Article, fingerprint: str, *, rebuilt: bool = False) -> Entry:
    return Entry(
        id=article.id,
        fingerprint=fingerprint,
        content=content(article),
        key=article.key,
        digest=article.digest,
        story=article.story_id,
        copy_of=article.duplicate_of,
        rebuilt=rebuilt,
    )


def live_entries(index: ArticleIndex, version: str) -> Iterator[tuple[Entry, Article]]:
    """Every document with its entry.

    The fingerprints are read first: a document that changes between the two readings has the older one, and so is
    found to have changed when the archive is compared again; one that came between is found to be new.
    """
    fingerprints = InOrder(index.fingerprints(version=version))
    for article in index.scan(version=version):
        fingerprint = fingerprints.get(article.id)
        if fingerprint is not None:
            yield entry(article, fingerprint), article


class InOrder:
    """Look-ups in ascending order of ids, in a stream of pairs that is in that order too."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = iter(pairs)
        self._current = next(self._pairs, None)

    def get(self, id_: str) -> str | None:
        while self._current is not None and self._current[0] < id_:
            self._current = next(self._pairs, None)
        return self._current[1] if self._current is not None and self._current[0] == id_ else None


def paired(
    left: Iterable[tuple[str, str]], right: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str | None, str | None]]:
    """Both streams joined by id: id, and what each has of it. Both, and the result, are in the order of ids."""
    a, b = iter(left), iter(right)
    one, other = next(a, None), next(b, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None  # noqa: S101 - one of the two is there
            yield one[0], one[1], None
            one = next(a, None)
        elif one is None or other[0] < one[0]:
            yield other[0], None, other[1]
            other = next(b, None)
        else:
            yield one[0], one[1], other[1]
            one, other = next(a, None), next(b, None)


def changes(baseline: Iterable[Entry], now: Iterable[tuple[str, str]]) -> Iterator[Change]:
    """What is new, changed or gone, in the order of ids."""
    entries, known = itertools.tee(baseline)
    before = next(entries, None)
    for id_, old, new in paired(((e.id, e.fingerprint) for e in known), now):
        while before is not None and before.id < id_:
            before = next(entries, None)
        if old is None:
            yield Change(id=id_, kind="new", fingerprint=new)
        elif new is None:
            yield Change(id=id_, kind="deleted", before=before)
        elif old != new:
            yield Change(id=id_, kind="changed", fingerprint=new, before=before)


def renewed(baseline: Iterable[Entry], entries: Iterable[Entry], gone: Iterable[str]) -> Iterator[Entry]:
    """The baseline with some entries replaced, added or taken out; all three in the order of ids."""
    fresh, dropped = iter(entries), iter(gone)
    next_entry, next_gone = next(fresh, None), next(dropped, None)
    for old in baseline:
        while next_entry is not None and next_entry.id < old.id:
            yield next_entry
            next_entry = next(fresh, None)
        while next_gone is not None and next_gone < old.id:
            next_gone = next(dropped, None)
        if next_entry is not None and next_entry.id == old.id:
            yield next_entry
            next_entry = next(fresh, None)
        elif next_gone != old.id:
            yield old
    while next_entry is not None:
        yield next_entry
        next_entry = next(fresh, None)


def read(store: Store, name: str) -> Iterator[Entry]:
    return store.read_records(name, Entry)
