"""The command `revue`."""

from etl.cli.app import main

__all__ = ["main"]
