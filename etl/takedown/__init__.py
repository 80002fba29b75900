"""An article taken out on request: of every index version and of the store, and kept from coming back."""

from etl.takedown.takedown import TakenDown, take_down

__all__ = ["TakenDown", "take_down"]
