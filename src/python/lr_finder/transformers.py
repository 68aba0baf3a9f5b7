"""Hugging Face `Trainer` with lr-finder: one call before `trainer.train()`.

    lr_finder.transformers.serve(trainer)
    trainer.train()

It returns at once when no finder started this process.
"""

from __future__ import annotations

import importlib
from typing import Any

from ._session import Session
from ._started import active


def serve(trainer: Any, **options: Any) -> None:
    """Trains with `trainer` as the finder asks, and ends the process. One step is one optimizer update, a
    whole accumulation window. Evaluates with `trainer.evaluate` where there is an eval_dataset. The
    trainer's other callbacks, saving, logging and evaluation are off meanwhile. The Trainer owns the data,
    so there is nothing to restore: the finder starts the script again instead. Options as in
    `lr_finder.Session`.
    """
    if not active():
        return
    callbacks: Any = importlib.import_module("transformers.trainer_callback")
    args = trainer.args
    args.max_steps = 10**9
    for callback in list(trainer.callback_handler.callbacks):
        if not isinstance(callback, callbacks.DefaultFlowCallback):
            trainer.remove_callback(callback)
    base: Any = callbacks.TrainerCallback
    losses: list[Any] = []
    train_one = trainer.training_step

    def training_step(*given: Any, **named: Any) -> Any:
        loss = train_one(*given, **named)
        losses.append(loss.detach())
        return loss

    def evaluate() -> float:
        return float(trainer.evaluate()["eval_loss"])

    class LrFinderCallback(base):  # type: ignore[misc]
        session: Session

        def on_train_begin(self, args: Any, state: Any, control: Any, **have: Any) -> None:
            window = args.gradient_accumulation_steps
            batches = _length(trainer.get_train_dataloader())
            defaults = {
                "evaluate": evaluate if trainer.eval_dataset is not None else None,
                "batch_size": args.train_batch_size * window,
                "steps_per_epoch": None if batches is None else max(1, batches // window),
                "scaler": getattr(trainer.accelerator, "scaler", None),
                "restore": False,
            }
            self.session = Session(
                optimizer=have["optimizer"], model=have["model"], **{**defaults, **options}
            )

        def on_step_begin(self, args: Any, state: Any, control: Any, **have: Any) -> None:
            losses.clear()
            self.session.next_step()

        def on_step_end(self, args: Any, state: Any, control: Any, **have: Any) -> Any:
            # Each is its share of the window's mean: the Trainer has divided it.
            self.session.result(sum(float(loss) for loss in losses))
            control.should_log = control.should_save = control.should_evaluate = False
            return control

        def on_train_end(self, args: Any, state: Any, control: Any, **have: Any) -> None:
            self.session.ended("trainer.train() came to its end by itself")

    trainer.training_step = training_step
    trainer.add_callback(LrFinderCallback())
    trainer.train()


def _length(loader: Any) -> int | None:
    try:
        return len(loader)
    except TypeError:
        return None
