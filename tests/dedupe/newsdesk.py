"""Articles for the tests of deduplication, in the style of the French press; none of them was ever published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from etl.archive import ArticleIndex
from etl.article import Article
from etl.dedupe import Decision, Deduplicator
from etl.settings import DedupeSettings

HALLE = (
    (
        "Le conseil municipal de Tréville a voté jeudi soir, par dix-neuf voix contre huit, la démolition de la halle aux "
        "grains, fermée au public depuis l'effondrement d'une partie de sa charpente en novembre."
    ),
    (
        "Construite en 1881 par l'architecte Anselme Courtaud, la halle abritait encore le marché du samedi et une "
        "quarantaine de producteurs, que la mairie entend reloger place du Foirail."
    ),
    (
        "« Nous avons tout essayé, mais trois expertises concluent au péril », a plaidé la maire, Odile Vasseur, sous les "
        "huées d'une partie du public massé au fond de la salle."
    ),
    (
        "L'association Sauvons la halle, présidée par Marc Delorme, annonce un recours devant le tribunal administratif et "
        "réclame le classement de l'édifice, dont la restauration est chiffrée à 4,2 millions d'euros."
    ),
    (
        "Les travaux doivent commencer en mars et durer sept mois. Un parking de 120 places et un square remplaceront le "
        "bâtiment, selon le projet présenté aux riverains."
    ),
)
FERRY = (
    (
        "Un ferry transportant 312 passagers s'est échoué mardi matin sur un banc de sable à l'entrée du port de Kerduel, "
        "sans faire de blessé, a indiqué la préfecture maritime."
    ),
    (
        "Le Belle-Étoile, qui assure la liaison avec l'île de Brannec, aurait dévié de son chenal à cause d'une avarie de "
        "gouvernail, d'après les premiers témoignages de l'équipage."
    ),
    (
        "Deux remorqueurs et la vedette des sauveteurs en mer ont évacué les voyageurs en un peu plus de trois heures, "
        "tandis qu'un barrage flottant était déployé par précaution."
    ),
    "La compagnie Armor Navigation a ouvert une enquête interne et suspendu ses rotations jusqu'à nouvel ordre.",
)
FURNITURE = (
    "Recevez chaque soir la lettre de la rédaction, gratuite et sans engagement, en nous confiant votre adresse.",
    "Toute reproduction, même partielle, de cet article est soumise à l'autorisation écrite de l'éditeur.",
)


def article(article_id: str, paragraphs: Iterable[str], **fields: Any) -> Article:
    """An article of some paragraphs."""
    return Article(id=article_id, text="\n\n".join(paragraphs), **fields)


def decide(articles: Iterable[Article], archive: ArticleIndex | None = None) -> dict[str, Decision]:
    """What the stage decides of each."""
    every = list(articles)
    decisions = Deduplicator(DedupeSettings(), archive).decide(lambda: every)
    return {one.id: decisions.of(one.id) for one in every}
