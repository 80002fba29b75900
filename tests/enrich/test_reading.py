from __future__ import annotations

import numpy as np
import pytest

from etl.enrich.crf import NUMBER
from etl.enrich.gazetteer import gazetteer
from etl.enrich.network import Network
from etl.enrich.reading import read
from etl.enrich.tagger import RevueTagger

FAR = "et puis il ne se passa plus rien du tout pendant de longs mois de pluie et de vent"


@pytest.fixture(scope="module")
def network() -> Network:
    return RevueTagger().load()


def near(text: str) -> list[str]:
    reading = read(text, gazetteer())
    return [w for w, n in zip(reading.words, reading.near, strict=True) if n]


def test_only_what_stands_near_a_capital_may_be_in_a_name() -> None:
    assert near(f"{FAR}.") == []
    assert near(f"Elle partit. Dans la nuit, {FAR}.") == []
    found = near(f"{FAR}, dit-on à Vannes, {FAR}.")
    assert "Vannes" in found
    assert len(found) < len(FAR.split())


def test_a_capital_inside_a_sentence_counts_whatever_the_word() -> None:
    assert "Lui" in near(f"{FAR} avec Lui")


def test_a_text_without_capitals_is_read_too(network: Network) -> None:
    assert set(network.tags(read(FAR, gazetteer()))) == {NUMBER["O"]}
    assert len(network.tags(read("", gazetteer()))) == 0


def test_what_is_left_out_changes_no_score_of_a_capital(network: Network) -> None:
    text = f"Hier, {FAR}. À Vannes, le ministre Paul Roux a vu la mer, {FAR}. Selon l'Insee, {FAR}. {FAR.capitalize()}."
    reading = read(text, gazetteer())
    kept = np.flatnonzero(reading.near)
    whole, some = network.scores(reading), network.scores(reading, kept)
    capitals = [i for i, w in enumerate(reading.words) if w in {"Vannes", "Paul", "Roux", "Insee"}]
    assert len(kept) < len(reading.words)
    for i in capitals:
        assert np.allclose(whole[i], some[int(np.searchsorted(kept, i))], atol=1e-3)
