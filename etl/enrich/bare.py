"""Persons named by a surname alone: the one who has it, or the one who is meant by it, or nobody for certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from etl.article import EntityType
from etl.enrich import context
from etl.enrich.census import Form
from etl.enrich.clusters import Cluster
from etl.enrich.names import PersonName, parse
from etl.enrich.people import called, surname_keys
from etl.enrich.similarity import likeness
from etl.normalise import stable_id

_BARE_ALIKE = 0.9
_DOMINANT = 20
"""Of several people of one surname, the one named in so many times more articles is meant by the surname alone."""


def cluster_surnames(forms: Iterable[Form], clusters: Sequence[Cluster]) -> Iterator[tuple[Form, Cluster]]:
    """A surname alone is the one person who has it, or by far the best known, or the one in whose company it stands."""
    by_key: defaultdict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for key in {k for p in cluster.full_names for k in surname_keys(p)}:
            by_key[key].append(cluster)
    own = {c.id: c for c in clusters}
    for form in forms:
        bare = parse(form.name)
        owners = [
            c
            for c in {c.id: c for k in surname_keys(bare) for c in by_key[k]}.values()
            if any(_called_so(bare.words, p) for p in c.full_names)
            and context.compatible(form.fields, frozenset(f for m in c.forms for f in m.fields))
        ]
        meant = _meant(form, owners)
        if meant is None:
            identity = stable_id(EntityType.PER, form.key.name)
            cluster = own.setdefault(identity, Cluster(id=identity, name=form.name, type=EntityType.PER))
            for owner in owners:
                cluster.doubts.append(
                    {"id": owner.id, "name": owner.name, "why": "the surname alone fits several people"}
                )
        else:
            cluster = meant
            cluster.evidence.append(
                {
                    "spelling": form.name,
                    "with": cluster.name,
                    "why": "the only person of this surname, or the one meant by it",
                }
            )
        cluster.forms.append(form)
        yield form, cluster


def _called_so(words: tuple[str, ...], person: PersonName) -> bool:
    """True where a person is called by these words alone: all of a double surname, or the family name in front."""
    candidates = [person.words[-len(words) :], *((w,) for w in called(person)[2:])]
    return any(
        len(c) == len(words) and all(likeness(x, y) >= _BARE_ALIKE for x, y in zip(words, c, strict=True))
        for c in candidates
    )


def _meant(form: Form, owners: Sequence[Cluster]) -> Cluster | None:
    if len(owners) <= 1:
        return owners[0] if owners else None
    company = {c.name for c in form.companions}
    shared = {c.id: len(company & {x.name for f in c.forms for x in f.companions}) for c in owners}
    first, second = sorted(owners, key=lambda c: (-shared[c.id], -c.weight, c.id))[:2]
    if shared[first.id] > 2 * shared[second.id]:
        return first
    first, second = sorted(owners, key=lambda c: (-c.weight, c.id))[:2]
    return first if first.weight >= _DOMINANT * second.weight else None
