"""Which articles are copies, and which tell one story."""

from etl.dedupe.decisions import Decision, Decisions, StoryMerge
from etl.dedupe.deduplicator import Deduplicator
from etl.dedupe.explain import PairExplanation, explain_pair
from etl.dedupe.verdict import Verdict

__all__ = ["Decision", "Decisions", "Deduplicator", "PairExplanation", "StoryMerge", "Verdict", "explain_pair"]
