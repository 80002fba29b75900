"""Revue's own recogniser: the network over a document, its tags as spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import as_file, files

from threadpoolctl import ThreadpoolController

from etl.article import EntityType
from etl.enrich.crf import TAGS
from etl.enrich.gazetteer import gazetteer
from etl.enrich.network import Network
from etl.enrich.reading import Reading, read
from etl.enrich.spans import Span


class RevueTagger:
    """Reads one document at a time, so that its result cannot depend on the batch it came in."""

    def __init__(self) -> None:
        self._network: Network | None = None

    def load(self) -> Network:
        """Load the weights that ship with Revue, once."""
        if self._network is None:
            with as_file(files("etl.enrich").joinpath("models", "recogniser")) as folder:
                self._network = Network.load(folder)
        return self._network

    def tag(self, texts: Iterable[str]) -> Iterator[list[Span]]:
        """For each text, its spans in order."""
        network = self.load()
        places = gazetteer()
        libraries = ThreadpoolController()
        for text in texts:
            reading = read(text, places)
            with libraries.limit(limits=1, user_api="blas"):  # matrices this small lose by being shared out
                tags = network.tags(reading) if reading.words else ()
            yield tagged_spans(reading, tags)


def tagged_spans(reading: Reading, tags: Iterable[int]) -> list[Span]:
    """BIOES tags as spans."""
    spans = []
    first = 0
    for i, number in enumerate(tags):
        tag = TAGS[number]
        if tag[0] in "BS":
            first = i
        if tag[0] in "ES":
            spans.append(Span(reading.starts[first], reading.ends[i], EntityType(tag[2:])))
    return spans
