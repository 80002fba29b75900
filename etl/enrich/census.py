"""What the articles of a night say about each name, counted: everything that linking decides on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from etl.article import Article, Entity, EntityType
from etl.enrich import sketch
from etl.enrich.document import best_form, comparable

FormKey = tuple[EntityType, str]


@dataclass
class Form:
    """One name as documents use it; `spellings` counts the articles for each way of writing it."""

    type: EntityType
    key: str
    spellings: Counter[str] = field(default_factory=Counter)
    articles: list[int] = field(default_factory=list)
    count: int = 0
    first_day: str | None = None
    last_day: str | None = None

    @property
    def name(self) -> str:
        """The spelling to show."""
        return min(self.spellings, key=lambda s: (s.isupper() and len(s) > 6, -self.spellings[s], s))

    def see(self, article: Article, spellings: set[str]) -> None:
        """Count one article."""
        self.count += 1
        self.spellings.update(spellings)
        self.articles = sketch.merge(self.articles, [sketch.point(article.id)])
        day = (article.published_at or article.fetched_at or "")[:10]
        if len(day) == 10:
            self.first_day = min(self.first_day or day, day)
            self.last_day = max(self.last_day or day, day)


class Census:
    """The forms of all articles so far; its size grows with the number of different names, not with the articles."""

    def __init__(self) -> None:
        self.forms: dict[FormKey, Form] = {}

    def add(self, article: Article) -> None:
        """Count an article's entities. The order of articles does not matter."""
        for entity in article.entities:
            key = form_key(entity)
            form = self.forms.get(key)
            if form is None:
                form = self.forms[key] = Form(*key)
            form.see(article, {m.text for m in entity.mentions if comparable(m.text) == key[1]} or {entity.name})


def form_key(entity: Entity) -> FormKey:
    """Under which form a document's entity is counted: its type and its fullest name, made comparable."""
    return entity.type, comparable(entity.name)


__all__ = ["Census", "Form", "FormKey", "best_form", "form_key"]
