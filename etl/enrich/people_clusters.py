"""Persons across articles: forms are put together best pair first, never through a chain of lookalikes."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from etl.article import EntityType
from etl.enrich.bare import cluster_surnames
from etl.enrich.census import Form, FormKey
from etl.enrich.clusters import Cluster
from etl.enrich.document import comparable
from etl.enrich.names import parse
from etl.enrich.people import DOUBT, THRESHOLD, VETO, context_score, full_keys, names_score
from etl.enrich.similarity import likeness
from etl.normalise import stable_id

_WORST = -3.0
"""No two forms of one person may contradict more than this (log-odds), whatever speaks for the group."""

Forbidden = frozenset[tuple[EntityType, frozenset[str]]]


def cluster_people(
    forms: Sequence[Form], known: Sequence[Cluster], forbidden: Forbidden
) -> Iterator[tuple[Form, Cluster]]:
    """Each form with its person.

    Args:
        forms: The night's forms of persons, most frequent first.
        known: The archive's persons that share a key with any of them.
        forbidden: Pairs of names that the desk keeps apart.
    """
    full = [f for f in forms if not parse(f.name).bare]
    bare = [f for f in forms if parse(f.name).bare]
    people = _People(full, [c for c in known if c.type == EntityType.PER], forbidden)
    clusters = people.clusters()
    for cluster in clusters:
        for form in cluster.forms:
            yield form, cluster
    yield from cluster_surnames(bare, clusters)


class _People:
    """Agglomeration: the best pair of groups first, by the average over their members, until none is likely enough."""

    def __init__(self, forms: Sequence[Form], known: Sequence[Cluster], forbidden: Forbidden) -> None:
        self._forbidden = forbidden
        self._spread: Counter[FormKey] = Counter(c for f in forms for c in f.companions)
        self._total = len(forms)
        self._groups: dict[int, list[Form]] = {}
        self._homes: dict[int, Cluster] = {}
        for cluster in sorted(known, key=lambda c: c.id):
            self._homes[len(self._groups)] = cluster
            spellings = cluster.known.spellings if cluster.known else []
            self._groups[len(self._groups)] = [
                *(f for f in cluster.forms if not parse(f.name).bare),
                *(_remembered(cluster, s) for s in spellings if not parse(s).bare),
            ]
        for form in forms:
            self._groups[len(self._groups)] = [form]
        self._scores: dict[tuple[str, str], float] = {}

    def clusters(self) -> list[Cluster]:
        """The persons, known and new; those that no full name of the night belongs to have no forms."""
        neighbours = self._neighbours()
        heap = [
            (-s, i, j, 1, 1)
            for i in neighbours
            for j in neighbours[i]
            if i < j and (s := self._score(i, j)) >= THRESHOLD
        ]
        heapq.heapify(heap)
        size = dict.fromkeys(self._groups, 1)
        while heap:
            _, i, j, was_i, was_j = heapq.heappop(heap)
            if size.get(i) != was_i or size.get(j) != was_j:
                continue
            self._groups[i] = [*self._groups[i], *self._groups.pop(j)]
            size[i] += size.pop(j)
            for k in neighbours.pop(j):
                neighbours[k].discard(j)
                if k != i:
                    neighbours[k].add(i)
                    neighbours[i].add(k)
            for k in sorted(neighbours[i]):
                a, b = min(i, k), max(i, k)
                if (score := self._score(a, b)) >= THRESHOLD:
                    heapq.heappush(heap, (-score, a, b, size[a], size[b]))
        taken = {c.id for c in self._homes.values()}
        order = sorted(
            self._groups,
            # A known person of whom only a surname is on record has no form here.
            key=lambda i: (
                -sum(f.count for f in self._groups[i]),
                [f.key for f in sorted(self._groups[i], key=_rank)[:1]],
            ),
        )
        built = {i: self._build(i, taken) for i in order}
        self._note_doubts(built, neighbours)
        return [built[i] for i in sorted(built)]

    def _neighbours(self) -> dict[int, set[int]]:
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for i, members in self._groups.items():
            for key in {k for f in members for k in full_keys(parse(f.name))}:
                blocks[key].append(i)
        found: dict[int, set[int]] = {i: set() for i in self._groups}
        for block in blocks.values():
            for n, i in enumerate(block):
                for j in block[n + 1 :]:
                    found[i].add(j)
                    found[j].add(i)
        return found

    def _score(self, i: int, j: int) -> float:
        """The average over the pairs of two groups; `VETO` for two known persons and where a pair contradicts."""
        if i in self._homes and j in self._homes:
            return VETO
        scores = [self._pair(a, b) for a in self._groups[i] for b in self._groups[j]]
        if not scores or min(scores) < _WORST:
            return VETO
        return sum(scores) / len(scores)

    def _pair(self, a: Form, b: Form) -> float:
        if (EntityType.PER, frozenset((a.key.name, b.key.name))) in self._forbidden:
            return VETO
        letters = self._letters(a, b)
        if letters == VETO:
            return VETO
        return letters + context_score(a, b, self._spread, self._total)

    def _letters(self, a: Form, b: Form) -> float:
        pair = (a.name, b.name) if a.name < b.name else (b.name, a.name)
        score = self._scores.get(pair)
        if score is None:
            score = self._scores[pair] = names_score(parse(a.name), parse(b.name))
        return score

    def _build(self, i: int, taken: set[str]) -> Cluster:
        cluster = self._homes.get(i)
        members = sorted((f for f in self._groups[i] if f.count), key=_rank)
        if cluster is None:
            cluster = _new_person(members, taken)
            taken.add(cluster.id)
        cluster.forms = [*members, *(f for f in cluster.forms if f not in members)]
        known = cluster.known.spellings if cluster.known else [f.name for f in members[:1]]
        seen = {comparable(name) for name in (cluster.name, *known)}
        for form in members:
            if form.key.name not in seen:
                seen.add(form.key.name)
                cluster.evidence.append(_evidence(form, cluster))
        return cluster

    def _note_doubts(self, built: dict[int, Cluster], neighbours: dict[int, set[int]]) -> None:
        for i in sorted(neighbours):
            for j in sorted(k for k in neighbours[i] if k > i):
                a, b = built[i], built[j]
                if not (a.forms or b.forms):
                    continue
                best = max((self._pair(x, y) for x in self._groups[i] for y in self._groups[j]), default=VETO)
                if best >= DOUBT:
                    why = f"the names are alike, the evidence is not enough ({best:+.1f} log-odds)"
                    a.doubts.append({"id": b.id, "name": b.name, "why": why})
                    b.doubts.append({"id": a.id, "name": a.name, "why": why})


def _rank(form: Form) -> tuple[int, FormKey]:
    return -form.count, form.key


def _leader(forms: Sequence[Form]) -> Form:
    return min(forms, key=_rank)


def _new_person(forms: Sequence[Form], taken: set[str]) -> Cluster:
    """A person who is new to the archive. A namesake of somebody with the plain id is told apart by the role."""
    first = _leader(forms)
    roles: Counter[str] = Counter()
    for form in forms:
        roles.update(form.roles)
    identity, name = stable_id(EntityType.PER, first.key.name), first.name
    if identity in taken:
        role = min(roles, key=lambda r: (-roles[r], r), default="")
        number = next(
            n for n in itertools.count(1) if stable_id(EntityType.PER, first.key.name, role, str(n)) not in taken
        )
        identity = stable_id(EntityType.PER, first.key.name, role, str(number))
        name = f"{first.name} ({role or number + 1})"
    return Cluster(id=identity, name=name, type=EntityType.PER)


def _remembered(cluster: Cluster, spelling: str) -> Form:
    """What the archive knows of a spelling, as a form of no article tonight."""
    form = Form(FormKey(EntityType.PER, comparable(spelling)), spellings=Counter([spelling]))
    if cluster.known is not None:
        form.roles.update(dict.fromkeys(cluster.known.roles, 1))
    return form


def _evidence(form: Form, cluster: Cluster) -> dict[str, str]:
    ours, theirs = parse(form.name), parse(cluster.name)
    alike = min((likeness(a, b) for a, b in zip(ours.surname[::-1], theirs.surname[::-1], strict=False)), default=0.0)
    why = f"surnames are alike ({alike:.2f}), given names do not contradict"
    shared = sorted(r for r in form.roles if any(r in f.roles for f in cluster.forms if f is not form))
    if shared:
        why += f", both are called {shared[0]}"
    return {"spelling": form.name, "with": cluster.name, "why": why}
