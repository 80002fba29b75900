"""What is compared: Revue on both engines, Elasticsearch's `standard` and `french` analyzers, and plain tantivy."""

from __future__ import annotations

import contextlib
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence

import elasticsearch
import tantivy

from etl.archive import ArticleIndex, Query
from etl.article import Article
from etl.load import connect
from etl.settings import IndexSettings, Settings
from tests.search.judged import DEPTH

Find = Callable[[str], list[str]]
FIELDS = ("title", "text")


def _with(index: ArticleIndex, articles: Sequence[Article]) -> Find:
    index.ensure()
    index.write(articles)
    index.refresh()
    return lambda text: [hit.article.id for hit in index.search(Query(text=text, size=DEPTH)).hits]


@contextlib.contextmanager
def embedded(articles: Sequence[Article]) -> Iterator[Find]:
    """Revue's embedded engine."""
    with tempfile.TemporaryDirectory() as folder:
        index = connect(Settings(index=f"embedded:{folder}"))
        yield _with(index, articles)
        index.close()


@contextlib.contextmanager
def elastic(articles: Sequence[Article], url: str) -> Iterator[Find]:
    """Revue's Elasticsearch engine."""
    alias = f"articles-j{uuid.uuid4().hex[:10]}"
    index = connect(Settings(index=url, engine=IndexSettings(alias=alias, timeout=60)))
    client = elasticsearch.Elasticsearch(url)
    try:
        yield _with(index, articles)
    finally:
        index.close()
        for name in client.indices.get(index=[f"{alias}*", f"runs-{alias}*", f"rejects-{alias}*"]):
            client.indices.delete(index=name)


@contextlib.contextmanager
def built_in(articles: Sequence[Article], url: str, analyzer: str) -> Iterator[Find]:
    """Elasticsearch with one of its own analyzers and its `multi_match` over title and text, the title tripled."""
    client = elasticsearch.Elasticsearch(url)
    name = f"judged-{uuid.uuid4().hex[:10]}"
    properties = {field: {"type": "text", "analyzer": analyzer} for field in FIELDS}
    client.indices.create(index=name, mappings={"dynamic": False, "properties": properties})
    for article in articles:
        client.index(index=name, id=article.id, document={field: getattr(article, field) for field in FIELDS})
    client.indices.refresh(index=name)

    def find(text: str) -> list[str]:
        query = {"multi_match": {"query": text, "fields": ["title^3", "text"]}}
        return [hit["_id"] for hit in client.search(index=name, query=query, size=DEPTH)["hits"]["hits"]]

    try:
        yield find
    finally:
        client.indices.delete(index=name)


@contextlib.contextmanager
def plain_tantivy(articles: Sequence[Article]) -> Iterator[Find]:
    """tantivy as it comes: its default tokenizer and its lenient query parser, the title tripled."""
    builder = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    for field in FIELDS:
        builder.add_text_field(field)
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)
    for article in articles:
        writer.add_document(tantivy.Document(id=[article.id], title=[article.title or ""], text=[article.text]))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()

    def find(text: str) -> list[str]:
        query, _ = index.parse_query_lenient(text, list(FIELDS), field_boosts={"title": 3.0})
        searcher = index.searcher()
        hits = searcher.search(query, DEPTH).hits
        return [str(searcher.doc(address).get_first("id")) for _, address in hits]

    yield find
