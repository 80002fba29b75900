"""Any installed spaCy pipeline as the recogniser, with only what its entity recogniser needs switched on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from etl.article import EntityType
from etl.enrich.spans import Span

# The types of the contract, and what pipelines of other languages and corpora call them.
TYPES = {
    "PER": EntityType.PER,
    "PERSON": EntityType.PER,
    "LOC": EntityType.LOC,
    "GPE": EntityType.LOC,
    "FAC": EntityType.LOC,
    "ORG": EntityType.ORG,
    "MISC": EntityType.MISC,
    "EVENT": EntityType.MISC,
    "PRODUCT": EntityType.MISC,
    "WORK_OF_ART": EntityType.MISC,
}
# Components that write what an entity recogniser may read; anything else only costs time.
_NEEDED = ("ner", "tok2vec", "transformer", "entity_ruler", "span_ruler")
_BATCH = 64


class ModelMissing(ValueError):
    """The pipeline that the settings name is not installed, or finds no entities."""


class SpacyTagger:
    """A spaCy pipeline, loaded when the first text comes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._pipeline: Any = None

    def load(self) -> None:
        """Raises `ModelMissing` where the pipeline is not there or has no entity recogniser."""
        import spacy

        try:
            meta = spacy.util.get_package_path(self.name) if spacy.util.is_package(self.name) else self.name
            config = spacy.util.load_config(_config_of(str(meta)))
        except (OSError, ValueError, StopIteration) as error:
            raise ModelMissing(
                f"no spaCy pipeline is installed under the name {self.name!r}: install it, or set "
                "enrich.model to `revue`"
            ) from error
        names = list(config["nlp"]["pipeline"])
        shared = {"tok2vec", "transformer"} if _listens(config) else set()
        excluded = [n for n in names if n not in _NEEDED or (n in {"tok2vec", "transformer"} and n not in shared)]
        if not {"ner", "entity_ruler", "span_ruler"} & set(names):
            raise ModelMissing(f"the spaCy pipeline {self.name!r} has no entity recogniser")
        self._pipeline = spacy.load(self.name, exclude=excluded)

    def tag(self, texts: Iterable[str]) -> Iterator[list[Span]]:
        """For each text, its spans in order. Types that the contract does not know are left out."""
        if self._pipeline is None:
            self.load()
        for document in self._pipeline.pipe(texts, batch_size=_BATCH):
            yield [Span(e.start_char, e.end_char, TYPES[e.label_]) for e in document.ents if e.label_ in TYPES]


def _config_of(path: str) -> str:
    from pathlib import Path

    return str(next(iter(sorted(Path(path).rglob("config.cfg")))))


def _listens(config: Any) -> bool:
    """True where the recogniser reads a shared embedding instead of its own."""
    model = config["components"].get("ner", {}).get("model", {})
    return "Listener" in str(model.get("tok2vec", {}).get("@architectures", ""))
