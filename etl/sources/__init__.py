"""Pages come in: from folders and object stores, as text, HTML, JSON Lines, WARC and feeds (see docs/sources.md)."""

from etl.sources.discovery import discover, read_page
from etl.sources.formats import SUFFIXES
from etl.sources.refusals import Reason, SourceUnavailable

__all__ = ["SUFFIXES", "Reason", "SourceUnavailable", "discover", "read_page"]
