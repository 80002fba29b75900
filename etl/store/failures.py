"""What can go wrong in the store, told apart by what helps."""

from __future__ import annotations


class StoreFailure(Exception):
    """The store did not do what was asked; the message says what to do."""


class Missing(StoreFailure):
    """Nothing is stored under that name or digest."""


class Damaged(StoreFailure):
    """What is stored is not what was written: trying again will not help."""


class StoreRefused(StoreFailure):
    """Wrong address, credentials or driver: trying again will not help."""


class Locked(StoreFailure):
    """Another process holds the lock."""


class StoreUnavailable(StoreFailure):
    """The folder or the object store does not answer: the same call may go through later."""
