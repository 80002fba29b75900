"""One page through the cleaner, whatever the page is like."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
import structlog

from etl.article import Article, Page, PageRef, Reject, Stage
from etl.normalise import stable_id

if TYPE_CHECKING:
    from etl.clean import Cleaner

_LOG = structlog.get_logger(__name__)


def clean_page(cleaner: Cleaner, page: Page, run: str | None = None) -> Article | Reject:
    """The article, or the reject with the reference that a replay starts from. Never raises for what a page holds."""
    try:
        result = cleaner.clean(page, run=run)
    except Exception as error:  # noqa: BLE001 - one hostile page must not cost the night
        _LOG.exception("page-failed", path=page.ref.path)
        return refusal(page.ref, Stage.CLEAN, "internal-error", f"{type(error).__name__}: {error}", run)
    if isinstance(result, Reject):
        return msgspec.structs.replace(result, run=run, at=now(), ref=page.ref, digest=page.ref.digest)
    return result


def refusal(ref: PageRef, stage: Stage, reason: str, error: str, run: str | None) -> Reject:
    return Reject(
        id=stable_id(ref.path, stage),
        path=ref.path,
        stage=stage,
        reason=reason,
        error=error,
        run=run,
        at=now(),
        source=ref.source,
        digest=ref.digest,
        ref=ref,
    )


def now() -> str:
    """The time in UTC, ISO 8601, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
