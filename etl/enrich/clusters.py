"""Forms become entities: known ones keep what is theirs, new ones are made of the forms that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from etl.article import EntityType, Record
from etl.enrich import sketch
from etl.enrich.census import Census, Form, FormKey
from etl.enrich.decided import Decided, decide, owner_of
from etl.enrich.document import comparable
from etl.enrich.gazetteer import place_key, places
from etl.enrich.keys import entity_keys, name_keys
from etl.enrich.known import KnownEntities, KnownEntity
from etl.enrich.names import PersonName, parse
from etl.enrich.organizations import canonical, is_acronym
from etl.enrich.registry import Entry, entry_id
from etl.normalise import stable_id


@dataclass(eq=False)
class Cluster:
    """An entity in the making: the known one that it continues, or a new one."""

    id: str
    name: str
    type: EntityType
    known: KnownEntity | None = None
    forms: list[Form] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    doubts: list[dict[str, str]] = field(default_factory=list)

    @property
    def spellings(self) -> list[str]:
        """All spellings, known and new."""
        known = self.known.spellings if self.known else []
        return sorted({self.name, *known, *(s for f in self.forms for s in (*f.spellings, *f.aliases))})

    @property
    def full_names(self) -> list[PersonName]:
        """The spellings that name a person in full, taken apart."""
        return [p for s in self.spellings if not (p := parse(s)).bare]

    @property
    def names(self) -> frozenset[str]:
        """The comparable forms of all spellings."""
        return frozenset(comparable(s) for s in self.spellings)

    @property
    def weight(self) -> int:
        """How many articles name it, in the archive and tonight."""
        return sum(f.count for f in self.forms) + (sketch.size(self.known.articles) if self.known else 0)


class Clusters:
    """The entities of a night.

    Args:
        census: What its articles say.
        known: What the archive knows.
    """

    def __init__(self, census: Census, known: KnownEntities) -> None:
        from etl.enrich.people_clusters import cluster_people

        self._by_form: dict[FormKey, Cluster] = {}
        self._all: dict[str, Cluster] = {}
        forms = sorted(census.forms.values(), key=lambda f: (-f.count, f.key))
        self._decided = _remembered(forms, known)
        for entity in self._decided.entities:
            self._all[entity.id] = Cluster(id=entity.id, name=entity.name, type=entity.type, known=entity)
        forms = self._owned(forms, known.registry.owners())
        desk = {entry_id(e) for e in known.registry.entries()}
        self._desk = {k: c for c in self._all.values() if c.id in desk and c.known for k in c.known.keys}
        forbidden = known.registry.forbidden()
        self._organizations([f for f in forms if f.key.type == EntityType.ORG])
        for form in forms:
            if form.key.type in (EntityType.LOC, EntityType.MISC):
                self._join_exact(form)
        people = [f for f in forms if f.key.type == EntityType.PER]
        for form, cluster in cluster_people(people, list(self._all.values()), forbidden):
            self._all.setdefault(cluster.id, cluster)
            self._by_form[form.key] = cluster

    def of(self, key: FormKey) -> Cluster | None:
        """The entity of a form."""
        return self._by_form.get(key)

    def records(self) -> list[Record]:
        """What was learned, for the archive."""
        met = sorted((c for c in self._all.values() if c.forms), key=lambda c: c.id)
        moved = {old: e for old, e in self._decided.moved.items() if entry_id(e) in {c.id for c in met}}
        return [*map(record, met), *Decided([], moved, []).records()]

    def _owned(self, forms: Sequence[Form], owners: dict[tuple[EntityType, str], Entry]) -> list[Form]:
        """Names on which the desk has decided go where it says; returns the others."""
        left = []
        for form in forms:
            owner = _owner(form, owners)
            if owner is None:
                left.append(form)
                continue
            identity = entry_id(owner)
            if (cluster := self._all.get(identity)) is None:
                names = [owner.name, *owner.aliases]
                keys = entity_keys(owner.type, names)
                new = KnownEntity(id=identity, name=owner.name, type=owner.type, spellings=sorted(names), keys=keys)
                cluster = Cluster(id=identity, name=owner.name, type=owner.type, known=new)
            self._put(form, cluster)
        return left

    def _put(self, form: Form, cluster: Cluster) -> None:
        self._all.setdefault(cluster.id, cluster)
        cluster.forms.append(form)
        self._by_form[form.key] = cluster

    def _join_exact(self, form: Form) -> None:
        """Places and other names: the same GeoNames id, or the same comparable form."""
        identity = stable_id(form.key.type, form.key.name)
        name = form.name
        if form.key.type == EntityType.LOC:
            name = _place_name(form)
        home = self._all.get(identity) or self._desk.get(f"{form.key.type}:{form.key.name}")
        self._put(form, home or Cluster(id=identity, name=name, type=form.key.type))

    def _organizations(self, forms: Sequence[Form]) -> None:
        """Well-known ones by the list; an acronym joins the one name that some article spelled it out as."""
        spelled: dict[str, set[str]] = {}
        for entity in self._all.values():
            if entity.type == EntityType.ORG:
                for name in entity.names:
                    spelled.setdefault(name, set()).add(entity.id)
        for form in sorted(forms, key=lambda f: (is_acronym(f.name), -f.count, f.key)):
            listed = canonical(form.name)
            identity = stable_id(EntityType.ORG, comparable(listed) if listed else form.key.name)
            owners = spelled.get(form.key.name, set())
            if listed is None and identity not in self._all and len(owners) == 1:
                cluster = self._all[next(iter(owners))]
                cluster.evidence.append(
                    {"spelling": form.name, "with": cluster.name, "why": "an article gives both for one organization"}
                )
            else:
                home = self._all.get(identity) or self._desk.get(f"ORG:{comparable(listed or form.name)}")
                cluster = home or Cluster(id=identity, name=listed or form.name, type=EntityType.ORG)
            self._put(form, cluster)
            for other in {form.key.name, *map(comparable, form.aliases)}:
                spelled.setdefault(other, set()).add(cluster.id)


def _place_name(form: Form) -> str:
    """What the gazetteer calls the place in French; else the most frequent spelling."""
    source, _, number = form.key.name.partition(":")
    if source == "geonames" and number:
        return place_names().get(int(number), form.name)
    place = places().get(place_key(form.name))
    return place.name if place is not None else form.name


def place_names() -> dict[int, str]:
    """GeoNames id to French name."""
    if not _PLACE_NAMES:
        _PLACE_NAMES.update({p.geoname: p.name for p in places().values() if p.geoname})
    return _PLACE_NAMES


_PLACE_NAMES: dict[int, str] = {}


def _remembered(forms: Iterable[Form], known: KnownEntities) -> Decided:
    """What the archive knows of the forms and of all that the desk puts together with them, under its names."""
    owners = known.registry.owners()
    keys = {k for f in forms for k in _lookup_keys(f)}
    entries = [o for f in forms if (o := _owner(f, owners))]
    keys.update(k for e in entries for n in (e.name, *e.aliases) for k in name_keys(e.type, n))
    found = known.by_keys(keys)
    entries = [o for e in found if (o := owner_of(e, owners))]
    more = {k for e in entries for n in (e.name, *e.aliases) for k in name_keys(e.type, n)}
    if more - keys:
        found = known.by_keys(keys | more)
    return decide(found, known.registry)


def _owner(form: Form, owners: dict[tuple[EntityType, str], Entry]) -> Entry | None:
    return next((o for s in sorted(form.spellings) if (o := owners.get((form.key.type, comparable(s))))), None)


def _lookup_keys(form: Form) -> list[str]:
    place = form.key.type == EntityType.LOC
    return [f"{form.key.type}:{form.key.name}"] if place else name_keys(form.key.type, form.name)


def record(cluster: Cluster) -> Record:
    """What the archive keeps of an entity: what was known and what the night adds; adding twice changes nothing."""
    known = cluster.known or KnownEntity(id=cluster.id, name=cluster.name, type=cluster.type)
    days = [d for f in cluster.forms for d in (f.first_day, f.last_day)] + [known.first_day, known.last_day]
    roles = sorted({*known.roles, *(r for f in cluster.forms for r in f.roles)})
    companions = sorted({*known.companions, *(c.name for f in cluster.forms for c in f.companions)})
    names = [cluster.name, *cluster.spellings]
    form_keys = [f"{f.key.type}:{f.key.name}" for f in cluster.forms if f.key.type != EntityType.PER]
    geoname = next((k.partition(":")[2] for f in cluster.forms if (k := f.key.name).startswith("geonames:")), None)
    return KnownEntity(
        id=cluster.id,
        name=cluster.name,
        type=cluster.type,
        spellings=cluster.spellings,
        keys=sorted({*known.keys, *entity_keys(cluster.type, names), *form_keys}),
        articles=sketch.merge(known.articles, *(f.articles for f in cluster.forms)),
        first_day=min(filter(None, days), default=None),
        last_day=max(filter(None, days), default=None),
        roles=roles,
        companions=companions[:COMPANIONS],
        evidence=_unique([*known.evidence, *cluster.evidence]),
        doubts=_unique([*known.doubts, *cluster.doubts]),
        geoname=known.geoname or geoname,
    ).record()


COMPANIONS = 48
"""Companions that the archive keeps of an entity, to tell it from others of its name."""


def _unique(entries: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [dict(e) for e in sorted({tuple(sorted(e.items())) for e in entries})]
