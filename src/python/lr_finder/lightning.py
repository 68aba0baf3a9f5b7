"""PyTorch Lightning with lr-finder: a callback that lets the finder drive `trainer.fit`.

    trainer = Trainer(…, callbacks=[lr_finder.lightning.callback()])

Precision, strategy, accumulation and clipping stay the Trainer's. It does nothing when no finder started
this process.
"""

from __future__ import annotations

import importlib
import math
from typing import Any

from ._session import Session
from ._started import active


def callback(**options: Any) -> Any:
    """The callback. While the finder runs, the other callbacks, loggers and validation are off, and the
    limits of epochs and steps are lifted. `fit` owns the data, so there is nothing to restore: the finder
    starts the script again instead. Options as in `lr_finder.Session`.
    """
    base: Any = _callback_class()
    if not active():
        return base()

    class LrFinderCallback(base):  # type: ignore[misc]
        session: Session

        def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:
            trainer.callbacks = [self]
            trainer.loggers = []
            trainer.limit_val_batches = 0
            trainer.fit_loop.max_epochs = -1
            trainer.fit_loop.epoch_loop.max_steps = -1

        def on_train_start(self, trainer: Any, pl_module: Any) -> None:
            self._losses: list[float] = []
            self._updates = trainer.global_step
            batches = trainer.num_training_batches
            window = trainer.accumulate_grad_batches
            known = isinstance(batches, int) and batches > 0
            size = getattr(trainer.train_dataloader, "batch_size", None)
            defaults = {
                "steps_per_epoch": math.ceil(batches / window) if known else None,
                "batch_size": size * window if isinstance(size, int) else None,
                "scaler": getattr(trainer.precision_plugin, "scaler", None),
                "restore": False,
            }
            self.session = Session(
                optimizer=list(trainer.optimizers), model=pl_module, **{**defaults, **options}
            )

        def on_train_batch_start(
            self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int
        ) -> None:
            if not self._losses:
                self.session.next_step()

        def on_train_batch_end(
            self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int
        ) -> None:
            loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
            # A training step may return nothing, which makes no update.
            value = math.nan if loss is None else float(loss)
            # Lightning has divided it by the accumulation window.
            divided = pl_module.automatic_optimization
            self._losses.append(value * trainer.accumulate_grad_batches if divided else value)
            updated = trainer.global_step != self._updates
            if updated or loss is None:
                self._updates = trainer.global_step
                mean = sum(self._losses) / len(self._losses)
                self._losses = []
                self.session.result(mean, skipped=None if updated else True)

        def on_train_end(self, trainer: Any, pl_module: Any) -> None:
            self.session.ended("fit() came to its end by itself")

    return LrFinderCallback()


def _callback_class() -> Any:
    for name in ("lightning.pytorch", "pytorch_lightning"):
        try:
            return importlib.import_module(name).Callback
        except ModuleNotFoundError as fault:
            if fault.name not in ("lightning", "lightning.pytorch", "pytorch_lightning"):
                raise
    raise ModuleNotFoundError("neither lightning nor pytorch_lightning is installed")
