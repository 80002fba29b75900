"""Logs: one event a line on standard error, for a person at a terminal, as JSON everywhere else."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from typing import Any, Literal, TextIO

import structlog

from etl.normalise import printable

# Without local variables: they may hold settings, and the text of a page.
_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))

Level = Literal["debug", "info", "warning", "error"]
# Beyond what JSON escapes by itself: some readers break lines at these, and terminals obey them.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def _one_line(event: Any, **options: Any) -> str:
    """JSON without a character that ends a line or steers a display."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(event, ensure_ascii=False, **options))


def _traceback(out: TextIO, exc_info: Any) -> None:
    """Set in, so that no line of an error's message can be taken for an event of ours."""
    told = io.StringIO()
    structlog.dev.plain_traceback(told, exc_info)
    out.writelines(f"\n  {printable(line)}" for line in told.getvalue().strip().split("\n"))


_FOR_PEOPLE = structlog.dev.ConsoleRenderer(exception_formatter=_traceback, repr_native_str=True)


def configure(level: Level) -> None:
    """Set logging up for the process. Values are quoted, so that nothing a page holds can forge a line."""
    terminal = sys.stderr.isatty()
    renderer = _FOR_PEOPLE if terminal else structlog.processors.JSONRenderer(serializer=_one_line)
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
