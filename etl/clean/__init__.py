"""Page to article: repair, blocks, boilerplate, metadata."""

from etl.clean.cleaner import Cleaner
from etl.clean.explanation import Explanation
from etl.clean.memory import SourceMemory, merge, observe
from etl.clean.read import Unreadable
from etl.clean.verdict import BlockVerdict

__all__ = ["BlockVerdict", "Cleaner", "Explanation", "SourceMemory", "Unreadable", "merge", "observe"]
