"""What a run did, for people: on the terminal, as one HTML page, as JSON, and as documents for the archive."""

from etl.report.documents import as_document, as_documents
from etl.report.model import ArticleLine, RunSummary, StageTiming
from etl.report.summary import summarise

__all__ = ["ArticleLine", "RunSummary", "StageTiming", "as_document", "as_documents", "summarise"]
