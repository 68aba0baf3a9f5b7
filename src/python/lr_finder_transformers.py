"""The old name of `lr_finder.transformers`, for scripts that import it."""

from lr_finder.transformers import serve

__all__ = ["serve"]
