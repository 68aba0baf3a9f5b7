"""What Hugging Face's accelerate keeps of an accumulation: how many batches of it are done, and whether gradients
are exchanged now."""

from __future__ import annotations

import functools
import sys
from typing import Any, Callable, List, Sequence

from ._attributes import save_attributes_of
from ._kept import Restore
from ._reach import reachable_of


def accelerate_parts(functions: Sequence[Any], optimizers: Sequence[Any]) -> List[Callable[[], Restore]]:
    """A function that saves it, for each accelerator that `step` or `evaluate` uses."""
    accelerate = sys.modules.get("accelerate")
    if not any(hasattr(each, "gradient_state") for each in optimizers) or accelerate is None:
        return []
    accelerators = reachable_of(functions, accelerate.Accelerator)
    states = [each.gradient_state for each in optimizers if hasattr(each, "gradient_state")]
    # The state is shared by all.
    return [functools.partial(save_attributes_of, each, ()) for each in [*accelerators, *states[:1]]]
