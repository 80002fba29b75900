"""Pages for the tests of the cleaner."""

from __future__ import annotations

import hashlib
from typing import Literal

from etl.article import Article, Page, PageRef, Reject
from etl.clean import Cleaner
from etl.normalise import stable_id
from etl.settings import CleanSettings

CLEANER = Cleaner(CleanSettings())


def page(
    content: str | bytes, *, html: bool = False, name: str = "page", source: str = "inbox", **fields: object
) -> Page:
    """A page of the inbox."""
    raw = content.encode() if isinstance(content, str) else content
    format_: Literal["html", "text"] = "html" if html else "text"
    ref = PageRef(
        path=f"inbox/{name}",
        key=stable_id(source, name),
        source=source,
        format=format_,
        digest=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        **fields,  # type: ignore[arg-type]
    )
    return Page(ref=ref, content=raw)


def clean(content: str | bytes, *, html: bool = False, **fields: object) -> Article:
    """The article of a page that has one."""
    result = CLEANER.clean(page(content, html=html, **fields))  # type: ignore[arg-type]
    assert isinstance(result, Article), result
    return result


def refused(content: str | bytes, *, html: bool = False) -> Reject:
    """The reject of a page that has no article."""
    result = CLEANER.clean(page(content, html=html))
    assert isinstance(result, Reject), result
    return result


def rules_of(article: Article) -> dict[str, str]:
    """What was removed, and by which rule."""
    return {removal.text: removal.rule for removal in article.removed}
