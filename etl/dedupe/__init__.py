"""Which articles are copies, and which tell one story."""

from etl.dedupe.decisions import Decision, Decisions, StoryMerge
from etl.dedupe.deduplicator import Deduplicator

__all__ = ["Decision", "Decisions", "Deduplicator", "StoryMerge"]
