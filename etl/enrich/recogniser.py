"""The stage that finds names: articles in, articles with entities out, one by one and in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import tee
from typing import Protocol

import msgspec

from etl.article import Article
from etl.enrich.complements import with_whole_organizations
from etl.enrich.consistency import consistent
from etl.enrich.document import resolve
from etl.enrich.gazetteer import places
from etl.enrich.insertions import without_english
from etl.enrich.quotes import find_quotes
from etl.enrich.spacy_tagger import SpacyTagger
from etl.enrich.spans import Span, usable
from etl.enrich.tagger import RevueTagger
from etl.enrich.things import of_things
from etl.enrich.torn import whole_people
from etl.settings import EnrichSettings


class Tagger(Protocol):
    """Anything that finds names in texts."""

    def load(self) -> object: ...
    def tag(self, texts: Iterable[str]) -> Iterator[list[Span]]: ...


class Recogniser:
    """Finds people, organizations, places and other names, and puts together what one document says of one of them.

    Args:
        settings: `model` names the recogniser: `revue` or any installed spaCy pipeline.
    """

    def __init__(self, settings: EnrichSettings) -> None:
        self._settings = settings
        self._tagger = tagger_for(settings.model)

    def load(self) -> None:
        """Load the model now instead of with the first article. Raises `ModelMissing` where it is not installed."""
        self._tagger.load()

    def recognise(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Fill `entities` and `quotes`; whatever was in them before is overwritten, everything else passes on.

        The result depends on the article alone, not on its neighbours. Ids are provisional until `Linker` ran.
        """
        texts, passed = tee(articles)
        gazetteer = places()
        for article, spans in zip(passed, self._tagger.tag(a.text for a in texts), strict=True):
            whole = with_whole_organizations(article.text, spans)
            named = without_english(article.text, of_things(article.text, usable(article.text, whole)))
            names = consistent(article.text, whole_people(article.text, named), gazetteer)
            entities = resolve(article.text, names)
            yield msgspec.structs.replace(article, entities=entities, quotes=find_quotes(article.text, entities))


def tagger_for(model: str) -> Tagger:
    """The recogniser of that name."""
    return RevueTagger() if model == "revue" else SpacyTagger(model)
