from __future__ import annotations

from collections.abc import Callable

import pytest

from etl.article import Article
from etl.enrich import KnownEntities, Linker
from etl.enrich.east_asian import readings, same
from etl.enrich.names import parse
from etl.settings import EnrichSettings

Recognised = Callable[..., Article]


def meet(a: str, b: str) -> bool | None:
    return same(readings(parse(a).words), readings(parse(b).words))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Zhou Dehai", "Chou Te-hai"),  # Wade-Giles
        ("Zhou Dehai", "Tcheou Tö-hai"),  # French
        ("Jiang Xiaodong", "Kiang Siao-toung"),
        ("Qin Guofeng", "Ch'in Kuo-feng"),
        ("Lu Xin", "Lou Sin"),
        ("Huang Yingwu", "Houang Ing-wou"),
        ("Zhu De", "Tchou Te"),
        ("Choi Min-seok", "Choe Min-sok"),
        ("Lee Kyung-hee", "Yi Kyong-hui"),
        ("Jeon Du-seong", "Chun Doo-sung"),
        ("Park Sangsoo", "Sang-soo Pak"),
    ],
)
def test_systems_write_one_name_in_their_ways(a: str, b: str) -> None:
    assert meet(a, b) is True


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Kim Min-seok", "Kim Min-jae"),
        ("Zhou Dehai", "Zhou Dahai"),
        ("Chen Yi", "Chen Yun"),
        ("Li Cheng", "Li Zheng"),  # both are pinyin as they stand
    ],
)
def test_one_family_is_not_one_person(a: str, b: str) -> None:
    assert meet(a, b) is False


@pytest.mark.parametrize(
    "name", ["Paul Roux", "Anna van der Berg", "Kim Marlow", "Roux", "Jean-Luc Morel", "Lee Harper"]
)
def test_other_names_are_none_of_these(name: str) -> None:
    assert meet(name, "Zhou Dehai") is None


def test_the_family_name_alone_is_the_person(recognised: Recognised) -> None:
    articles = [
        recognised("a", "[Zhou Dehai|PER] parle."),
        recognised("b", "[Chou Te-hai|PER] écoute."),
        recognised("c", "[Zhou|PER] se tait."),
    ]
    found = list(Linker(EnrichSettings(), KnownEntities()).link(lambda: articles))
    assert len({a.entities[0].id for a in found}) == 1
