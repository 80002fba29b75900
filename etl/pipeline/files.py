"""Each stage alone, on files: how it is measured and debugged.

Records stream through: what is held in memory is a few chunks, and what a stage itself must hold to compare records.
A JSON Lines record that has only `id` and `text` is enough; a field that a verb writes is overwritten, a field that
it does not know is passed on, and one record is written for each that was read, in input order.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path

import msgspec

from etl import records
from etl.archive import ArticleIndex
from etl.article import Article, Page, Record, Reject, Stage
from etl.normalise import stable_id
from etl.pipeline.cleaning import clean_page
from etl.pipeline.models import recogniser
from etl.pipeline.parallel import chunked, cores, ordered_map
from etl.settings import Settings
from etl.sources import discover

PAGES_A_CHUNK = 16
ARTICLES_A_CHUNK = 128

Progress = Callable[[int], None]
"""Called with the number of records done so far."""


@dataclass
class Outcome:
    """What a verb did: records written, and what was refused (counted whole, the first ones kept)."""

    written: int = 0
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)

    KEPT = 1000

    def refuse(self, reject: Reject) -> None:
        self.rejected += 1
        if len(self.rejects) < self.KEPT:
            self.rejects.append(reject)


def clean(
    settings: Settings,
    inputs: Sequence[str],
    output: Path,
    *,
    rejects: Path | None = None,
    learn: bool = True,
    progress: Progress = lambda _: None,
) -> Outcome:
    """Pages to articles, one line an input page. With `learn`, what recurs on many pages of one source is known."""
    from etl.clean import merge, observe

    memory: list[Record] = []
    if learn:
        memory = merge([], observe(p for p in discover(inputs, settings.sources) if isinstance(p, Page)))
    outcome = Outcome()
    make = partial(_cleaner, settings, memory)
    chunks = chunked(discover(inputs, settings.sources), PAGES_A_CHUNK)
    with records.atomic(output) as out, _rejects_file(rejects) as refused:
        for results in ordered_map(make, chunks, settings.workers or cores()):
            for result in results:
                if isinstance(result, Reject):
                    outcome.refuse(result)
                    refused(result)
                    out.write(records.encode(refused_line(result)))
                else:
                    out.write(records.encode(result))
                outcome.written += 1
            progress(outcome.written)
    return outcome


def refused_line(reject: Reject) -> Record:
    """The line that stands for a page that was refused: no text, and the reason; later stages pass it on."""
    return {
        "id": reject.ref.id if reject.ref and reject.ref.id else stable_id("path", reject.path),
        "path": reject.path,
        "source": reject.source,
        "title": None,
        "published_at": None,
        "text": "",
        "removed": [],
        "reject": {"stage": reject.stage, "reason": reject.reason, "error": reject.error},
    }


def dedupe(settings: Settings, source: Path, output: Path, *, progress: Progress = lambda _: None) -> Outcome:
    """Adds `duplicate_of`, `duplicate_kind`, `similarity` and `story_id`."""
    from etl.dedupe import Deduplicator

    decisions = Deduplicator(settings.dedupe).decide(lambda: _articles(source))
    outcome = Outcome()

    def decided() -> Iterator[Record]:
        for record in _records(source, outcome):
            decision = decisions.of(record["id"])
            record.update(
                duplicate_of=decision.duplicate_of,
                duplicate_kind=decision.duplicate_kind,
                similarity=decision.similarity,
                story_id=decision.story_id,
            )
            yield record
            progress(outcome.written)

    _write(output, decided(), outcome)
    return outcome


def enrich(settings: Settings, source: Path, output: Path, *, progress: Progress = lambda _: None) -> Outcome:
    """Adds `entities`, the flat names that go with them, and `quotes`."""
    from etl.enrich import KnownEntities, Linker

    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="revue-") as folder:
        recognised = Path(folder) / "recognised.jsonl"
        chunks = chunked(_articles(source), ARTICLES_A_CHUNK)
        workers = settings.workers or cores()
        first = list(islice(chunks, 2))
        if len(first) < 2:
            workers = 1  # loading the model in a second process costs more than one chunk
        done = 0
        with records.atomic(recognised) as out:
            for part in ordered_map(partial(_recogniser, settings), chain(first, chunks), workers):
                for article in part:
                    out.write(records.encode(article))
                done += len(part)
                progress(done)
        known = KnownEntities.from_collection(None, settings.enrich.registry)
        linked = Linker(settings.enrich, known).link(lambda: _typed(recognised))

        def enriched() -> Iterator[Record]:
            for record in _records(source, outcome):
                article = next(linked)
                record.update(
                    entities=article.entities,
                    people=article.people,
                    organizations=article.organizations,
                    places=article.places,
                    spellings=article.spellings,
                    quotes=article.quotes,
                )
                yield record

        _write(output, enriched(), outcome)
    return outcome


def load(index: ArticleIndex, source: Path, *, progress: Progress = lambda _: None) -> tuple[Outcome, dict[str, int]]:
    """Write articles into the index; returns what was refused and the counts of the write."""
    outcome = Outcome()

    def articles() -> Iterator[Article]:
        for record in _records(source, outcome):
            if "reject" in record:
                continue
            outcome.written += 1
            progress(outcome.written)
            try:
                yield msgspec.convert(record, Article)
            except msgspec.ValidationError as error:
                outcome.refuse(_refusal(str(source), record["id"], Stage.LOAD, "not-an-article-record", str(error)))

    report = index.write(articles())
    for reject in report.rejects:
        outcome.refuse(reject)
    index.refresh()
    counts = {"indexed": report.indexed, "updated": report.updated, "unchanged": report.unchanged}
    return outcome, counts


# -- reading ---------------------------------------------------------------------------------------------------------


_INPUT_FIELDS: tuple[str, ...] = (
    *("path", "url", "source", "title", "lead", "author", "section", "published_at", "updated_at", "fetched_at"),
    *("language", "content_hash", "key", "digest"),
)


def article_of(record: Record) -> Article:
    """The part of a record that dedupe and enrich work on; a field of another type than its own is null."""
    known = {name: record[name] for name in _INPUT_FIELDS if isinstance(record.get(name), str)}
    return Article(id=record["id"], text=record["text"], **known)


def _records(source: Path, outcome: Outcome) -> Iterator[Record]:
    """The records of a file; what has no id or text is refused and the rest goes on."""
    for number, item in enumerate(records.read(source), 1):
        if isinstance(item, records.BrokenLine):
            outcome.refuse(_refusal(str(source), f"{item.number}", Stage.READ, "broken-line", str(item)))
        elif not isinstance(item.get("id"), str) or not isinstance(item.get("text"), str):
            why = f"{source}: record {number} needs an `id` and a `text`, both strings"
            outcome.refuse(_refusal(str(source), str(number), Stage.READ, "no-id-or-text", why))
        else:
            yield item


def read_records(source: Path) -> Iterator[Record]:
    """The records of a JSON Lines file that have an id and a text; what has not is passed over."""
    return _records(source, Outcome())


def _articles(source: Path) -> Iterator[Article]:
    return (article_of(record) for record in _records(source, Outcome()))


def _write(output: Path, lines: Iterable[Record], outcome: Outcome) -> None:
    with records.atomic(output) as out:
        for line in lines:
            out.write(records.encode(line))
            outcome.written += 1


@contextmanager
def _rejects_file(path: Path | None) -> Iterator[Callable[[Reject], None]]:
    """Where rejects are written one by one, if anywhere."""
    if path is None:
        yield lambda _: None
        return
    with records.atomic(path) as out:

        def refuse(reject: Reject) -> None:
            out.write(records.encode(reject))

        yield refuse


def _typed(path: Path) -> Iterator[Article]:
    decoder = msgspec.json.Decoder(Article)
    with path.open("rb") as lines:
        yield from map(decoder.decode, lines)


def _refusal(path: str, item: str, stage: Stage, reason: str, error: str) -> Reject:
    place = f"{path}#{item}"
    return Reject(id=stable_id(place, stage), path=place, stage=stage, reason=reason, error=error)


# -- work in the processes -------------------------------------------------------------------------------------------


def _cleaner(settings: Settings, memory: list[Record]) -> Callable[[list[Page | Reject]], list[Article | Reject]]:
    from etl.clean import Cleaner, SourceMemory

    cleaner = Cleaner(settings.clean, SourceMemory.from_records(memory))
    return lambda chunk: [item if isinstance(item, Reject) else clean_page(cleaner, item) for item in chunk]


def _recogniser(settings: Settings) -> Callable[[list[Article]], list[Article]]:
    finder = recogniser(settings.enrich)
    return lambda chunk: list(finder.recognise(chunk))
