"""Every rule takes its own examples, leaves its counterexamples, and is quick on whatever it is given."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.beginnings import beginning_of, beginnings
from etl.clean.inline import GlueRules
from etl.clean.needs import needs
from etl.clean.rules import LineRules
from etl.normalise import fold_typography

RULES = LineRules()
GLUE = GlueRules()
MATCH = [(rule.name, line) for rule in RULES.rules for line in rule.match]
SPARE = [(rule.name, line) for rule in RULES.rules for line in rule.spare]
HOSTILE = [" " * 700, "a" * 700, "a " * 350, "partager " * 80, "- " * 350, "lire aussi " * 60, "@a " * 230, "1 " * 350,
           "publié le " * 70, "é" * 700, "par Jean Jean " * 50, "« " * 350, "/ afp " * 110, "À LIRE AUSSI " * 50]  # fmt: skip


@pytest.mark.parametrize(("name", "line"), MATCH)
def test_a_rule_takes_its_examples(name: str, line: str) -> None:
    assert name in [rule.name for rule in RULES.of(line)]


@pytest.mark.parametrize(("name", "line"), SPARE)
def test_a_rule_leaves_its_counterexamples(name: str, line: str) -> None:
    assert name not in [rule.name for rule in RULES.of(line)]


def test_every_rule_has_a_reason_and_examples() -> None:
    for rule in RULES.rules:
        assert rule.reason
        assert rule.match, rule.name
        assert rule.spare, rule.name
    assert len({rule.name for rule in RULES.rules}) == len(RULES.rules)


PATTERNS = [
    (rule, re.compile(pattern), beginnings(pattern), needs(pattern))
    for rule in RULES.rules
    for pattern in rule.patterns
    if not rule.case
]
LINES = sorted({fold_typography(line).strip() for rule in RULES.rules for line in (*rule.match, *rule.spare)})


@given(st.sampled_from(LINES), st.integers(0, 40), st.text("0123 «:à|", max_size=3), st.sampled_from(LINES))
def test_no_pattern_matches_a_line_that_it_is_not_tried_on(line: str, cut: int, sign: str, other: str) -> None:
    text = f"{sign}{line[cut:]}{other[:cut]}".strip()
    begins = {beginning_of(text)[:length] for length in range(len(text) + 1)}
    for rule, pattern, expected, needed in PATTERNS:
        if pattern.match(text):
            assert not begins.isdisjoint(expected), rule.name
        if pattern.search(text) and needed:
            assert any(string in text for string in needed), rule.name


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("abonne", {"abo"}),
        ("(?:à|a) lire", {"à l", "a l"}),
        ("> ?lire", {"> l", ">li"}),
        (r"\d{1,2} min", {"0 m", "00 "}),
        ("ok", {"ok"}),
        ("x|[^.]{3}lire", {"x", ""}),
        ("(?!non)n.", {"n"}),
        ("(?i)lire", {""}),
    ],
)
def test_beginnings_are_read_off_a_pattern(pattern: str, expected: set[str]) -> None:
    assert beginnings(pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (".{2,60} est une publication", {" est une publication"}),
        ("(?:photo|crédits?) .{3,}", {"photo", "crédit"}),
        ("a|b|c|d|e", set()),
        (r"[^.]{3,}\d:\d", {":"}),
        ("(?:lire)?", set()),
        ("(?i:lire)", set()),
    ],
)
def test_what_a_pattern_needs_is_read_off_it(pattern: str, expected: set[str]) -> None:
    assert set(needs(pattern)) == expected


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_makes_a_rule_slow(text: str) -> None:
    start = time.process_time()
    RULES.of(text)
    for rule in RULES.rules:
        RULES.of(text[: rule.max])
    GLUE.take_off(text)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("rule", GLUE.rules, ids=lambda rule: rule.name)
def test_what_is_glued_comes_off_and_the_rest_stays(rule: object) -> None:
    for line, rest in rule.match:  # type: ignore[attr-defined]
        assert GLUE.take_off(line)[0] == rest
    for line in rule.spare:  # type: ignore[attr-defined]
        assert GLUE.take_off(line) == (line, [])
