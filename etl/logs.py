"""Logs: one event a line on standard error, for a person at a terminal, as JSON everywhere else."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog

# Without local variables: they may hold settings, and the text of a page.
_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
_FOR_PEOPLE = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)

Level = Literal["debug", "info", "warning", "error"]


def configure(level: Level) -> None:
    """Set logging up for the process. Values are quoted, so that nothing a page holds can forge a line."""
    terminal = sys.stderr.isatty()
    renderer = _FOR_PEOPLE if terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if terminal else [_TRACEBACKS]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        # Asked for at each event: standard error may be another file by then (a test, a daemon that closed it).
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
