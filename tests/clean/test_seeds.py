"""The five seeds: nothing of the page left, nothing of the article lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clean.pages import clean

SEEDS = {path.name[:3]: path.read_text("utf-8") for path in sorted(Path("seeds").glob("*.txt"))}
GONE = {
    "000": ["date 2022-07", "Commentez", "Commentaire"],
    "001": [],
    "002": ["Source : AP", "Un convoi de véhicules", "Soutenez-nous", "contributions", "prise en charge", "Pas de nouvelles",
            "pic.twitter", "trussliz", "Intégrer un tweet", "Agence France Presse"],
    "003": ["POLITICO", "Lire aussi", "Leave a Reply", "email", "Akismet", "Recent News", "Editor"],
    "004": ["Partagez", "Passez en revue"],
}  # fmt: skip
REMOVED = {"000": 1, "001": 0, "002": 12, "003": 10, "004": 4}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_no_part_of_the_article_is_gone(seed: str) -> None:
    article = clean(SEEDS[seed])
    assert [phrase for phrase in GONE[seed] if phrase in article.text] == []
    assert "\n\n.\n\n" not in f"\n\n{article.text}\n\n"


@pytest.mark.parametrize("seed", SEEDS)
def test_every_other_line_is_kept(seed: str) -> None:
    article = clean(SEEDS[seed])
    lines = [" ".join(line.split(" ")).strip() for line in SEEDS[seed].split("\n") if line.strip()]
    removed = {removal.text for removal in article.removed}
    kept = article.text.split("\n\n")
    assert len(article.removed) == REMOVED[seed]
    assert [
        line
        for line in lines
        if line not in kept and " ".join(line.split()) not in {" ".join(r.split()) for r in removed}
    ] == []


def test_titles_and_dates() -> None:
    articles = {seed: clean(text) for seed, text in SEEDS.items()}
    assert articles["000"].published_at == "2022-07"
    assert articles["003"].title == "Les opinions se heurtent alors que Blinken et Lavrov discutent de l’Ukraine"
    assert (articles["004"].title or "").startswith("Guerre russo-ukrainienne, première rencontre surprise")
    assert (articles["004"].title or "") not in articles["004"].text
    assert "\n\nles treillis\n\n" in articles["002"].text
    assert {article.language for article in articles.values()} == {"fr"}
