"""What keeps coming back on a source is furniture, whatever the order in which it came."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.article import Article, Page
from etl.clean import Cleaner, SourceMemory, merge, observe
from etl.settings import CleanSettings
from tests.clean.gate.styles import stories
from tests.clean.pages import page, rules_of

SLOGAN = "Depuis 1931, la rédaction du Messager vous accompagne dans les vallées et sur les plateaux, chaque matin de l'année."


def night(source: str = "messager.example", count: int = 6) -> list[Page]:
    """Some pages of one source, all with the same sentence in the middle of the text."""
    pages = []
    for number in range(count):
        story = stories()[number % 6]
        lines = [*story.paragraphs[:3], SLOGAN, *story.paragraphs[3:]]
        if number >= 6:
            lines = [f"{line} ({number})" if line != SLOGAN else line for line in lines]
        pages.append(page("\n".join(lines), name=f"{number}", source=source))
    return pages


def test_a_sentence_on_every_page_is_furniture() -> None:
    pages = night()
    memory = SourceMemory.from_records(observe(pages))
    article = Cleaner(CleanSettings(), memory).clean(pages[0])
    assert isinstance(article, Article)
    assert rules_of(article)[SLOGAN] == "source-furniture"
    without = Cleaner(CleanSettings()).clean(pages[0])
    assert isinstance(without, Article)
    assert SLOGAN in without.text


def test_another_source_is_judged_without_it() -> None:
    memory = SourceMemory.from_records(observe(night()))
    assert memory.recurs("messager.example", SLOGAN)
    assert not memory.recurs("courrier.example", SLOGAN)


def test_few_pages_prove_nothing() -> None:
    memory = SourceMemory.from_records(observe(night(count=4)))
    assert not memory.recurs("messager.example", SLOGAN)


def test_one_article_at_many_addresses_is_one_page() -> None:
    text = "\n".join(stories()[0].paragraphs)
    copies = [page(text, name=str(number), source="messager.example") for number in range(9)]
    memory = SourceMemory.from_records(observe(copies))
    assert not any(memory.recurs("messager.example", line) for line in stories()[0].paragraphs)


def test_the_same_night_twice_counts_once() -> None:
    records = observe(night(count=4))
    assert merge(records, records) == merge(records, [])
    assert merge(records, observe(night(count=4))) == merge([], records)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(8)), st.integers(0, 8))
def test_order_and_batches_do_not_matter(order: list[int], cut: int) -> None:
    pages = night(count=8)
    shuffled = [pages[i] for i in order]
    assert merge(observe(shuffled[:cut]), observe(shuffled[cut:])) == merge([], observe(pages))


def test_memory_is_bounded() -> None:
    from etl.clean.memory import BLOCKS_KEPT, PAGES_KEPT, SEEN_KEPT

    many = [
        page(
            "\n".join(f"La ligne {line} de la page {number} ne ressemble à aucune autre." for line in range(60)),
            name=f"{number}",
        )
        for number in range(80)
    ]
    (record,) = observe(many)
    assert len(record["pages"]) == PAGES_KEPT
    assert len(record["blocks"]) <= BLOCKS_KEPT
    assert max(len(block.split()) for block in record["blocks"]) <= SEEN_KEPT + 1


def test_an_unreadable_page_shows_nothing() -> None:
    assert observe([page(b"%PDF-1.4")]) == []
