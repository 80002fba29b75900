"""Every rule takes its own examples, leaves its counterexamples, and is quick on whatever it is given."""

from __future__ import annotations

import time

import pytest

from etl.clean.inline import GlueRules
from etl.clean.rules import LineRules

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
