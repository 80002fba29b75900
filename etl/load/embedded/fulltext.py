"""The full-text index of one version: tantivy, filled with terms that the version's own analyzers made."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import tantivy
import xxhash

from etl.article import Article
from etl.days import period
from etl.load.analysis import Analyzer
from etl.load.document import document
from etl.load.embedded.articles import Change
from etl.load.query import STEMMED_FIELDS, TOGETHER_SLOP

HEAP = 64 * 2**20
"""Bytes that the writer may fill before it puts a segment on disk."""

FORMS = {"": "french_stemmed", "_exact": "french_exact_search", "_accented": "french_accented_search"}
"""The forms of each text field, by the ending of their names: stemmed; as written without accents; and with them
(Elasticsearch has both of these in one sub-field, tantivy takes one term a place)."""

_EDGE = " ".join("\x1e" * (TOGETHER_SLOP + 1))
"""What stands between two values of a field, so that no phrase runs over the edge."""

KEYWORDS = ("id", "source", "story_id", "people", "organizations", "places")
"""Fields that are found as a whole."""

NUMBERS = ("copy", "dated", "first_day", "last_day", "story", "rank")
"""Fields to sort, filter and group by: flags, seconds, days since year 1, and hashes."""

UNDATED = -(2**62)
"""Where an article that has no date stands in the order of dates."""


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in KEYWORDS:
        builder.add_text_field(name, stored=name == "id", tokenizer_name="raw", index_option="basic")
    for name in STEMMED_FIELDS:
        for suffix in FORMS:
            builder.add_text_field(f"{name}{suffix}", tokenizer_name="whitespace", index_option="position")
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


class Match(NamedTuple):
    """One article that a query found; `story` groups, `dated` and `rank` break ties."""

    score: float
    address: tantivy.DocAddress
    copy: bool
    dated: int
    story: int
    rank: int


class FullText:
    """The tantivy index in one folder."""

    def __init__(self, folder: Path, analyzers: Mapping[str, Analyzer]) -> None:
        self._folder = folder
        self.analyzers = analyzers
        self._index: tantivy.Index | None = None

    def create(self) -> None:
        self._folder.mkdir(exist_ok=True)
        tantivy.Index(schema(), path=str(self._folder))

    @property
    def exists(self) -> bool:
        return self._folder.is_dir() and bool(tantivy.Index.exists(str(self._folder)))

    @property
    def index(self) -> tantivy.Index:
        if self._index is None:
            self._index = tantivy.Index.open(str(self._folder))
            self._index.register_tokenizer("whitespace", _whitespace())
        return self._index

    def follow(self, changes: Iterable[Change]) -> int:
        """Take over the changes; returns the last sequence number, 0 where there was none. All or none is committed."""
        self._sweep()
        writer = self.index.writer(HEAP, 1)
        last = 0
        for change in changes:
            writer.delete_documents_by_term("id", change.id)
            if change.article is not None:
                writer.add_document(self._document(change.article))
            last = change.seq
        writer.commit()
        writer.wait_merging_threads()
        return last

    def _sweep(self) -> None:
        """Remove the lists of deletions that no commit names: a writer that was killed left them, tantivy would make
        a file of the same name and refuses to overwrite one. Only the one writer may call this."""
        committed = json.loads((self._folder / "meta.json").read_bytes())
        named = {
            f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}.del"
            for segment in committed["segments"]
            if segment.get("deletes")
        }
        for path in self._folder.glob("*.del"):
            if path.name not in named:
                path.unlink(missing_ok=True)

    def _document(self, article: Article) -> tantivy.Document:
        made = tantivy.Document()
        for name in KEYWORDS:
            value = getattr(article, name)
            for one in value if isinstance(value, list) else [value] if value else []:
                made.add_text(name, one)
        for name in STEMMED_FIELDS:
            value = getattr(article, name)
            values = value if isinstance(value, list) else [value] if value else []
            for suffix, analyzer in FORMS.items():
                terms = [" ".join(self.analyzers[analyzer].terms(one)) for one in values]
                made.add_text(f"{name}{suffix}", f" {_EDGE} ".join(terms))
        derived = document(article)
        made.add_integer("copy", int(article.duplicate_of is not None))
        made.add_integer("dated", seconds(derived.dated))
        for name, day in (("first_day", derived.first_day), ("last_day", derived.last_day)):
            if day:
                made.add_integer(name, days(day))
        made.add_integer("story", _signed(xxhash.xxh3_64_intdigest((article.story_id or f"\0{article.id}").encode())))
        made.add_integer("rank", _signed(int.from_bytes(article.id.encode()[:8].ljust(8, b"\0"), "big")))
        return made

    def searcher(self) -> tantivy.Searcher:
        self.index.reload()
        return self.index.searcher()

    @property
    def schema(self) -> tantivy.Schema:
        return self.index.schema


def matches(searcher: tantivy.Searcher, query: tantivy.Query) -> list[Match]:
    """Every article that a query finds, best first, then newest, then by id."""
    found = searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits
    addresses = [address for _, address in found]
    columns = [searcher.fast_field_values(name, addresses) for name in ("copy", "dated", "story", "rank")]
    made = [
        Match(round(score, 5), address, bool(copy), dated, story, rank)
        for (score, address), copy, dated, story, rank in zip(found, *columns, strict=True)
    ]
    made.sort(key=lambda match: (-match.score, -match.dated, match.rank))
    return made


def seconds(date: str | None) -> int:
    """Seconds since 1970 of an ISO 8601 date; a day, month or year is its first instant, UTC where no offset is."""
    if date is None:
        return UNDATED
    instant = datetime.datetime.fromisoformat(date if len(date) > 10 else period(date)[0])
    return int(instant.replace(tzinfo=instant.tzinfo or datetime.UTC).timestamp())


def days(day: str) -> int:
    """Days since the year 1."""
    return datetime.date.fromisoformat(day).toordinal()


def _signed(number: int) -> int:
    return number - 2**63


def _whitespace() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
