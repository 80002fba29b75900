"""How well the made pages come out."""

from __future__ import annotations

import msgspec

from etl.article import Article, Reject
from etl.normalise import words
from tests.clean.gate.styles import Made


class Outcome(msgspec.Struct, frozen=True):
    """Of one page: characters of the article kept and in all, lines leaked and kept, title and date right."""

    name: str
    kept: int
    body: int
    leaked: list[str]
    lost: list[str]
    lines: int
    title: bool
    date: bool
    stub: bool


def outcome(made: Made, result: Article | Reject) -> Outcome:
    """Compare a page's article with what is known of it."""
    article = result if isinstance(result, Article) else Article(id="", text="")
    known = {" ".join(words(text)) for text in (*made.body, made.story.lead, made.story.title)}
    out = [line for line in article.text.split("\n") if line.strip()]
    have = {" ".join(words(line)) for line in out}
    lost = [text for text in made.body if " ".join(words(text)) not in have]
    leaked = [line for line in out if " ".join(words(line)) not in known]
    body = sum(map(len, made.body))
    return Outcome(
        name=f"{made.name}/{made.story.slug}",
        kept=body - sum(map(len, lost)),
        body=body,
        leaked=leaked,
        lost=lost,
        lines=len(out),
        title=not made.titled or words(article.title or "") == words(made.story.title),
        date=(article.published_at or "")[:10] == (made.story.published[:10] if made.dated else ""),
        stub=article.partial == made.stub,
    )
