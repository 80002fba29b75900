"""What a night costs, stage by stage: a night of synthetic pages, run in this process on one core.

    python scripts/measure_night.py [PAGES]

Prints seconds and milliseconds a page for every stage, the memory that was needed, and what it means for 100,000
articles a night. The pages are made up of stock sentences, some 350 words each with furniture around them: good for
rates, not for quality.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
from pathlib import Path

from etl.pipeline import ingest
from etl.settings import Settings

NIGHT = 100_000
SPREAD = {"clean", "enrich", "load"}
"""Stages that run batch by batch, on as many workers as there are; the others see the night as a whole."""

PEOPLE = ["Claire Vasseur", "Hugo Delmas", "Inès Kaddour", "Paul Lemoine", "Nadia Berthelot", "Yann Le Goff"]
PLACES = ["Lorient", "Clermont-Ferrand", "Bruxelles", "Dakar", "Strasbourg", "Le Havre", "Genève", "Montréal"]
BODIES = ["le conseil régional", "la préfecture", "l’Agence de l’eau", "le syndicat des pilotes", "la Cour des comptes"]
SUBJECTS = ["la rénovation du port", "le budget de l’hôpital", "la ligne de tramway", "la réforme des licences"]
SENTENCES = [
    "{person} a présenté {day} à {place} un plan sur {subject}, que {body} doit encore examiner.",
    "« Nous n’avons plus que {number} jours pour nous entendre », a déclaré {person} devant {body}.",
    "À {place}, {number} personnes ont suivi les débats, selon un décompte de {body}.",
    "Le coût de {subject} est estimé à {number} millions d’euros, soit un dixième de plus qu’au printemps.",
    "Interrogé par la presse, {person} n’a pas exclu un report après les vacances.",
    "Pour les habitants de {place}, {subject} reste la première des inquiétudes.",
    "Un premier rapport, remis à {body} il y a {number} semaines, recommandait de ne rien changer.",
]
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi"]


def main(pages: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        write_pages(inbox, pages)
        settings = Settings(index=f"embedded:{folder}/index", store=f"{folder}/store", workers=1)
        summary = ingest(settings, [str(inbox)])[-1]
        again = ingest(settings, [str(inbox)])[-1]
    print(f"{summary.pages:,} pages, {summary.articles:,} articles, one core\n")
    print(f"{'stage':<12}{'seconds':>9}{'ms a page':>11}{'  100,000 pages on 8 workers':<30}")
    total = 0.0
    for stage in summary.stages:
        each = stage.seconds / summary.pages
        night = each * NIGHT / (8 if stage.name in SPREAD else 1)
        total += night
        print(f"{stage.name:<12}{stage.seconds:>9.1f}{each * 1000:>11.1f}{night / 60:>14.0f} min")
    unchanged = sum(stage.seconds for stage in again.stages)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'all':<12}{summary.seconds:>9.1f}{summary.seconds / summary.pages * 1000:>11.1f}{total / 60:>14.0f} min")
    print(f"\nThe same pages again: {unchanged:.1f} s. Most memory that the process needed: {memory:,.0f} MB.")


def write_pages(inbox: Path, pages: int) -> None:
    """Pages of five sources; about one in twenty is a copy of another with a line more."""
    random.seed(20260301)
    bodies: list[str] = []
    for number in range(pages):
        source = f"journal-{number % 5}"
        if bodies and random.random() < 0.05:
            body = random.choice(bodies) + f"<p>Publié à {number % 24} heures.</p>"
        else:
            body = "".join(f"<p>{paragraph()}</p>" for _ in range(8))
            bodies.append(body)
        page = (
            f"<html lang=fr><head><title>{title()} – {source}</title></head><body>"
            f"<nav><a href=/>Accueil</a> <a href=/monde>Monde</a></nav><article><h1>{title()}</h1>{body}</article>"
            "<aside><h2>Lire aussi</h2><ul><li><a href=/a>Les sujets de la semaine</a></li></ul></aside>"
            f"<footer>Tous droits réservés – {source}</footer></body></html>"
        )
        file = inbox / source / f"{number:06d}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")


def paragraph() -> str:
    return " ".join(sentence(random.choice(SENTENCES)) for _ in range(3))


def title() -> str:
    return sentence("{place} : {subject} en débat, {number} élus convoqués")


def sentence(form: str) -> str:
    return form.format(
        person=random.choice(PEOPLE),
        place=random.choice(PLACES),
        body=random.choice(BODIES),
        subject=random.choice(SUBJECTS),
        day=random.choice(DAYS),
        number=random.randint(2, 400),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
