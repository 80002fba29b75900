"""Who is who across documents: every entity of a night gets the id and the name that it has for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from etl.article import Article, Entity, Record
from etl.enrich.census import Census, form_key, roles_of
from etl.enrich.clusters import Clusters
from etl.enrich.known import KnownEntities
from etl.enrich.registry import decided, merged, separated, with_entities
from etl.enrich.surnames import Surnames
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
            articles: Opens the night's recognised articles; called three times, it has to give the same each time.
        """
        surnames = Surnames(self._known)
        for article in articles():
            surnames.add(article)
        surnames.close()
        census = Census()
        for article in articles():
            census.add(self._decided(surnames.completed(article))[0])
        census.close()
        self._clusters = Clusters(census, self._known)
        for article in articles():
            yield self._linked(*self._decided(surnames.completed(article)), self._clusters)

    def _decided(self, article: Article) -> tuple[Article, dict[str, str]]:
        """The article with the desk's decisions on what the document says, and for each id what it became."""
        apart = separated(article.entities, self._forbidden)
        pairs = [(old.id, e) for old in apart if (e := decided(old, self._owners, self._refused)) is not None]
        new = msgspec.structs.replace(article, entities=merged(e for _, e in pairs))
        return new, {old: e.id for old, e in pairs}

    def _linked(self, article: Article, decided_ids: dict[str, str], clusters: Clusters) -> Article:
        entities: list[Entity] = []
        spellings: set[str] = set()
        linked_ids: dict[str, str] = {}
        for old in article.entities:
            cluster = clusters.of(form_key(old, roles_of(article, old)))
            if cluster is None:
                continue
            spellings.update(cluster.spellings)
            linked_ids[old.id] = cluster.id
            entities.append(Entity(id=cluster.id, name=cluster.name, type=old.type, mentions=old.mentions))
        speakers = {old: linked_ids.get(new) for old, new in decided_ids.items()}
        quotes = [
            msgspec.structs.replace(q, speaker=speakers.get(q.speaker) if q.speaker else None) for q in article.quotes
        ]
        return msgspec.structs.replace(with_entities(article, merged(entities), spellings), quotes=quotes)

    @property
    def learned(self) -> list[Record]:
        """After `link` has run to its end: the records to upsert into the archive's collection `entities`."""
        if self._clusters is None:
            return []
        return self._clusters.records()
