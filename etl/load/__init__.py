"""The archive: one port (`etl.archive`), two engines behind it."""

from etl.load.connection import connect

__all__ = ["connect"]
