"""A small newspaper of our own writing: pages as an inbox holds them."""

from __future__ import annotations

from pathlib import Path

PAGES = {
    "pont.txt": """Le pont de la Verdière fermé jusqu’au printemps

La mairie de Saint-Aubin a annoncé lundi la fermeture du pont de la Verdière après la découverte de fissures dans la
pile centrale. Les camions sont détournés par la route départementale, les piétons passent encore.

« Nous ne prendrons aucun risque », a déclaré la maire, Hélène Castan, devant une cinquantaine de riverains réunis dans
la salle des fêtes. Les travaux, estimés à 1,4 million d’euros, doivent commencer en janvier.

Les commerçants de la rive droite demandent une navette gratuite pendant la durée du chantier.
""",
    "laiterie.txt": """La laiterie de Montbrun cherche un repreneur

Placée en redressement judiciaire, la laiterie de Montbrun emploie quarante-deux salariés. Trois candidats ont visité le
site cette semaine, selon le tribunal de commerce.

Le syndicat agricole rappelle que cent vingt éleveurs livrent chaque jour leur lait à l’usine. « Sans elle, il faudrait
rouler quatre-vingts kilomètres », explique Didier Maury, éleveur à Castelnau.
""",
    "bibliotheque.html": """<!doctype html><html lang="fr"><head>
<title>La bibliothèque ouvre le dimanche - Le Courrier du Vallon</title>
<meta property="og:title" content="La bibliothèque ouvre le dimanche">
<meta property="article:published_time" content="2024-02-11T08:00:00+01:00">
<link rel="canonical" href="https://courrier-du-vallon.example/culture/bibliotheque-dimanche"></head>
<body><nav><a href="/">Accueil</a><a href="/sport">Sport</a></nav>
<article><h1>La bibliothèque ouvre le dimanche</h1>
<p>À partir du mois de mars, la bibliothèque municipale accueillera ses lecteurs le dimanche après-midi, de quatorze à
dix-huit heures. Deux agents ont été recrutés pour tenir les comptoirs.</p>
<p>« Les étudiants le demandaient depuis longtemps », souligne la directrice, Aïcha Benali. Une enquête menée auprès de
huit cents lecteurs avait placé l’ouverture dominicale en tête des attentes.</p>
<p>L’essai durera un an et coûtera quarante mille euros à la commune.</p></article>
<footer><p>Tous droits réservés</p></footer></body></html>
""",
    "course.txt": """Nadia Ferrand remporte la course des Trois Lacs

Partie en tête dès le premier col, Nadia Ferrand a gagné dimanche la course des Trois Lacs en trois heures et douze
minutes, devant la Suisse Lena Brügger.

Plus de neuf cents coureurs avaient pris le départ sous la pluie. Les organisateurs ont raccourci le parcours de quatre
kilomètres à cause du brouillard.
""",
}

SNOW = """La neige bloque le col des Aigles

Le col des Aigles restera fermé jusqu’à samedi, a indiqué la préfecture mardi soir. Quarante centimètres de neige sont
tombés en une nuit, et deux coulées ont atteint la chaussée près du tunnel.

« Les équipes attendent une accalmie pour déclencher les avalanches », explique Marc Tissot, responsable du service des
routes. Les habitants du haut de la vallée sont ravitaillés par hélicoptère.
"""


def write_inbox(folder: Path) -> Path:
    """The pages in a folder, as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in PAGES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder
