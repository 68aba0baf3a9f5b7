"""Whether a finder started this process, and with which seed."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Mapping
from typing import Any, Dict


class LrFinderError(RuntimeError):
    """A finder's run that failed, or a trainer that cannot be driven. `code` and `data` as in its JSON."""

    def __init__(
        self, message: str, code: str = "failure", data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.data: Dict[str, Any] = dict(data or {})


def active() -> bool:
    """Whether a finder started this process."""
    return bool(os.environ.get("LR_FINDER_PROTOCOL"))


def seed(fallback: int | None = None) -> int | None:
    """Seeds `random`, numpy and torch with the finder's seed, and returns it. Call it before the model
    is made, and import numpy and torch before: a trainer that cannot `restore` is started again with
    the same seed, and repeats of a run use others.

    Without a finder `fallback` is used, and nothing is seeded when there is none.
    """
    text = os.environ.get("LR_FINDER_SEED", "") if active() else ""
    value = int(text) if text else fallback
    if value is None:
        return None
    random.seed(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(value % 2**32)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(value)
    return value
