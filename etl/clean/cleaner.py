"""A page in, an article out: the whole way, with everything on record that was taken out."""

from __future__ import annotations

import functools

import msgspec
import xxhash

from etl.article import Article, Kind, Page, Reject, Removal, Stage
from etl.clean import asides, boxes, context, tables
from etl.clean.behind import behind
from etl.clean.block import Block
from etl.clean.deadline import Deadline, TooSlow
from etl.clean.explanation import Explanation
from etl.clean.facts import Facts, Reader, key_of
from etl.clean.features import Evidence, core_of
from etl.clean.inline import Glue, GlueRules, join_cut
from etl.clean.kind import is_live, kind_of
from etl.clean.memory import SourceMemory
from etl.clean.metadata import dates
from etl.clean.metadata.collect import Metadata, collect, only_time
from etl.clean.metadata.from_text import ask_text, flat_title, opening
from etl.clean.metadata.language import detect
from etl.clean.metadata.title import part_on_page
from etl.clean.model import load
from etl.clean.read import Reading, Unreadable, read
from etl.clean.rules import LineRules
from etl.clean.seams import Seams
from etl.clean.verdict import BlockVerdict, judge
from etl.normalise import content_hash, stable_id
from etl.settings import CleanSettings

VERSION = "10"
"""Goes up with any change of the code that changes what comes out; rules and weights speak for themselves."""

_GLUED = 120  # characters from which a line that a rule takes may be a paragraph with something glued to it

_ARTICLES = frozenset({Kind.ARTICLE, Kind.STUB, Kind.LIVE, Kind.VIDEO})


class _Result(msgspec.Struct):
    reading: Reading
    data: Metadata
    verdicts: list[BlockVerdict]
    texts: list[str]
    removed: list[Removal]
    kind: Kind
    partial: bool


class Cleaner:
    """Turns pages into articles. Holds rules, weights and what is known of sources; keeps nothing between pages."""

    def __init__(self, settings: CleanSettings, memory: SourceMemory | None = None) -> None:
        self._settings = settings
        self._memory = memory
        self._rules = LineRules()
        self._glue = GlueRules()
        self._seams = Seams(self._rules)
        self._reader = Reader(self._rules)
        self._weights = {"html": load("html"), "flat": load("flat")}
        self._reasons = {**self._rules.reasons, **self._glue.reasons}

    @functools.cached_property
    def fingerprint(self) -> str:
        """Hash of rules, weights and version: articles that carry another one were cleaned otherwise."""
        parts = [VERSION, self._rules.source, self._glue.source]
        parts += [msgspec.json.encode(weights, order="sorted").decode() for weights in self._weights.values()]
        return xxhash.xxh3_64_hexdigest("\x1f".join(parts).encode())

    def clean(self, page: Page, *, run: str | None = None) -> Article | Reject:
        """The article of a page, or the reason why there is none.

        Reasons: `empty`, `binary`, `too-deep`, `too-many-attributes`, `too-many-blocks`, `too-slow`, `not-an-article`.
        """
        try:
            result = self._process(page, explain=False)
        except Unreadable as error:
            return _reject(page, error.reason, str(error), run)
        except TooSlow as error:
            return _reject(page, "too-slow", str(error), run)
        if result.kind not in _ARTICLES:
            return _reject(page, "not-an-article", _why(result), run)
        return self._article(page, result)

    def explain(self, page: Page) -> Explanation:
        """The page block by block: what is kept, what is not, by which rule and why.

        Raises:
            Unreadable: there are no blocks to explain; the message says why.
        """
        try:
            result = self._process(page, explain=True)
        except TooSlow as error:
            raise Unreadable("too-slow", str(error)) from error
        return Explanation(
            path=page.ref.path,
            kind=result.kind,
            partial=result.partial,
            fingerprint=self.fingerprint,
            metadata={name: getattr(result.data, name) for name in _FIELDS},
            evidence=result.data.found,
            blocks=result.verdicts,
        )

    def _process(self, page: Page, *, explain: bool) -> _Result:
        deadline = Deadline(self._settings.max_seconds)
        reading = read(page, deadline)
        deadline.check()
        data = collect(page.ref, reading.tags, reading.scripts)
        facts = self._without_glue(reading.blocks, self._reader.page(reading.blocks, deadline))
        rest = behind(reading.blocks, facts)
        core = core_of(reading.blocks, facts, rest)
        if data.title is not None and data.found["title"] != "h1":
            lines = [block.text for block in reading.blocks[: core[0] + 1]]
            data.title = part_on_page(
                data.title, lines, [text for text, _ in reading.tags.headings] if reading.tags else []
            )
        fixed = self._fixed(page, reading, data, facts, core, rest)
        shape = "html" if reading.html else "flat"
        verdicts = judge(
            reading.blocks,
            facts,
            core,
            fixed,
            self._weights[shape],
            html=reading.html,
            stated=Evidence(body=key_of(data.article_body or "")),
            live=reading.html and is_live(data, reading.blocks),
            reasons=self._reasons,
            explain=explain,
            deadline=deadline,
        )
        deadline.check()
        context.apply(verdicts, facts, reading.blocks)
        boxes.apply(verdicts, reading.blocks, self._rules)
        asides.apply(verdicts, facts, reading.blocks, data.author)
        tables.restore(verdicts, reading.blocks)
        glued = self._unglue(verdicts)
        zone = dates.zone_of(data.source, data.language or "fr")
        ask_text(data, reading.blocks, facts, core, zone)
        if reading.tags is not None:
            only_time(data, reading.tags, zone)
        if data.title is None:
            kept = [verdict.kept for verdict in verdicts]
            certain = [verdict.rule is not None and not verdict.rule.startswith("learned") for verdict in verdicts]
            if (found := opening(reading.blocks, facts, kept, certain)) is not None:
                data.put("title", *found)
        kind, partial = kind_of(data, reading, facts, verdicts)
        texts = join_cut(verdicts)
        code, told = detect("\n".join(texts), data.language)
        data.language = None
        data.put("language", code, told or "")
        removed = [Removal(text=v.text, rule=v.rule, position=v.position) for v in verdicts if v.rule is not None]
        removed = sorted([*removed, *glued], key=lambda removal: removal.position)
        return _Result(reading, data, verdicts, texts, removed, kind, partial)

    def _fixed(
        self,
        page: Page,
        reading: Reading,
        data: Metadata,
        facts: list[Facts],
        core: tuple[int, int],
        rest: dict[int, str],
    ) -> dict[int, str]:
        """What is decided before the model is asked: titles, the rest behind the text, and what the source repeats."""
        fixed: dict[int, str] = {}
        if reading.html:
            titles = {key_of(text) for text, _ in (reading.tags.headings if reading.tags else [])[:1]}
            titles |= {key_of(data.title or "")}
            several = sum(block.tag == "h1" for block in reading.blocks) > 1
            for i, block in enumerate(reading.blocks):
                # Some sites set every sub-heading as an h1: inside the text only the title itself is one.
                is_heading = block.tag == "h1" and not (several and core[0] < i <= core[1])
                if is_heading or (facts[i].size < 300 and facts[i].key in titles - {""}):
                    fixed[i] = "title"
        elif (found := flat_title(reading.blocks, facts, core)) is not None:
            data.put("title", found[0], "text")
            fixed = dict.fromkeys(found[1], "title")
        fixed = {**rest, **fixed}
        if self._memory is not None:
            for i, block in enumerate(reading.blocks):
                if i not in fixed and self._memory.recurs(page.ref.source, block.text):
                    fixed[i] = "source-furniture"
        return fixed

    def _without_glue(self, blocks: list[Block], facts: list[Facts]) -> list[Facts]:
        """A line that a rule would drop for what is glued to it is judged by the paragraph that is left of it."""
        read = list(facts)
        for i, (block, fact) in enumerate(zip(blocks, facts, strict=True)):
            if fact.verdict is None or block.rule is not None or fact.size < _GLUED:
                continue
            text, taken = self._take_off(block.text)
            if taken and (rest := self._reader.facts(text)).prose:
                read[i] = rest
        return read

    def _take_off(self, text: str) -> tuple[str, list[Glue]]:
        """A line without what is glued to it: by the rules for that, and at seams, which may bare an agency's name."""
        rest, taken = self._glue.take_off(text)
        rest, cut = self._seams.cut(rest)
        if not cut:
            return rest, taken
        rest, more = self._glue.take_off(rest)
        return rest, [*taken, *cut, *more]

    def _unglue(self, verdicts: list[BlockVerdict]) -> list[Removal]:
        removed = []
        for verdict in verdicts:
            if not verdict.kept:
                continue
            text, taken = self._take_off(verdict.text)
            if taken:
                verdict.becomes = text
                removed += [Removal(text=t.text, rule=t.rule, position=verdict.position) for t in taken]
        return removed

    def _article(self, page: Page, result: _Result) -> Article:
        ref, data = page.ref, result.data
        text = "\n\n".join(result.texts)
        place = ref.id or stable_id("path", ref.key)
        identity = stable_id("url", data.url) if data.url is not None else place
        return Article(
            id=identity,
            text=text,
            path=ref.path,
            url=data.url,
            source=data.source,
            kind=result.kind,
            partial=result.partial,
            title=data.title,
            title_from=data.found.get("title"),
            lead=data.lead,
            author=data.author,
            section=data.section,
            published_at=data.published_at,
            updated_at=data.updated_at,
            fetched_at=ref.fetched_at,
            language=data.language,
            metadata_from=dict(data.found),
            removed=result.removed,
            content_hash=content_hash(text),
            key=ref.key,
            digest=ref.digest,
            cleaner=self.fingerprint,
        )


_FIELDS = ("url", "source", "title", "lead", "author", "section", "published_at", "updated_at", "language")


def _why(result: _Result) -> str:
    """Why a page that could be read has no article."""
    if result.kind is Kind.OTHER and any(removal.rule == "markup-table" for removal in result.removed):
        return "the page has no running text: it has a table of data, and tables are no part of a text"
    return f"the page has no article: it is a page of kind `{result.kind}`"


def _reject(page: Page, reason: str, error: str, run: str | None) -> Reject:
    ref = page.ref
    return Reject(
        id=stable_id(ref.path, Stage.CLEAN),
        path=ref.path,
        stage=Stage.CLEAN,
        reason=reason,
        error=error,
        run=run,
        source=ref.source,
        digest=ref.digest,
    )
