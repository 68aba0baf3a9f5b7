"""Hugging Face `Trainer` with lr-finder: one call before `trainer.train()`, or a callback of the Trainer.

    lr_finder.transformers.serve(trainer)
    trainer.train()

It returns at once when no finder started this process.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import math
import sys
from collections.abc import Mapping
from typing import Any, Callable, Dict, Iterator, List, NoReturn, Tuple

from ._attributes import save_attributes
from ._held_out import Batch, held_out_batches, rows_to_take, say_part, tell
from ._loop import Loop
from ._lr_find import Driven, find_here
from ._random import global_generators, states_of, write_back
from ._result import Result
from ._session import Session
from ._started import LrFinderError, active
from ._kept import Restore


def serve(trainer: Any, *, evaluate_rows: int | None = None, **options: Any) -> None:
    """Trains with `trainer` as the finder asks, and ends the process. One step is one optimizer update, a
    whole accumulation window, through the Trainer's own `training_step` and optimizer; everything is put back in
    this process. Held-out losses are those of a fixed part of `eval_dataset`, by the Trainer's `prediction_step`.
    No limit of the Trainer is changed, so that warm-up and schedule are made as in a real run; the schedule is not
    stepped meanwhile. The trainer's other callbacks are not called, and nothing is saved or logged.

    evaluate_rows: rows of `eval_dataset` that are looked at; by default as many as 16 updates train on, at least
        256. They are spread evenly over the data.
    Options as in `lr_finder.Session`; an `evaluate` of your own is called in the place of `prediction_step`.
    """
    if not active():
        return
    base: Any = importlib.import_module("transformers.trainer_callback").TrainerCallback

    class TakeOver(base):  # type: ignore[misc]
        def on_train_begin(self, args: Any, state: Any, control: Any, **have: Any) -> None:
            _Search(trainer, have, evaluate_rows).serve(options)

    # Before those that report to others: they are never called.
    trainer.callback_handler.callbacks.insert(0, TakeOver())
    trainer.train()


def callback(*, evaluate_rows: int | None = None, **options: Any) -> Any:
    """A callback that does what `serve` does: `Trainer(…, callbacks=[callback()])`, and `trainer.train()` lets the
    finder drive. It does nothing when no finder started this process."""
    module: Any = importlib.import_module("transformers")
    base: Any = module.TrainerCallback
    if not active():
        return base()

    class LrFinderCallback(base):  # type: ignore[misc]
        pass

    own = LrFinderCallback()
    train = module.Trainer.train

    @functools.wraps(train)
    def served(trainer: Any, *args: Any, **named: Any) -> Any:
        # A callback is not told whose it is.
        if own in trainer.callback_handler.callbacks:
            trainer.remove_callback(own)
            serve(trainer, evaluate_rows=evaluate_rows, **options)
        return train(trainer, *args, **named)

    module.Trainer.train = served
    return own


class _Found(BaseException):
    """Leaves `train` when the search is over. Not an Exception: nobody's `except` may take it."""


def lr_find(
    trainer: Any,
    *,
    evaluate_rows: int | None = None,
    session: Mapping[str, Any] | None = None,
    timeout: float = 600.0,
    quiet: bool = False,
    **options: Any,
) -> Result:
    """Finds a learning rate in this process, in a notebook for one. Model, Trainer and random generators are left
    bit for bit as they were.

        result = lr_finder.transformers.lr_find(trainer, epochs=3)
        trainer.args.learning_rate = result.suggestion.lr

    evaluate_rows: as of `serve`.
    session: options of `lr_finder.Session`.
    timeout, quiet, options: as of `lr_finder.lr_find`.
    """
    base: Any = importlib.import_module("transformers.trainer_callback").TrainerCallback
    found: List[Result] = []

    class Search(base):  # type: ignore[misc]
        def on_train_begin(self, args: Any, state: Any, control: Any, **have: Any) -> None:
            def prepare() -> Driven:
                search = _Search(trainer, have, evaluate_rows)
                parts = {**search.prepare(), **(session or {})}
                return Driven(parts, [search.batches], search.update, [])

            found.append(find_here(prepare, options, timeout, quiet))
            raise _Found

    random_state = states_of(global_generators())
    handler = trainer.callback_handler
    before, of_handler, callbacks = dict(vars(trainer)), dict(vars(handler)), list(handler.callbacks)
    # Its modules get hooks (NEFTune's) and forward functions (accelerate's) when training begins.
    attributes = save_attributes(trainer.model)
    handler.callbacks.insert(0, Search())
    try:
        trainer.train()
    except _Found:
        pass
    finally:
        trainer.accelerator.free_memory()
        for owner, have in ((trainer, before), (handler, of_handler)):
            vars(owner).clear()
            vars(owner).update(have)
        handler.callbacks[:] = callbacks
        attributes()
        write_back(random_state)
    if not found:
        raise LrFinderError("train() came to its end before it trained on a batch")
    return found[0]


class _Search:
    """Single updates and held-out losses with a Trainer that is about to train."""

    def __init__(
        self, trainer: Any, have: Mapping[str, Any], evaluate_rows: int | None
    ) -> None:
        self._trainer, self._args = trainer, trainer.args
        self._optimizer = have["optimizer"]
        # What training_step is given: the model in its wrappers.
        self._wrapped = trainer.model_wrapped
        self._window = self._args.gradient_accumulation_steps
        loader = have["train_dataloader"]
        self.batches: Loop[Any] = Loop(loader, tracked=True)
        try:
            self._per_epoch: int | None = len(loader)
        except TypeError:
            self._per_epoch = None
        self._taken = 0
        self._rows = evaluate_rows
        self._is_share: bool | None = None

    def serve(self, options: Mapping[str, Any]) -> NoReturn:
        Session(**{**self.prepare(), **options}).run(lambda _: self.update())

    def prepare(self) -> Dict[str, Any]:
        """What a session needs."""
        rows = self._args.train_batch_size * self._window
        per_epoch = self._per_epoch
        return {
            "optimizer": self._optimizer,
            "model": self._wrapped,
            "evaluate": self._evaluation(rows),
            "batch_size": rows,
            "steps_per_epoch": None if per_epoch is None else math.ceil(per_epoch / self._window),
            "scaler": getattr(self._trainer.accelerator, "scaler", None),
            "parts": [self._save_place],
        }

    def update(self) -> Dict[str, Any]:
        """One update, as `step` of `serve` tells of it."""
        loss = self._update()
        skipped = getattr(self._trainer.accelerator, "optimizer_step_was_skipped", False)
        return {"loss": loss, "skipped": True} if skipped else {"loss": loss}

    def _save_place(self) -> Restore:
        state = self._trainer.state
        taken, steps, epoch = self._taken, state.global_step, state.epoch

        def put_back() -> None:
            self._taken, state.global_step, state.epoch = taken, steps, epoch

        return put_back

    def _window_of_batches(self) -> Tuple[List[Any], Any]:
        """The batches of one update: fewer at the end of an epoch, as in the Trainer's own loop."""
        trainer = self._trainer
        count = self._window
        if self._per_epoch is not None:
            place = self._taken % self._per_epoch
            count = min(count, self._per_epoch - place)
        batches = [next(self.batches) for _ in range(count)]
        self._taken += count
        samples = getattr(trainer, "get_batch_samples", None)
        if samples is None:
            return batches, None
        given = [iter(batches), count, self._args.device]
        taken = len(inspect.signature(samples).parameters)
        found, items = samples(*given[:taken])
        return found, items

    def _update(self) -> float:
        """What the Trainer's loop does for one update, without what it tells others."""
        trainer, model = self._trainer, self._wrapped
        accelerator = trainer.accelerator
        batches, items = self._window_of_batches()
        trainer.current_gradient_accumulation_steps = len(batches)
        if self._is_share is None and len(batches) > 1:
            self._is_share = items is None or self._counts_items(batches[0], items)
        total = 0.0
        for place, inputs in enumerate(batches):
            is_last = place == len(batches) - 1
            accelerator.gradient_state._set_sync_gradients(is_last)
            apart = contextlib.nullcontext() if is_last else accelerator.no_sync(model=model)
            with apart:
                loss = (
                    trainer.training_step(model, inputs)
                    if items is None and not _takes_items(trainer.training_step)
                    else trainer.training_step(model, inputs, items)
                )
            total += float(loss)
        most = self._args.max_grad_norm
        if most is not None and most > 0:
            clip = getattr(trainer, "_clip_grad_norm", None)
            if clip is not None:
                clip(model)
            else:
                accelerator.clip_grad_norm_(model.parameters(), most)
        self._optimizer.step()
        model.zero_grad()
        trainer.state.global_step += 1
        # Most often each is its share of the window's mean: the Trainer or the model has divided it.
        return total / len(batches) if self._is_share is False else total

    def _counts_items(self, inputs: Any, items: Any) -> bool:
        """Whether a model divides its loss by the items of the whole window, which it is told: many take the number
        and do nothing with it."""
        trainer, model = self._trainer, self._wrapped
        with self._untouched(), sys.modules["torch"].no_grad():
            alone, share = (
                float(trainer.compute_loss(model, trainer._prepare_inputs(inputs), **more))
                for more in ({}, {"num_items_in_batch": items})
            )
        return abs(share - alone) > 1e-3 * abs(alone)

    @contextlib.contextmanager
    def _untouched(self) -> Iterator[None]:
        """In eval mode, which leaves no trace."""
        random_state = states_of(global_generators())
        modes = [(each, each.training) for each in self._wrapped.modules()]
        try:
            self._wrapped.eval()
            yield
        finally:
            for each, training in modes:
                each.training = training
            write_back(random_state)

    def _evaluation(self, rows_of_an_update: int) -> Callable[[], Any] | None:
        trainer = self._trainer
        if trainer.eval_dataset is None:
            return None
        if isinstance(trainer.eval_dataset, Mapping) and len(trainer.eval_dataset) > 1:
            name = next(iter(trainer.eval_dataset))
            print(f"lr_finder: held-out losses are those of eval_dataset[{name!r}]", file=sys.stderr)
        random_state = states_of(global_generators())
        try:
            given = trainer.eval_dataset
            only = next(iter(given)) if isinstance(given, Mapping) else None
            loader = trainer.get_eval_dataloader(*([] if only is None else [only]))
            ranks = self._args.world_size
            most = rows_to_take(rows_of_an_update, self._rows)
            batches = held_out_batches(
                loader,
                most,
                rank=self._args.process_index,
                ranks=ranks,
                # Training, which keeps what each row's gradients need, fits with half as many.
                at_once=2 * self._args.per_device_train_batch_size,
            )
            say_part(batches, ranks, getattr(loader, "dataset", None))
        finally:
            write_back(random_state)
        if not batches or not self._has_loss(batches[0]):
            print(
                "lr_finder: the Trainer's prediction_step gives no loss for eval_dataset (are there labels?). "
                "Held-out losses are not used.",
                file=sys.stderr,
            )
            return None
        rows = _RowLosses()
        return lambda: tell(
            batches, lambda content, _: rows.of(*self._predict(content)), ranks > 1
        )

    def _has_loss(self, batch: Batch) -> bool:
        with self._untouched():
            return self._predict(batch.content)[0] is not None

    def _predict(self, content: Any) -> Tuple[Any, Any, Any]:
        found: Tuple[Any, Any, Any] = self._trainer.prediction_step(
            self._wrapped, content, prediction_loss_only=False
        )
        return found


def _takes_items(training_step: Any) -> bool:
    return len(inspect.signature(training_step).parameters) > 2


class _RowLosses:
    """The losses of rows, worked out of what a model predicts where that gives the loss that the model says."""

    _TOLERANCE = 1e-4

    def of(self, loss: Any, logits: Any, labels: Any) -> Any:
        """The loss of each row, whose mean is `loss`; or `loss`, where it is not known how it comes about."""
        torch = sys.modules["torch"]
        logits = logits[0] if isinstance(logits, tuple) and logits else logits
        if not all(isinstance(each, torch.Tensor) for each in (loss, logits, labels)):
            return loss
        mean = float(loss)
        for way in (_classes, _next_words, _words, _numbers):
            rows = way(torch, logits.detach(), labels)
            if rows is None:
                continue
            if abs(float(rows.mean()) - mean) <= self._TOLERANCE * max(abs(mean), 1e-6):
                return rows
        return loss


def _classes(torch: Any, logits: Any, labels: Any) -> Any:
    """One class a row."""
    if logits.dim() != 2 or labels.dim() != 1 or labels.dtype.is_floating_point:
        return None
    if logits.shape[1] < 2 or labels.min() < 0 or labels.max() >= logits.shape[1]:
        return None
    return torch.nn.functional.cross_entropy(logits.float(), labels, reduction="none")


def _words(torch: Any, logits: Any, labels: Any) -> Any:
    """One class a word; -100 is none. A row weighs as many words as it has."""
    if logits.dim() != 3 or logits.shape[:2] != labels.shape or labels.dtype.is_floating_point:
        return None
    if labels.max() >= logits.shape[2]:
        return None
    each = torch.nn.functional.cross_entropy(
        logits.float().transpose(1, 2), labels, reduction="none", ignore_index=-100
    )
    return each.sum(1) * len(labels) / (labels != -100).sum().clamp(min=1)


def _next_words(torch: Any, logits: Any, labels: Any) -> Any:
    """As `_words`, where each word is told from those before it."""
    if logits.dim() != 3 or labels.dim() != 2 or labels.shape[1] < 2:
        return None
    return _words(torch, logits[:, :-1], labels[:, 1:])


def _numbers(torch: Any, logits: Any, labels: Any) -> Any:
    """Squared errors."""
    if not labels.dtype.is_floating_point or logits.numel() != labels.numel():
        return None
    squares = (logits.float().reshape(len(labels), -1) - labels.reshape(len(labels), -1)) ** 2
    return squares.mean(1)
