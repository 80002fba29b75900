"""Who is who across documents: every entity of a night gets the id and the name that it has for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from etl.article import Article, Entity, Record
from etl.enrich.census import Census, form_key, roles_of
from etl.enrich.clusters import Clusters
from etl.enrich.document import comparable
from etl.enrich.known import KnownEntities
from etl.enrich.registry import entry_id, merged, separated, with_entities
from etl.settings import EnrichSettings


class Linker:
    """Puts the spellings of one entity together, over a night and with what the archive knows.

    The result does not depend on the order of the articles. Memory grows with the number of different names.
    """

    def __init__(self, settings: EnrichSettings, known: KnownEntities) -> None:
        self._settings = settings
        self._known = known
        self._clusters: Clusters | None = None
        self._owners = known.registry.owners()
        self._refused = known.registry.refused()
        self._forbidden = known.registry.forbidden()

    def link(self, articles: Callable[[], Iterable[Article]]) -> Iterator[Article]:
        """Set canonical ids and names, and the flat fields `people`, `organizations`, `places`, `spellings`.

        Args:
            articles: Opens the night's recognised articles; it is called twice, and has to give the same both times.
        """
        census = Census()
        for article in articles():
            census.add(self._apart(article))
        census.close()
        self._clusters = Clusters(census, self._known)
        for article in articles():
            yield self._linked(self._apart(article), self._clusters)

    def _apart(self, article: Article) -> Article:
        """What the document put together although the desk keeps it apart is two again."""
        if not self._forbidden:
            return article
        return msgspec.structs.replace(article, entities=separated(article.entities, self._forbidden))

    def _linked(self, article: Article, clusters: Clusters) -> Article:
        entities: list[Entity] = []
        spellings: set[str] = set()
        became: dict[str, str] = {}
        for old in article.entities:
            mentions = [m for m in old.mentions if (old.type, comparable(m.text)) not in self._refused]
            if (old.type, comparable(old.name)) in self._refused or not mentions:
                continue
            cluster = clusters.of(form_key(old, roles_of(article, old)))
            owner = self._owners.get((old.type, comparable(old.name)))
            if owner is None and cluster is not None:
                owner = self._owners.get((old.type, comparable(cluster.name)))
            if owner is not None:
                new = Entity(id=entry_id(owner), name=owner.name, type=old.type, mentions=mentions)
                spellings.update((owner.name, *owner.aliases))
            elif cluster is not None:
                new = Entity(id=cluster.id, name=cluster.name, type=old.type, mentions=mentions)
            else:
                continue
            if cluster is not None:
                spellings.update(cluster.spellings)
            became[old.id] = new.id
            entities.append(new)
        quotes = [
            msgspec.structs.replace(q, speaker=became.get(q.speaker) if q.speaker else None) for q in article.quotes
        ]
        return msgspec.structs.replace(with_entities(article, merged(entities), spellings), quotes=quotes)

    @property
    def learned(self) -> list[Record]:
        """After `link` has run to its end: the records to upsert into the archive's collection `entities`."""
        if self._clusters is None:
            return []
        return self._clusters.records()
