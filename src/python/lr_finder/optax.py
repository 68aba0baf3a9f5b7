"""optax with lr-finder: a learning rate, constant or a schedule, that the finder can set where it stands.

    from lr_finder.optax import get_lr, learning_rate, set_lr

    optimizer = optax.adamw(learning_rate(optax.cosine_decay_schedule(1e-3, 1000)))
    serve(step, set_lr=set_lr, get_lr=get_lr, get_state=…, set_state=…)

Without a finder `learning_rate` gives back what it was given, so that the script trains bit for bit as it would
without it. Nothing else is rewritten: no `inject_hyperparams`, no state of another shape.
"""

from __future__ import annotations

import importlib
from typing import Any, TypeVar

from ._started import LrFinderError, active

T = TypeVar("T")

_now: float | None = None
_used = False


def learning_rate(value: T, *, ratio: float = 1.0) -> T:
    """In the place of a learning rate or a schedule that a transform of optax takes: the same value; where a finder
    started this process, a schedule that gives the LR that the finder asks for, inside `jit` and `scan` too.

    ratio: of this LR to the base LR, where several parts of a model have LRs of their own (`optax.partition`).
    """
    global _used
    _used = True
    if not active():
        return value
    jax: Any = importlib.import_module("jax")
    numpy: Any = importlib.import_module("numpy")
    dtype = jax.dtypes.canonicalize_dtype(float)
    shape = jax.ShapeDtypeStruct((), dtype)

    def asked(_count: Any) -> Any:
        if _now is None:
            raise LrFinderError("an update was made before the finder asked for one: call serve first")
        return numpy.asarray(_now * ratio, dtype)

    def schedule(count: Any) -> Any:
        # Compiled code calls back for it at every step: as a number it would be a part of the code.
        return jax.pure_callback(asked, shape, count)

    given: Any = schedule
    return given  # type: ignore[no-any-return]


def set_lr(lr: float) -> None:
    """Sets the base LR: `serve(…, set_lr=set_lr)`."""
    global _now
    if not _used:
        raise LrFinderError(
            "lr_finder.optax.learning_rate was not called: put it around the learning rate that the optimizer takes"
        )
    _now = lr


def get_lr() -> float:
    """The base LR as the optimizer has it, in its precision."""
    if _now is None:
        raise LrFinderError("no LR was set")
    jax: Any = importlib.import_module("jax")
    numpy: Any = importlib.import_module("numpy")
    return float(numpy.asarray(_now, jax.dtypes.canonicalize_dtype(float)))
