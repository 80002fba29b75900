from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.article import EntityType
from etl.enrich.samples import Marked, Sample
from etl.enrich.varied import Names, varied
from tests.enrich.conftest import unmark

TEXTS = [
    "[Roux|PER] quitte [Vannes|LOC]\n[Paul Roux|PER] a quitté [Vannes|LOC]. « Adieu », dit [Roux|PER].",
    "La [Banque du Port|ORG] prête à [Anna Brel|PER], née à [Oslo|LOC].",
    "La [Caisse du Nord|ORG] et l'[ONU|ORG] saluent [Marc Vidal|PER] à [Reims|LOC].",
    "L'[OTAN|ORG] et le prix [Éole|MISC] à [Évreux|LOC].",
]


def sample(marked: str) -> Sample:
    text, spans = unmark(marked)
    return Sample(text, [Marked(s.start, s.end, s.type) for s in spans])


SAMPLES = [sample(text) for text in TEXTS]
NAMES = Names(SAMPLES)


def versions(marked: Sample, number: int = 60) -> list[Sample]:
    return [varied(marked, NAMES, np.random.default_rng(seed)) for seed in range(number)]


def named(marked: Sample) -> list[str]:
    return [marked.text[m.start : m.end] for m in marked.entities]


@given(st.integers(0, 10_000), st.sampled_from(SAMPLES))
def test_marks_stay_on_their_names(seed: int, marked: Sample) -> None:
    version = varied(marked, NAMES, np.random.default_rng(seed))
    assert [m.type for m in version.entities] == [m.type for m in marked.entities]
    assert all(n.strip() == n and n for n in named(version))
    outside = [version.text[a.end : b.start] for a, b in zip(version.entities, version.entities[1:], strict=False)]
    assert [len(o) for o in outside] == [
        b.start - a.end for a, b in zip(marked.entities, marked.entities[1:], strict=False)
    ]


def test_a_person_is_renamed_throughout() -> None:
    surnames = set()
    lengths = set()
    for version in versions(SAMPLES[0]):
        bare, _, full, _, again = (n.lower() for n in named(version))
        assert bare == again == full.split()[-1]
        lengths.add(len(full.split()))
        surnames.add(bare)
    assert {"roux", "brel", "vidal"} <= surnames
    assert lengths == {1, 2}, "some texts know everybody by surname"


def test_a_name_is_exchanged_for_one_that_fits_the_sentence() -> None:
    found = [named(version) for version in versions(SAMPLES[3])]
    assert len({org for org, _, _ in found}) > 2
    assert all(org.isupper() and org[0] in "AEIOUHY" for org, _, _ in found), "« L'… » goes on"
    assert {place.upper() for _, _, place in found} >= {"ÉVREUX", "OSLO"}
    assert not any("REIMS" in place.upper() for _, _, place in found)


def test_some_versions_are_in_capitals_or_without_accents() -> None:
    texts = [v.text for v in versions(SAMPLES[0])]
    assert any(t.partition("\n")[0].isupper() for t in texts)
    assert any("ROUX" in t and not t.partition("\n")[0].isupper() for t in texts)
    assert any("quitte" in t and "é" not in t for t in texts)


def test_no_name_is_no_reason_to_fail() -> None:
    assert varied(Sample("Rien."), Names([]), np.random.default_rng(0)).text in ("Rien.", "RIEN.")
    alone = Sample("Roux part.", [Marked(0, 4, EntityType.PER)])
    assert named(varied(alone, Names([]), np.random.default_rng(0))) == ["Roux"]
