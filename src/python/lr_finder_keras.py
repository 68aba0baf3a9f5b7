"""The old name of `lr_finder.keras`, for scripts that import it."""

from lr_finder.keras import callback, train_step

__all__ = ["callback", "train_step"]
