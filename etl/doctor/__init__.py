"""What is wrong with a set-up, in plain words (see docs/doctor.md). Nothing is changed by looking."""

from etl.doctor.examine import CHECKS, examine
from etl.doctor.finding import Finding, Level

__all__ = ["CHECKS", "Finding", "Level", "examine"]
