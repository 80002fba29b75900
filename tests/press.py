"""Press pages written for the tests: small, in the style of what they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path


@dataclass(frozen=True)
class Piece:
    """An article as an editor would file it."""

    slug: str
    title: str
    day: str
    paragraphs: tuple[str, ...]
    host: str = "gazette.example"

    @property
    def url(self) -> str:
        return f"https://www.{self.host}/{self.slug}"

    def html(self, *, canonical: bool = True) -> str:
        """The page that the publisher's system would make of it."""
        link = f'<link rel="canonical" href="{self.url}">' if canonical else ""
        body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.paragraphs)
        return (
            f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(self.title)} – La Gazette</title>'
            f'{link}<meta property="og:title" content="{escape(self.title)}">'
            f'<meta property="article:published_time" content="{self.day}T07:30:00+01:00"></head><body>'
            '<nav><ul><li><a href="/">Accueil</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
            f"<main><article><h1>{escape(self.title)}</h1>{body}"
            '<p><strong>Lire aussi :</strong> <a href="/autre">Les cantines passent au local</a></p></article></main>'
            "<footer><p>© La Gazette – Tous droits réservés</p></footer></body></html>"
        )

    def text(self) -> str:
        return "\n\n".join((self.title, *self.paragraphs))


BRIDGE = Piece(
    "pont-ferme",
    "Le pont de l’Isère ferme pour quatre mois",
    "2026-11-20",
    (
        "Le pont suspendu de l’Isère sera fermé à la circulation à partir de lundi, a annoncé jeudi le département.",
        "Les câbles, posés en 1951, présentent des traces de corrosion que les ingénieurs jugent préoccupantes.",
        "« Nous ne prendrons aucun risque », a déclaré la présidente du département, Hélène Marchetti, devant la presse.",
        "Une déviation par Romans sera mise en place ; le trajet sera allongé d’une vingtaine de minutes.",
    ),
)
HARVEST = Piece(
    "olives-recolte",
    "Récolte record dans les oliveraies de la Drôme",
    "2026-11-20",
    (
        "Les producteurs d’olives de Nyons n’avaient pas connu pareille saison depuis vingt ans.",
        "Près de 900 tonnes ont déjà été pressées, selon le syndicat de la filière, qui attend encore deux semaines de cueillette.",
        "Paul Armand, oléiculteur à Mirabel, y voit l’effet d’un printemps sans gel et d’un été tempéré.",
        "Les prix, eux, devraient rester stables : la demande des restaurateurs ne faiblit pas.",
    ),
)
STRIKE = Piece(
    "tramway-greve",
    "Tramways à l’arrêt : la grève reconduite à Grenoble",
    "2026-11-21",
    (
        "Les conducteurs de tramway de Grenoble ont reconduit vendredi leur grève pour quarante-huit heures.",
        "Ils réclament une revalorisation des primes de nuit, gelées depuis 2019.",
        "La direction de la régie propose une réunion mardi, sous l’égide de la préfecture.",
        "Trois lignes sur cinq ne circulaient pas en fin de matinée, et les bus étaient bondés.",
    ),
    host="courrier.example",
)
PIECES = (BRIDGE, HARVEST, STRIKE)


def fill_inbox(folder: Path, pieces: tuple[Piece, ...] = PIECES) -> Path:
    """Write the pages into a folder, one file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for piece in pieces:
        (folder / f"{piece.slug}.html").write_text(piece.html(), encoding="utf-8")
    return folder
