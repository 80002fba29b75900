"""Story ids through a rebuild: they live on, merge and split, and never change their meaning."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from etl.reindex.lineage import Heirs, Move, heirs
from etl.reindex.references import References
from tests.reindex.archive_of import article

MEMBERS = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("PQRA")), min_size=1, max_size=20)
"""Articles, each with the story that it was in and the provisional story that it is in now."""


def _heirs(members: list[tuple[str, str]], carried: frozenset[str] = frozenset()) -> Heirs:
    moves: dict[tuple[str, str], list[int]] = {}
    for number, pair in enumerate(members):
        moves.setdefault(pair, []).append(number)
    found = [Move(old, new, len(who), f"2024-01-{min(who) + 1:02d}") for (old, new), who in moves.items()]
    return heirs(found, [new for _, new in members], carried)


@given(MEMBERS)
def test_no_two_stories_share_an_id(members: list[tuple[str, str]]) -> None:
    renamed = _heirs(members).renamed
    assert len(set(renamed.values())) == len(renamed)


@given(MEMBERS)
def test_an_id_that_lives_on_is_with_articles_that_had_it(members: list[tuple[str, str]]) -> None:
    for provisional, lasting in _heirs(members).renamed.items():
        if lasting in {old for old, _ in members}:
            assert (lasting, provisional) in members


@given(MEMBERS)
def test_the_order_in_which_stories_come_does_not_matter(members: list[tuple[str, str]]) -> None:
    moves: dict[tuple[str, str], int] = {}
    for pair in members:
        moves[pair] = moves.get(pair, 0) + 1
    made = [Move(old, new, count, "2024") for (old, new), count in moves.items()]
    fresh = {new for _, new in members}
    assert heirs(made, fresh, frozenset()) == heirs(made[::-1], sorted(fresh), frozenset())


@given(MEMBERS)
def test_every_old_story_lives_on_or_is_on_record_as_merged(members: list[tuple[str, str]]) -> None:
    found = _heirs(members)
    for old, _ in members:
        assert old in found.renamed.values() or found.merged[old] in found.renamed.values()


@given(MEMBERS)
def test_a_merge_goes_to_a_story_that_holds_its_articles(members: list[tuple[str, str]]) -> None:
    found = _heirs(members)
    provisional = {lasting: story for story, lasting in found.renamed.items()}
    for old, into in found.merged.items():
        assert (old, provisional[into]) in members


def test_unchanged_stories_keep_their_ids() -> None:
    assert _heirs([("A", "P"), ("A", "P"), ("B", "Q")]) == Heirs({"P": "A", "Q": "B"}, {}, {})


def test_of_two_that_merge_the_older_id_stays() -> None:
    found = _heirs([("B", "P"), ("A", "P"), ("A", "P")])
    assert found.renamed == {"P": "B"}
    assert found.merged == {"A": "B"}


def test_of_a_split_story_the_larger_part_is_the_heir() -> None:
    found = _heirs([("A", "P"), ("A", "Q"), ("A", "Q")])
    assert found.renamed["Q"] == "A"
    assert found.renamed["P"] not in {"A", "Q"}
    assert found.split == {"A": sorted(["A", found.renamed["P"]])}


def test_an_id_that_had_a_meaning_once_is_not_given_to_another_story() -> None:
    found = heirs([Move("A", "P", 2, "2024"), Move("A", "Q", 1, "2024")], ["P", "Q"], frozenset(), frozenset("Q"))
    assert found.renamed["P"] == "A"
    assert found.renamed["Q"] not in {"A", "Q"}


def test_a_story_with_articles_outside_the_rebuild_keeps_its_id_there() -> None:
    found = _heirs([("A", "P"), ("A", "A")], carried=frozenset("A"))
    assert found.renamed["A"] == "A"
    assert found.renamed["P"] != "A"


class _Held:
    """An index of one version, by its articles."""

    def __init__(self, *articles: object) -> None:
        self._articles = {a.id: a for a in articles}  # type: ignore[attr-defined]

    def get(self, ids: list[str], *, version: str) -> dict[str, object]:
        assert version == "v"
        return {id_: self._articles[id_] for id_ in ids if id_ in self._articles}


def _mended(copy: object, *held: object, gone: dict[str, str | None] | None = None) -> object:
    merged = {"story-00009": "story-00001"}
    return References(_Held(*held), "v", gone or {}, merged).mend([copy])[0]  # type: ignore[arg-type,list-item]


def test_a_copy_follows_its_article_to_the_one_that_is_kept_now() -> None:
    copy = article(3, duplicate_of="a00002", duplicate_kind="exact", similarity=1.0)
    kept_elsewhere = article(2, duplicate_of="a00001", story_id="story-00001")
    mended = _mended(copy, kept_elsewhere)
    assert mended == article(3, duplicate_of="a00001", duplicate_kind="exact", similarity=1.0, story_id="story-00001")


def test_a_copy_of_an_article_that_is_gone_stands_for_itself() -> None:
    copy = article(3, duplicate_of="a00002", duplicate_kind="near", similarity=0.9)
    assert _mended(copy, gone={"a00002": None}) == article(3)


def test_a_copy_of_an_article_that_moved_follows_it() -> None:
    copy = article(3, duplicate_of="a00002", duplicate_kind="near", similarity=0.9)
    moved = _mended(copy, article(7, story_id="story-00003"), gone={"a00002": "a00007"})
    assert moved == article(3, duplicate_of="a00007", duplicate_kind="near", similarity=0.9)


def test_two_articles_are_never_copies_of_each_other() -> None:
    copy = article(3, duplicate_of="a00002", duplicate_kind="near", similarity=0.9)
    other = article(2, duplicate_of="a00003", duplicate_kind="near", similarity=0.9, story_id="story-00003")
    assert _mended(copy, other) == article(3)


def test_a_story_that_merged_is_followed() -> None:
    assert _mended(article(9)) == article(9, story_id="story-00001")
