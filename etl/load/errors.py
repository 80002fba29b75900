"""What can go wrong with the index, sorted by what helps."""

from __future__ import annotations


class IndexFailure(Exception):
    """The index did not do what was asked; the message says what to do."""


class IndexUnavailable(IndexFailure):
    """No answer, or too busy: the same call may go through later."""


class IndexRefused(IndexFailure):
    """Wrong credentials, certificate or privileges: trying again will not help."""


class IndexMisconfigured(IndexFailure):
    """The alias, the mapping or the version is not what Revue needs: a person has to look."""
