"""Keras with lr-finder: a step for `lr_finder.serve`, and a callback for scripts that call `model.fit`.

The loss that Keras reports is a running mean over the epoch; both give each batch's own loss.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

from ._session import Session
from ._started import active


def train_step(model: Any, batches: Iterator[Any]) -> Callable[[], float]:
    """A step that trains a compiled model on the next (x, y) or (x, y, weights) of `batches`, for example
    of an `lr_finder.Loop`:

        serve(step=train_step(model, batches), optimizer=model.optimizer, model=model)
    """

    def step() -> float:
        x, y, *weights = next(batches)
        model.reset_metrics()
        logs = model.train_on_batch(x, y, *weights, return_dict=True)
        return float(logs["loss"])

    return step


def callback(evaluate: Callable[[], Any] | None = None, **options: Any) -> Any:
    """A callback that lets the finder drive `fit`: `model.fit(…, callbacks=[callback()])`. It does nothing
    when no finder started this process.

    `fit` owns the data, so there is nothing to restore: the finder starts the script again instead. Give
    `fit` enough epochs for all the steps. Put it first in the list of callbacks, and leave out those that
    stop, save or log while a finder runs (`lr_finder.active()`). Options as in `lr_finder.Session`.
    """
    keras: Any = importlib.import_module("keras")
    base: Any = keras.callbacks.Callback
    if not active():
        return base()

    class LrFinderCallback(base):  # type: ignore[misc]
        session: Session

        def on_train_begin(self, logs: Any = None) -> None:
            if (getattr(self.model, "steps_per_execution", 1) or 1) != 1:
                raise ValueError("compile the model with steps_per_execution=1 for lr-finder")
            steps = self.params.get("steps")
            defaults = {"steps_per_epoch": steps, "restore": False}
            self.session = Session(
                optimizer=self.model.optimizer,
                model=self.model,
                evaluate=evaluate,
                **{**defaults, **options},
            )

        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            _take_over(self.model)
            self.session.next_step()
            # After the wait: an evaluation adds to the same mean.
            self.model.reset_metrics()

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            self.session.result({"loss": (logs or {}).get("loss")})

        def on_train_end(self, logs: Any = None) -> None:
            self.session.ended("fit() came to its end: give it more epochs")

    return LrFinderCallback()


def _take_over(model: Any) -> None:
    # On JAX the loop of fit holds the variables; this hands them back, and it takes them up again.
    sync = getattr(model, "jax_state_sync", None)
    if callable(sync):
        sync()
