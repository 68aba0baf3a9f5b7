"""The old name of `lr_finder.lightning`, for scripts that import it."""

from lr_finder.lightning import callback

__all__ = ["callback"]
