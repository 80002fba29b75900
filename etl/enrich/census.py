"""What the articles of a night say about each name, counted: everything that linking decides on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.article import Article, Entity, EntityType
from etl.days import period
from etl.enrich import context, sketch
from etl.enrich.document import comparable
from etl.enrich.gazetteer import place_key, places

_COMPANIONS = 24
"""Companions kept of a form; a form of thousands of articles keeps the most frequent ones."""


class FormKey(NamedTuple):
    """A name as documents use it. `field` tells apart what one name means in different fields (people only)."""

    type: EntityType
    name: str
    field: str = ""


@dataclass
class Form:
    """What is known of one form: `spellings` and `roles` count articles, `companions` who else those articles name."""

    key: FormKey
    spellings: Counter[str] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    companions: Counter[FormKey] = field(default_factory=Counter)
    articles: list[int] = field(default_factory=list)
    count: int = 0
    first_day: str | None = None
    last_day: str | None = None

    @property
    def name(self) -> str:
        """The spelling to show: the most frequent, one in capitals last."""
        return min(self.spellings, key=lambda s: (s.isupper() and len(s) > 6, -self.spellings[s], s))

    @property
    def fields(self) -> frozenset[str]:
        """The fields in which its roles place it."""
        return frozenset(context.field_of(r) for r in self.roles)

    def take(self, other: Form) -> None:
        """Add what is known of another form."""
        self.spellings.update(other.spellings)
        self.aliases.update(other.aliases)
        self.roles.update(other.roles)
        self.companions.update(other.companions)
        self.articles = sketch.merge(self.articles, other.articles)
        self.count += other.count
        self.first_day = min(filter(None, (self.first_day, other.first_day)), default=None)
        self.last_day = max(filter(None, (self.last_day, other.last_day)), default=None)


class Census:
    """The forms of all articles so far; its size grows with the number of different names, not with the articles."""

    def __init__(self) -> None:
        self.forms: dict[FormKey, Form] = {}

    def add(self, article: Article) -> None:
        """Count an article's entities. The order of articles does not matter."""
        point = sketch.point(article.id)
        first, last = _days(article)
        roles = [roles_of(article, entity) for entity in article.entities]
        keys = [form_key(entity, called) for entity, called in zip(article.entities, roles, strict=True)]
        for entity, key, called in zip(article.entities, keys, roles, strict=True):
            form = self.forms.get(key)
            if form is None:
                form = self.forms[key] = Form(key)
            written = {m.text for m in entity.mentions}
            own = {w for w in written if comparable(w) == key.name}
            form.count += 1
            form.spellings.update(own or {entity.name})
            form.aliases.update(written - own)
            form.roles.update(called)
            form.articles = sketch.merge(form.articles, [point])
            form.first_day = min(filter(None, (form.first_day, first)), default=None)
            form.last_day = max(filter(None, (form.last_day, last)), default=None)
            form.companions.update(FormKey(k.type, k.name) for k in keys if k != key)

    def close(self) -> None:
        """Forget all but the most frequent companions; to be called once everything is counted."""
        for form in self.forms.values():
            if len(form.companions) > _COMPANIONS:
                kept = sorted(form.companions.items(), key=lambda kv: (-kv[1], kv[0]))[:_COMPANIONS]
                form.companions = Counter(dict(kept))


def _days(article: Article) -> tuple[str | None, str | None]:
    """The first and the last day on which an article may have appeared: when it was fetched says nothing of that."""
    try:
        return period(article.published_at) if article.published_at else (None, None)
    except ValueError:  # a date that is none is the loader's to reject
        return None, None


def roles_of(article: Article, entity: Entity) -> set[str]:
    """The roles that an article gives a person."""
    if entity.type != EntityType.PER:
        return set()
    return {r for m in entity.mentions if (r := context.role(article.text, m)) is not None}


def form_key(entity: Entity, roles: set[str]) -> FormKey:
    """Under which form a document's entity is counted: its fullest name, made comparable, and its field."""
    if entity.type == EntityType.LOC:
        place = places().get(place_key(entity.name))
        if place is not None:
            return FormKey(EntityType.LOC, f"geonames:{place.geoname}" if place.geoname else comparable(place.name))
    if entity.type == EntityType.PER:
        fields = {context.field_of(r) for r in roles}
        return FormKey(entity.type, comparable(entity.name), "+".join(sorted(fields)))
    return FormKey(entity.type, comparable(entity.name))
