"""What is slow to load, loaded once a process: a night enriches many batches in the same one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from etl.settings import EnrichSettings

if TYPE_CHECKING:
    from etl.enrich import Recogniser


def recogniser(settings: EnrichSettings) -> Recogniser:
    """The recogniser of these settings. It keeps nothing between articles, so sharing it changes no result."""
    return _recogniser(settings.model_dump_json())


@cache
def _recogniser(settings: str) -> Recogniser:
    from etl.enrich import Recogniser

    return Recogniser(EnrichSettings.model_validate_json(settings))
