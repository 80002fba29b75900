"""Forms become entities: known ones first, then the night's own, most frequent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.article import EntityType, Record
from etl.enrich import sketch
from etl.enrich.census import Census, Form, FormKey
from etl.enrich.document import acronym_of, comparable
from etl.enrich.known import KnownEntities, KnownEntity
from etl.enrich.names import Agreement, PersonName, agree, parse, surname_keys
from etl.normalise import stable_id

_TOP_ROLES = 8


@dataclass
class Cluster:
    """An entity in the making: the known one that it continues, or a new one."""

    id: str
    name: str
    type: EntityType
    known: KnownEntity | None = None
    forms: list[Form] = field(default_factory=list)
    parsed: list[PersonName] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    doubts: list[dict[str, str]] = field(default_factory=list)

    @property
    def spellings(self) -> list[str]:
        """All spellings, known and new."""
        return sorted(
            {self.name, *(self.known.spellings if self.known else ()), *(s for f in self.forms for s in f.spellings)}
        )

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
        self._by_form: dict[FormKey, Cluster] = {}
        self._all: dict[str, Cluster] = {}
        self._by_key: dict[str, list[Cluster]] = {}
        forbidden = known.registry.forbidden()
        self._forbidden = forbidden
        forms = sorted(census.forms.values(), key=lambda f: (-f.count, f.type, f.key))
        wanted = {k for f in forms for k in block_keys(f.type, f.name)}
        for entity in known.by_keys(wanted):
            self._open(Cluster(id=entity.id, name=entity.name, type=entity.type, known=entity), entity.spellings)
        bare: list[Form] = []
        for form in forms:
            if form.type == EntityType.PER and parse(form.name).bare:
                bare.append(form)
            else:
                self._place(form)
        for form in bare:
            self._place(form)

    def of(self, key: FormKey) -> Cluster | None:
        """The entity of a form."""
        return self._by_form.get(key)

    def records(self) -> list[Record]:
        """What was learned, for the archive."""
        return [_record(c).record() for c in sorted(self._all.values(), key=lambda c: c.id) if c.forms]

    def _open(self, cluster: Cluster, spellings: Iterable[str]) -> None:
        self._all[cluster.id] = cluster
        for spelling in spellings:
            if cluster.type == EntityType.PER:
                cluster.parsed.append(parse(spelling))
            for key in block_keys(cluster.type, spelling):
                found = self._by_key.setdefault(key, [])
                if cluster not in found:
                    found.append(cluster)

    def _place(self, form: Form) -> None:
        cluster = self._home(form)
        if cluster is None:
            identity = stable_id(form.type, form.key)
            cluster = Cluster(id=identity, name=form.name, type=form.type)
        cluster.forms.append(form)
        self._by_form[(form.type, form.key)] = cluster
        self._open(cluster, [form.name])

    def _home(self, form: Form) -> Cluster | None:
        candidates = list(
            dict.fromkeys(c.id for k in block_keys(form.type, form.name) for c in self._by_key.get(k, ()))
        )
        found = [
            self._all[i]
            for i in candidates
            if self._all[i].type == form.type and not self._kept_apart(form, self._all[i])
        ]
        same = [c for c in found if form.key in {comparable(s) for s in c.spellings}]
        if same:
            return max(same, key=lambda c: (c.weight, c.id))
        if form.type != EntityType.PER:
            return max((c for c in found if _same_organization(form, c)), key=lambda c: (c.weight, c.id), default=None)
        name = parse(form.name)
        verdicts = [(c, [agree(name, p) for p in c.parsed if not p.bare]) for c in found]
        if name.bare:
            owners = [
                c
                for c, v in verdicts
                if v and all(x == Agreement.OPEN for x in v) and any(name.words[-1] in p.surname for p in c.parsed)
            ]
            return owners[0] if len(owners) == 1 else None
        fitting = [c for c, v in verdicts if v and min(v) == Agreement.AGREE]
        return max(fitting, key=lambda c: (c.weight, c.id), default=None)

    def _kept_apart(self, form: Form, cluster: Cluster) -> bool:
        return any((form.type, frozenset((form.key, comparable(s)))) in self._forbidden for s in cluster.spellings)


def block_keys(kind: EntityType, name: str) -> frozenset[str]:
    """The keys under which an entity of this name is looked for."""
    if kind == EntityType.PER:
        return frozenset(f"PER:{k}" for k in surname_keys(parse(name)))
    keys = {comparable(name)}
    if kind == EntityType.ORG and len(initials := acronym_of(name)) > 2:
        keys.add(initials)
    return frozenset(f"{kind}:{k}" for k in keys)


def _same_organization(form: Form, cluster: Cluster) -> bool:
    return form.type == EntityType.ORG and any(
        acronym_of(a) == comparable(b).replace(".", "") and len(acronym_of(a)) > 2
        for s in cluster.spellings
        for a, b in ((form.name, s), (s, form.name))
    )


def _record(cluster: Cluster) -> KnownEntity:
    known = cluster.known
    days = [d for f in cluster.forms for d in (f.first_day, f.last_day) if d] + [
        d for d in ((known.first_day, known.last_day) if known else ()) if d
    ]
    roles = Counter(known.roles if known else {})
    return KnownEntity(
        id=cluster.id,
        name=cluster.name,
        type=cluster.type,
        spellings=cluster.spellings,
        keys=sorted({k for s in cluster.spellings for k in block_keys(cluster.type, s)}),
        articles=sketch.merge(known.articles if known else [], *(f.articles for f in cluster.forms)),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        roles=dict(sorted(roles.most_common(_TOP_ROLES))),
        evidence=[*(known.evidence if known else []), *cluster.evidence],
        doubts=[*(known.doubts if known else []), *cluster.doubts],
    )
