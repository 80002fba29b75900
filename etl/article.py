"""The records that flow between the stages.

Every field name is the same here, in the JSON Lines files, in the index and in Kibana
(see docs/architecture.md for the contract). This module imports nothing of Revue: everything else imports it.
"""

from __future__ import annotations

import enum
from typing import Any, Literal

import msgspec

Record = dict[str, Any]
"""One JSON Lines record as it was read: known fields and fields that Revue does not know, which are passed on."""


class Kind(enum.StrEnum):
    """What a page is. Only `article` pages count as articles; a `stub` is one whose text is only partly there."""

    ARTICLE = "article"
    STUB = "stub"
    LIVE = "live"
    VIDEO = "video"
    SECTION = "section"
    HOME = "home"
    ERROR = "error"
    OTHER = "other"


class EntityType(enum.StrEnum):
    """The four types of the contract (CoNLL's)."""

    PER = "PER"
    ORG = "ORG"
    LOC = "LOC"
    MISC = "MISC"


class Stage(enum.StrEnum):
    """Where on its way a page was when it was refused."""

    READ = "read"
    CLEAN = "clean"
    DEDUPE = "dedupe"
    ENRICH = "enrich"
    LOAD = "load"


class PageRef(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """A page that is kept in the raw store: what is known of it before it is cleaned, and the key of its bytes.

    Attributes:
        path: Where it came from, as a person would look it up: the input path or URL; a record of a file that
            holds several ends in `#` and its number, counted from 1 (`dump.jsonl#12`, `crawl.warc.gz#3`).
        key: Stable identity of the place: hash of `source` and the path relative to its input folder.
        source: The publisher's host, or the name of the inbox folder where no URL says it.
        format: How `content` is to be read: `html`, or `text` that somebody else already flattened.
        digest: SHA-256 of the content, in hexadecimal: the key in the raw store.
        size: Bytes of the content.
        url: The address that the input itself names (a WARC record, a feed, a JSON Lines field), if it does.
        encoding: The character set that the transport declared (HTTP header in a WARC), if it did.
        fetched_at: ISO 8601 with offset: when the page was fetched, else the file's modification time.
        declared: Metadata that came beside the page (`title`, `author`, `published_at`, …), as it was written.
        id: The id that the input itself gives (JSON Lines `id`), if it does.
    """

    path: str
    key: str
    source: str
    format: Literal["html", "text"]
    digest: str
    size: int
    url: str | None = None
    encoding: str | None = None
    fetched_at: str | None = None
    declared: dict[str, str] = {}
    id: str | None = None


class Page(msgspec.Struct, kw_only=True, frozen=True):
    """A page and its bytes as they came."""

    ref: PageRef
    content: bytes


class Removal(msgspec.Struct, kw_only=True, frozen=True):
    """Something that was taken out of a page.

    Attributes:
        text: What was taken out, as the page had it.
        rule: The name of the rule that took it out.
        position: Index of the block in the page, counted from 0.
    """

    text: str
    rule: str
    position: int


class Mention(msgspec.Struct, kw_only=True, frozen=True):
    """One place where an entity is named: `text == article.text[start:end]`, offsets in code points, end exclusive."""

    text: str
    start: int
    end: int


class Entity(msgspec.Struct, kw_only=True):
    """Someone or something named in an article; `id` and `name` are the same in every article of the archive."""

    id: str
    name: str
    type: EntityType
    mentions: list[Mention] = []


class Quote(msgspec.Struct, kw_only=True, frozen=True):
    """Direct or reported speech with its speaker.

    Attributes:
        text: The words quoted, `article.text[start:end]`.
        start: First code point of the quoted words.
        end: One past the last code point.
        speaker: Id of the speaker's entity, if the text says who speaks and it was recognised.
        speaker_text: The words that name the speaker, as written.
    """

    text: str
    start: int
    end: int
    speaker: str | None = None
    speaker_text: str | None = None


class Article(msgspec.Struct, kw_only=True):
    """The data contract: one article, from `clean` to the index. Null where nothing says it.

    `key`, `digest` tie it to its raw page; `cleaner` is the fingerprint of the rules and weights that cleaned it, so
    that a reindex knows what is stale. `metadata_from` names, field by field, the evidence that gave it.
    `people`, `organizations`, `places` repeat the canonical names flat, for filters; `spellings` holds every known
    spelling of the entities, so that a search under any of them finds the article.
    `keys` are the near-duplicate keys, `event_dates` the days (ISO 8601) on which the text says that things happened.
    """

    id: str
    text: str
    path: str | None = None
    url: str | None = None
    source: str | None = None
    kind: Kind = Kind.ARTICLE
    partial: bool = False
    title: str | None = None
    title_from: str | None = None
    lead: str | None = None
    author: str | None = None
    section: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    fetched_at: str | None = None
    language: str | None = None
    metadata_from: dict[str, str] = {}
    removed: list[Removal] = []
    content_hash: str | None = None
    key: str | None = None
    digest: str | None = None
    cleaner: str | None = None
    duplicate_of: str | None = None
    duplicate_kind: Literal["exact", "near"] | None = None
    similarity: float | None = None
    story_id: str | None = None
    keys: list[str] = []
    event_dates: list[str] = []
    entities: list[Entity] = []
    people: list[str] = []
    organizations: list[str] = []
    places: list[str] = []
    spellings: list[str] = []
    quotes: list[Quote] = []


class Reject(msgspec.Struct, kw_only=True, frozen=True):
    """A page that could not be processed: on record, and the run goes on.

    Attributes:
        id: Hash of `path` and `stage`: the same failure again is the same record.
        path: As in `PageRef.path`.
        stage: Where it was refused.
        reason: A short stable name of the cause (`empty`, `binary`, `truncated-gzip`, …), to count by.
        error: One sentence for a person: what was wrong with what, and what to do.
        run: The run that refused it.
        at: ISO 8601 with offset.
        source: As in `PageRef.source`, if it is known.
        digest: Key in the raw store, if the bytes could be kept.
        ref: The page itself, if it could be read: what a replay starts from.
    """

    id: str
    path: str
    stage: Stage
    reason: str
    error: str
    run: str | None = None
    at: str | None = None
    source: str | None = None
    digest: str | None = None
    ref: PageRef | None = None
