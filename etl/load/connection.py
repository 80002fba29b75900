"""Which engine holds the archive: the one place that knows."""

from __future__ import annotations

from pathlib import Path

from etl.archive import ArticleIndex, IndexMisconfigured
from etl.settings import Settings

_EMBEDDED = "embedded:"


def connect(settings: Settings) -> ArticleIndex:
    """Reach the archive that `settings.index` names; nothing is created or asked before the first call.

    Raises:
        IndexMisconfigured: The address is neither `embedded:PATH` nor `http(s)://host:port`.
    """
    address = settings.index
    if address.startswith(_EMBEDDED) and len(address) > len(_EMBEDDED):
        from etl.load.embedded.index import EmbeddedIndex  # tantivy is loaded only where it is used

        return EmbeddedIndex(Path(address.removeprefix(_EMBEDDED)), settings.engine)
    if address.startswith(("http://", "https://")):
        from etl.load.elastic.index import ElasticIndex  # so is Elasticsearch's client

        return ElasticIndex(address, settings.engine)
    raise IndexMisconfigured(f"the index address must be `embedded:PATH` or `http(s)://host:port`, not “{address}”")
