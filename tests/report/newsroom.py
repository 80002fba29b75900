"""A small night of the desk, written for the tests: four events, six sources, two copies, a stub, a bad page."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from etl.archive import WriteReport
from etl.article import Article, Entity, EntityType, Kind, Mention, Reject, Removal, Stage
from etl.normalise import content_hash, stable_id
from etl.report.summary import RunSummary, StageTiming, summarise

_SHARE = Removal(text="Partager sur Facebook Partager par courriel", rule="share-bar", position=0)
_READ_ALSO = Removal(text="Lire aussi : Le port fluvial cherche un repreneur", rule="read-also", position=4)
_CREDIT = Removal(text="© Agence du Ponant / C. Lemoine", rule="credit", position=2)
_COOKIES = Removal(text="Ce site utilise des cookies. Tout accepter", rule="cookie-notice", position=9)
_DONATE = Removal(text="Soutenez une rédaction indépendante dès 1 € par mois", rule="donation", position=11)

_BRIDGE = (
    "Le pont levant de Saint-Élier restera fermé jusqu’à la mi-juin, a annoncé mercredi la maire, Maëlle Kervadec, "
    "après la découverte de fissures sur deux piles. « Nous ne rouvrirons pas tant que le moindre doute demeure », "
    "a-t-elle déclaré devant les commerçants du quai. L’entreprise Armor Ouvrages, chargée de l’expertise, doit "
    "rendre son rapport à la préfecture de Quimper dans trois semaines."
)
_BRIDGE_2 = (
    "Fermé depuis mardi soir, le pont de Saint-Élier coupe la ville en deux. Maëlle Kervadec promet une navette "
    "gratuite ; Armor Ouvrages a posé des capteurs sur les piles. À Quimper, le préfet Yann Le Goff parle d’une "
    "« mesure de prudence »."
)
_STRIKE = (
    "Les dockers de Port-Navalis ont voté la reconduction de la grève par 312 voix contre 41. Leur porte-parole, "
    "Idriss Benamar, demande l’ouverture d’une négociation avec la Compagnie maritime du Ponant, dont le siège est "
    "à Nantes."
)
_STRIKE_2 = (
    "Quatrième jour de grève à Port-Navalis : une centaine de conteneurs attendent à quai. La Compagnie maritime du "
    "Ponant se dit « prête à discuter » avec Idriss Benamar, sans fixer de date."
)
_FESTIVAL = (
    "Le festival des Marées ouvrira sa vingtième édition à Quimper le 3 juillet. Sa directrice, Solène Marchetti, y "
    "invite quarante compagnies, dont la troupe du Théâtre de l’Estran."
)
_WATER = (
    "La régie des eaux du Ponant coupera le réseau dans la nuit de jeudi à vendredi à Nantes. Yann Le Goff rappelle "
    "que l’hôpital n’est pas concerné."
)


def _named(text: str, names: Sequence[tuple[str, EntityType]]) -> list[Entity]:
    found = []
    for name, type_ in names:
        start = text.find(name)
        if start >= 0:
            mention = Mention(text=name, start=start, end=start + len(name))
            found.append(Entity(id=stable_id(type_, name), name=name, type=type_, mentions=[mention]))
    return found


_NAMES = (
    ("Maëlle Kervadec", EntityType.PER),
    ("Yann Le Goff", EntityType.PER),
    ("Idriss Benamar", EntityType.PER),
    ("Solène Marchetti", EntityType.PER),
    ("Armor Ouvrages", EntityType.ORG),
    ("Compagnie maritime du Ponant", EntityType.ORG),
    ("Théâtre de l’Estran", EntityType.ORG),
    ("Saint-Élier", EntityType.LOC),
    ("Port-Navalis", EntityType.LOC),
    ("Quimper", EntityType.LOC),
    ("Nantes", EntityType.LOC),
)


def _article(
    number: int, title: str | None, text: str, source: str, day: str, story: str, *removed: Removal
) -> Article:
    entities = _named(text, _NAMES)
    flat = {t: [e.name for e in entities if e.type is t] for t in EntityType}
    return Article(
        id=stable_id("newsroom", str(number)),
        path=f"inbox/{source}/{number:03}.html",
        url=f"https://{source}/{number}",
        source=source,
        title=title,
        title_from="h1" if title else "opening",
        text=text,
        published_at=day,
        fetched_at=f"2026-03-{2 + number // 6:02}T0{number % 5}:12:00+01:00",
        language="fr",
        removed=list(removed),
        content_hash=content_hash(text),
        key=stable_id(source, str(number)),
        digest=f"{number:064x}",
        cleaner="test",
        story_id=story,
        entities=entities,
        people=flat[EntityType.PER],
        organizations=flat[EntityType.ORG],
        places=flat[EntityType.LOC],
    )


def articles() -> list[Article]:
    """Nine articles: the bridge (3, one near copy), the strike (3, one exact copy), the festival, the water, a stub."""
    bridge, strike = stable_id("story", "bridge"), stable_id("story", "strike")
    made = [
        _article(0, "Le pont de Saint-Élier fermé jusqu’à la mi-juin", _BRIDGE, "ponant-matin.example",
                 "2026-03-01T18:40:00+01:00", bridge, _SHARE, _READ_ALSO),
        _article(1, "Saint-Élier : une ville coupée en deux", _BRIDGE_2, "gazette-du-littoral.example",
                 "2026-03-02T06:10:00+01:00", bridge, _CREDIT),
        _article(2, "Le pont de Saint-Élier reste fermé", _BRIDGE.replace("mercredi ", ""), "radio-estuaire.example",
                 "2026-03-02T07:00:00+01:00", bridge, _SHARE, _COOKIES),
        _article(3, "Les dockers reconduisent la grève", _STRIKE, "ponant-matin.example",
                 "2026-02-26T20:15:00+01:00", strike, _SHARE, _READ_ALSO),
        _article(4, "Les dockers reconduisent la grève", _STRIKE, "depeches-ouest.example",
                 "2026-02-26T20:40:00+01:00", strike, _DONATE),
        _article(5, None, _STRIKE_2, "gazette-du-littoral.example", "2026-03-02", strike, _CREDIT, _DONATE),
        _article(6, "Vingt ans de Marées", _FESTIVAL, "scenes-de-bretagne.example",
                 "2026-03-01T09:00:00+01:00", stable_id("story", "festival"), _COOKIES),
        _article(7, "Coupure d’eau à Nantes dans la nuit de jeudi", _WATER, "ponant-matin.example",
                 "2026-03-02T05:00:00+01:00", stable_id("story", "water"), _SHARE),
        _article(8, "Ce que le rapport dit des ponts bretons", "La suite est réservée aux abonnés.",
                 "le-quai.example", "2026-03", stable_id("story", "stub")),
    ]  # fmt: skip
    made[2].duplicate_of, made[2].duplicate_kind, made[2].similarity = made[0].id, "near", 0.97
    made[4].duplicate_of, made[4].duplicate_kind, made[4].similarity = made[3].id, "exact", 1.0
    made[8].kind, made[8].partial = Kind.STUB, True
    return made


def reject(number: int = 0, *, stage: Stage = Stage.READ, reason: str = "empty") -> Reject:
    """A page that could not be read."""
    path = f"inbox/le-quai.example/vide-{number}.html"
    return Reject(
        id=stable_id(path, stage),
        path=path,
        stage=stage,
        reason=reason,
        error=f"{path} is empty: fetch it again, or take it out of the inbox.",
        run="night-2026-03-02",
        at="2026-03-02T04:20:11+01:00",
        source="le-quai.example",
    )


STAGES = [
    StageTiming(name="read", seconds=0.4, records=9),
    StageTiming(name="clean", seconds=2.1, records=9),
    StageTiming(name="dedupe", seconds=0.3, records=9),
    StageTiming(name="enrich", seconds=5.9, records=9),
    StageTiming(name="load", seconds=0.8, records=9),
]


def summary(
    *,
    of: Sequence[Article] | Iterator[Article] | None = None,
    rejects: Sequence[Reject] | None = None,
    written: WriteReport | None = None,
    run: str = "night-2026-03-02",
    day: str = "2026-03-02",
    pages: int = 10,
    unchanged: int = 0,
) -> RunSummary:
    """The summary of the night, or of other articles."""
    return summarise(
        run=run,
        started_at=f"{day}T04:20:00+01:00",
        finished_at=f"{day}T04:20:12+01:00",
        trigger="command",
        index="embedded:var/index",
        inputs=["inbox"],
        articles=articles() if of is None else of,
        rejects=[reject()] if rejects is None else rejects,
        stages=STAGES,
        written=written if written is not None else WriteReport(indexed=9),
        pages=pages,
        unchanged=unchanged,
        stories_new=5,
    )


def many(count: int) -> Iterator[Article]:
    """So many articles, one after the other, none kept: the night again and again under other ids."""
    night = articles()
    for number in itertools.islice(itertools.count(), count):
        article = night[number % len(night)]
        article.id = f"{number:032x}"
        yield article
