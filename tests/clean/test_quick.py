"""Short cuts that were taken for speed find what the plain way finds."""

from __future__ import annotations

import re
from typing import Union

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from etl.clean import prune
from etl.clean.cues import ClassCues
from etl.clean.facts import Reader, key_of
from etl.clean.inline import GlueRule, GlueRules
from etl.clean.rules import LineRules
from etl.clean.walker import Walker
from etl.normalise import _fold_any, fold, words

Tree = Union[str, "list[Tree]"]
PLAIN = {
    "has:year": r"\b(?:19|20)\d\d\b",
    "has:hour": r"\b\d{1,2} ?[hH:] ?\d\d\b",
    "has:footnote": r"^(?:\(\d{1,2}\)|\[\d{1,3}\]|\d{1,2}[.)])\s",
    "has:bracket": r"^[(\[].*[)\]]\.?$",
    "has:bar": r"[|•›»>→·] | / ",
}
_FACTS = Reader(LineRules())
_GLUE = GlueRules()


@pytest.mark.parametrize("mark", PLAIN)
@given(st.text("0129 hH:x|»/.()[]1é\u2019", max_size=30))
def test_a_mark_is_where_its_plain_pattern_is(mark: str, text: str) -> None:
    assert (mark in _FACTS.facts(text).features) == (re.search(PLAIN[mark], text) is not None)


@given(st.text(st.one_of(st.characters(max_codepoint=127), st.sampled_from("éœ’«_²\u00a0İ")), max_size=300))
def test_words_are_runs_of_letters_and_digits(text: str) -> None:
    assert words(text) == re.findall(r"[^\W_]+", fold(text))


@pytest.mark.parametrize("name", ["script", "svg"])
@given(st.lists(st.sampled_from(["</", "<", "script", "SCRIPT", ">", " ", "x" * 51, "</script>", "svg", "/"])))
def test_the_end_tag_found_is_the_first(name: str, pieces: list[str]) -> None:
    html = "".join(pieces)
    found = prune.closed(html, name, 0)
    plain = re.search(rf"</{name}[^>]{{0,50}}>", html, re.IGNORECASE)
    assert (found and found.span()) == (plain and plain.span())


@given(st.lists(st.sampled_from(["<p>", "\x00", "\x0b", "mot", "<script>", "</script>"])))
def test_no_null_and_no_mark_of_a_break_is_left(pieces: list[str]) -> None:
    light, _ = prune.prune("".join(pieces))
    assert not {"\x00", "\x0b"} & set(light)


@given(
    st.recursive(
        st.sampled_from(["mot", " ", "a\u00a0b", "\n\t"]), lambda inner: st.lists(inner, max_size=4), max_leaves=12
    )
)
def test_an_element_taken_whole_has_all_its_text_and_its_links(tree: Tree) -> None:
    root = etree.fromstring(f"<html><body><nav>{_markup(tree, 'span')}</nav></body></html>", etree.HTMLParser())
    nav = root.find(".//nav")
    blocks = Walker(ClassCues()).walk(root)
    outer = [a for a in nav.iter("a") if all(up.tag != "a" for up in a.iterancestors())]
    assert key_of(" ".join(nav.itertext())) == key_of(" ".join(block.text for block in blocks))
    assert sum(block.links for block in blocks) == (sum(len("".join(a.itertext())) for a in outer) if blocks else 0)


def _markup(tree: Tree, tag: str) -> str:
    inside = "a" if tag == "span" else "span"
    inner = tree if isinstance(tree, str) else "".join(_markup(one, inside) for one in tree)
    return f"<{tag}>{inner}</{tag}>"


@pytest.mark.parametrize("rule", _GLUE.rules, ids=lambda rule: rule.name)
def test_glue_is_found_though_all_rules_are_asked_at_once(rule: GlueRule) -> None:
    for example in rule.match:
        assert rule.name in {glue.rule for glue in _GLUE.take_off(example[0])[1]}


@given(st.text(st.sampled_from("aZ é’Œ«»–²µßİı\u00a0\u0301ΣÆ°ñ…"), max_size=40))
def test_a_text_of_western_europe_folds_as_any_other(text: str) -> None:
    assert fold(text) == _fold_any(text)


def test_every_character_folds_as_any_other() -> None:
    characters = [chr(code) for code in range(0x3000) if not 0xD800 <= code < 0xE000]
    assert [fold(f"é{c}e") for c in characters] == [_fold_any(f"é{c}e") for c in characters]
