"""Where raw pages and run files are kept: one folder, or one prefix of an object store."""

from etl.store.failures import Damaged, Locked, Missing, StoreFailure, StoreRefused, StoreUnavailable
from etl.store.store import Store

__all__ = ["Damaged", "Locked", "Missing", "Store", "StoreFailure", "StoreRefused", "StoreUnavailable"]
