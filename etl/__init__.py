"""Revue: collected press pages in, a clean, deduplicated, entity-tagged archive out."""

__version__ = "0.1.0"
