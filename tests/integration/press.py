"""Articles for the contract tests, in the style of the French press; none of them was ever published."""

from __future__ import annotations

from etl.archive import ArticleIndex, Query
from etl.article import Article, Entity, EntityType, Mention, Quote, Removal

UKRAINE = Article(
    id="ukraine",
    url="https://lecourrier.example/ukraine",
    source="lecourrier.example",
    title="L’Ukraine et la Moldavie reprennent les négociations sur le gaz",
    lead="À Chisinau, les délégations se sont retrouvées sous l’égide de l’O.N.U.",
    text="Les délégations ont négocié toute la nuit.\n\nLe ministre Andriy Kovalenko a salué « un pas décisif ». "
    "Près de 10 000 foyers seraient privés de chauffage aujourd’hui.",
    published_at="2023-11-04T08:30:00+01:00",
    fetched_at="2023-11-04T09:00:00+01:00",
    language="fr",
    key="page-ukraine",
    digest="digest-ukraine",
    cleaner="cleaner-1",
    content_hash="hash-ukraine",
    story_id="story-gaz",
    keys=["k1", "k2", "k3", "k4"],
    event_dates=["2023-11-03"],
    entities=[
        Entity(
            id="e-kovalenko",
            name="Andriy Kovalenko",
            type=EntityType.PER,
            mentions=[Mention(text="Andriy Kovalenko", start=56, end=72)],
        )
    ],
    people=["Andriy Kovalenko"],
    organizations=["ONU"],
    places=["Ukraine", "Moldavie"],
    spellings=["Andriy Kovalenko", "Andrii Kovalenko", "Nations unies"],
    removed=[Removal(text="Lire aussi : le marché du gaz", rule="related-links", position=3)],
    quotes=[Quote(text="un pas décisif", start=83, end=97, speaker="e-kovalenko", speaker_text="Andriy Kovalenko")],
    metadata_from={"title": "json-ld"},
)
GAZ = Article(
    id="gaz",
    source="lagazette.example",
    title="Gaz : un accord en vue entre Kiev et Chisinau",
    text="Un accord sur le gaz se dessine entre les deux capitales, selon Andrii Kovalenko. "
    "Les négociateurs se retrouveront lundi à Chisinau.",
    published_at="2023-11-05T18:00:00+01:00",
    story_id="story-gaz",
    key="page-gaz",
    digest="digest-gaz",
    keys=["k3", "k4", "k5"],
    people=["Andriy Kovalenko"],
    places=["Kiev", "Chisinau"],
    spellings=["Andriy Kovalenko", "Andrii Kovalenko", "Kyiv"],
)
COPY = Article(
    id="gaz-copy",
    source="lecho.example",
    title="Gaz : un accord en vue entre Kiev et Chisinau",
    text=GAZ.text,
    published_at="2023-11-05T19:00:00+01:00",
    story_id="story-gaz",
    duplicate_of="gaz",
    duplicate_kind="exact",
    similarity=1.0,
    keys=["k3", "k4", "k5"],
    people=["Andriy Kovalenko"],
)
MARCHE = Article(
    id="marche",
    source="lagazette.example",
    title="Les marchés de Noël rouvrent à Saint-Dizier",
    text="Les exposants ont retrouvé la place du marché. La pêche aux canards attire les enfants, "
    "et l’hôtel de ville s’illumine. Quelque 1 500 visiteurs sont venus.",
    published_at="2022-12",
    people=["Lucie Marchand"],
    places=["Saint-Dizier"],
)
SERMON = Article(
    id="sermon",
    source="lecourrier.example",
    title="Le sermon de l’évêque sur le péché d’orgueil",
    text="L’évêque a parlé du péché devant une église pleine. Il a marché jusqu’au port.",
    fetched_at="2021-03-01T07:00:00+00:00",
)
ARTICLES = [UKRAINE, GAZ, COPY, MARCHE, SERMON]


def fill(index: ArticleIndex) -> ArticleIndex:
    """The index with all articles in it, visible."""
    index.write(ARTICLES)
    index.refresh()
    return index


def found(index: ArticleIndex, text: str = "", **filters: object) -> list[str]:
    """Ids of the hits of a search, best first."""
    return [hit.article.id for hit in index.search(Query(text=text, **filters)).hits]  # type: ignore[arg-type]
