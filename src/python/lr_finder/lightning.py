"""PyTorch Lightning with lr-finder: a callback that lets the finder drive `trainer.fit`.

    trainer = Trainer(…, callbacks=[lr_finder.lightning.callback()])

Precision, strategy, accumulation and clipping stay the Trainer's. It does nothing when no finder started
this process.
"""

from __future__ import annotations

import copy
import functools
import importlib
import inspect
import math
import sys
from collections.abc import Mapping
from typing import Any, Callable, Dict, Iterator, List, NoReturn, Tuple

from ._attributes import save_attributes, save_fields
from ._held_out import Batch, held_out_batches, rows_to_take, say_part, tell
from ._loop import Loop
from ._lr_find import Driven, find_here
from ._random import global_generators, states_of, write_back
from ._result import Result
from ._session import Session
from ._started import LrFinderError, active
from ._kept import Restore, run_all


def callback(
    *,
    train_loss: str | None = None,
    val_loss: str | None = None,
    evaluate_rows: int | None = None,
    **options: Any,
) -> Any:
    """The callback. At the first batch of `fit` it takes over: steps go through the module's `training_step`, the
    Trainer's precision plugin and strategy, held-out losses through `validation_step` on a fixed part of the
    validation data, and everything is put back in this process. What `configure_optimizers` reads of the Trainer is
    what a real run would read: no limit is changed. Schedulers are not stepped meanwhile, other callbacks and
    loggers are off, `self.log` records nothing.

    `validation_step` may return {"losses": …}, the loss of each row: the finder then tells differences from noise
    with fewer rows.

    train_loss, val_loss: what `training_step` and `validation_step` log their loss as, where they do not return it
        and no single logged name has "loss" in it.
    evaluate_rows: rows of the validation data that are looked at; by default as many as 16 updates train on, at
        least 256. They are spread evenly over the data.
    Options as in `lr_finder.Session`; an `evaluate` of your own is called in the place of `validation_step`.
    """
    base: Any = _part("Callback")
    if not active():
        return base()

    class LrFinderCallback(base):  # type: ignore[misc]
        def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:
            trainer.callbacks = [self]
            trainer.loggers = [_part("loggers.logger").DummyLogger()] if trainer.loggers else []

        def on_train_epoch_start(self, trainer: Any, pl_module: Any) -> None:
            # Before the first batch is drawn: the search is to draw the same ones.
            self.random_state = states_of(global_generators())

        def on_train_batch_start(self, trainer: Any, *_: Any) -> None:
            names = {"training_step": train_loss, "validation_step": val_loss}
            search = _Search(trainer, names, evaluate_rows)
            search.serve(self.random_state, options)

    return LrFinderCallback()


class _Found(BaseException):
    """Leaves `fit` when the search is over. Not an Exception: nobody's `except` may take it."""


def lr_find(
    trainer: Any,
    model: Any,
    train_dataloaders: Any = None,
    val_dataloaders: Any = None,
    datamodule: Any = None,
    *,
    train_loss: str | None = None,
    val_loss: str | None = None,
    evaluate_rows: int | None = None,
    session: Mapping[str, Any] | None = None,
    timeout: float = 600.0,
    quiet: bool = False,
    **options: Any,
) -> Result:
    """Finds a learning rate in this process, in a notebook for one: as `Tuner.lr_find` is called, with held-out
    losses and short trainings. Module, Trainer and random generators are left bit for bit as they were.

        result = lr_finder.lightning.lr_find(trainer, model, train_loader, val_loader, epochs=10)
        result.suggestion.lr

    train_loss, val_loss, evaluate_rows: as of `callback`.
    session: options of `lr_finder.Session`.
    timeout, quiet, options: as of `lr_finder.lr_find`.
    """
    names = {"training_step": train_loss, "validation_step": val_loss}
    found: List[Result] = []
    base: Any = _part("Callback")

    class Search(base):  # type: ignore[misc]
        def on_train_epoch_start(self, trainer: Any, pl_module: Any) -> None:
            self.random_state = states_of(global_generators())

        def on_train_batch_start(self, trainer: Any, *_: Any) -> None:
            def prepare() -> Driven:
                search = _Search(trainer, names, evaluate_rows)
                parts = search.prepare(self.random_state)
                return Driven(
                    {**parts, **(session or {})}, [search.batches], search.update, search.undo
                )

            found.append(find_here(prepare, options, timeout, quiet))
            raise _Found

    random_state = states_of(global_generators())
    put_back = [save_attributes(model), *(save_fields(each) for each in _counters(trainer))]
    own = {name: getattr(trainer, name) for name in ("callbacks", "loggers", "should_stop")}
    trainer.callbacks = [Search()]
    trainer.loggers = [_part("loggers.logger").DummyLogger()] if own["loggers"] else []
    try:
        trainer.fit(model, train_dataloaders, val_dataloaders, datamodule)
    except _Found:
        pass
    finally:
        for name, value in own.items():
            setattr(trainer, name, value)
        run_all(put_back)
        write_back(random_state)
    if not found:
        raise LrFinderError("fit() came to its end before it trained on a batch")
    return found[0]


def _counters(trainer: Any) -> List[Any]:
    """How far the Trainer's loops have come."""
    epoch = trainer.fit_loop.epoch_loop
    return [
        trainer.fit_loop.epoch_progress,
        epoch.batch_progress,
        epoch.scheduler_progress,
        epoch.automatic_optimization.optim_progress,
        epoch.manual_optimization.optim_step_progress,
        epoch.val_loop.batch_progress,
    ]


class _Search:
    """Single updates and held-out losses with a Trainer's own parts."""

    def __init__(
        self, trainer: Any, names: Mapping[str, str | None], evaluate_rows: int | None
    ) -> None:
        self._trainer, self._module = trainer, trainer.lightning_module
        self._fit = trainer.fit_loop
        self._epoch = trainer.fit_loop.epoch_loop
        self._call: Any = _part("trainer.call")
        self._names = names
        self._logged: Dict[str, Any] = {}
        self._window = trainer.accumulate_grad_batches
        self._rows = evaluate_rows

    def serve(self, random_state: Any, options: Mapping[str, Any]) -> NoReturn:
        """Answers the finder until it says close, which ends the process."""
        Session(**{**self.prepare(random_state), **options}).run(lambda _: self.update())

    def prepare(self, random_state: Any) -> Dict[str, Any]:
        """Has the module log nothing and the schedulers stand still; gives what a session needs."""
        trainer, module = self._trainer, self._module
        parameters = inspect.signature(module.training_step).parameters
        if "dataloader_iter" in parameters:
            raise LrFinderError(
                "training_step(dataloader_iter) takes its batches itself, so they cannot be put back: "
                "let it take a batch, or use lr_finder.serve"
            )
        self.undo = [_set(module, "log", self._log)]
        # In manual optimization they belong to training_step. One with a fixed total would run out.
        self.undo += [_set(each.scheduler, "step", _no_step) for each in trainer.lr_scheduler_configs]
        source = _Batches(self._fit._combined_loader, trainer.num_training_batches)
        self.batches: Loop[Tuple[int, Any]] = Loop(source, tracked=True)
        write_back(random_state)
        size = source.batch_size
        known = isinstance(trainer.num_training_batches, int)
        counters = [functools.partial(save_fields, each) for each in _counters(trainer)]
        return {
            "optimizer": list(trainer.optimizers),
            "model": module,
            "evaluate": self._evaluation(size * self._window if size else None),
            "steps_per_epoch": math.ceil(trainer.num_training_batches / self._window)
            if known
            else None,
            "batch_size": size * self._window if size else None,
            "scaler": getattr(trainer.precision_plugin, "scaler", None),
            "parts": [functools.partial(save_attributes, module), *counters],
        }

    def update(self) -> Dict[str, Any]:
        """One update, as `step` of `serve` tells of it."""
        loss, updated = self._update()
        return {"loss": loss} if updated else {"loss": loss, "skipped": True}

    def _update(self) -> Tuple[Any, bool]:
        """One update, of as many batches as it takes; its mean loss, and whether it was made."""
        trainer = self._trainer
        before = trainer.global_step
        losses: List[float] = []
        most = max(1000, 2 * self._window)
        while len(losses) < most:
            loss = self._train_on(*next(self.batches))
            if loss is None and self._module.automatic_optimization:
                # training_step returned nothing: Lightning makes no update.
                return math.nan, False
            losses.append(math.nan if loss is None else float(loss))
            if trainer.global_step != before:
                return sum(losses) / len(losses), True
        raise LrFinderError(f"{most} batches were trained on, and no optimizer made a step")

    def _train_on(self, place: int, batch: Any) -> Any:
        """What the epoch loop of Lightning does with a batch, without what it tells others."""
        trainer, module, call = self._trainer, self._module, self._call
        progress = self._epoch.batch_progress
        if place == 0:
            progress.reset_on_run()
        batch = self._moved(batch)
        progress.increment_ready()
        progress.is_last_batch = place + 1 == trainer.num_training_batches
        if call._call_lightning_module_hook(trainer, "on_train_batch_start", batch, place) == -1:
            return None
        call._call_strategy_hook(trainer, "on_train_batch_start", batch, place)
        progress.increment_started()
        self._logged = {}
        arguments = self._epoch._build_kwargs({}, batch, place)
        if module.automatic_optimization:
            outputs = self._epoch.automatic_optimization.run(
                trainer.optimizers[0], place, arguments
            )
        else:
            outputs = self._epoch.manual_optimization.run(arguments)
        progress.increment_processed()
        call._call_lightning_module_hook(trainer, "on_train_batch_end", outputs, batch, place)
        progress.increment_completed()
        loss = outputs.get("loss") if isinstance(outputs, Mapping) else outputs
        if module.automatic_optimization:
            # Lightning has divided it by the accumulation window.
            return None if loss is None else float(loss) * self._window
        return self._logged_loss("training_step") if loss is None else loss

    def _moved(self, batch: Any, loader: int = 0) -> Any:
        trainer = self._trainer
        batch = trainer.precision_plugin.convert_input(batch)
        batch = self._module._on_before_batch_transfer(batch, dataloader_idx=loader)
        return self._call._call_strategy_hook(
            trainer, "batch_to_device", batch, dataloader_idx=loader
        )

    def _evaluation(self, rows_of_an_update: int | None) -> Callable[[], Any] | None:
        """How held-out data is evaluated; None where there is none."""
        trainer = self._trainer
        batches = self._held_out(rows_of_an_update)
        if not batches:
            return None
        # One batch tells whether there is a loss to be found.
        random_state = states_of(global_generators())
        modes = [(each, each.training) for each in self._module.modules()]
        try:
            self._module.eval()
            self._validate(batches[:1])
        except _NoLossError as fault:
            print(f"lr_finder: {fault}. Held-out losses are not used.", file=sys.stderr)
            return None
        finally:
            for each, training in modes:
                each.training = training
            write_back(random_state)
        return functools.partial(self._validate, batches, trainer.world_size > 1)

    def _held_out(self, rows_of_an_update: int | None) -> List[Batch]:
        trainer, val_loop = self._trainer, self._epoch.val_loop
        random_state = states_of(global_generators())
        trainer.validating = True
        try:
            val_loop.setup_data()
            combined = val_loop._combined_loader
            if combined is None or not combined.flattened:
                return []
            loader = _own(combined.flattened[0])
            limit = val_loop.max_batches[0]
            ranks = trainer.world_size
            most = rows_to_take(rows_of_an_update, self._rows)
            size = getattr(loader, "batch_size", None)
            whole = isinstance(limit, float) and math.isinf(limit)
            if size and not whole:
                most = min(most, limit * size * ranks)
            batches = held_out_batches(loader, most, rank=trainer.global_rank, ranks=ranks)
            say_part(batches, ranks, getattr(loader, "dataset", None))
            return batches
        finally:
            trainer.training = True
            write_back(random_state)

    def _validate(self, batches: List[Batch], shard: bool = False) -> Any:
        trainer, module, call = self._trainer, self._module, self._call
        put_back = save_attributes(module)
        trainer.validating = True
        try:
            with importlib.import_module("torch").no_grad():
                for hook in ("on_validation_start", "on_validation_epoch_start"):
                    call._call_lightning_module_hook(trainer, hook)
                told: Any = None
                try:
                    told = tell(batches, self._validation_loss, shard)
                except _NoLossError:
                    # It may be logged when all batches are done.
                    for place, batch in enumerate(batches[1:], 1):
                        self._validation_output(copy.deepcopy(batch.content), place)
                for hook in ("on_validation_epoch_end", "on_validation_end"):
                    call._call_lightning_module_hook(trainer, hook)
                if told is None:
                    told = {"loss": float(self._logged_loss("validation_step"))}
                    told["count"] = sum(batch.rows for batch in batches)
                    told.update({"shard": True} if shard else {})
                return told
        finally:
            trainer.training = True
            put_back()

    def _validation_output(self, batch: Any, place: int) -> Any:
        self._logged = {}
        arguments = [self._moved(batch), place, 0]
        step = inspect.signature(self._module.validation_step).parameters.values()
        several = any(each.kind is each.VAR_POSITIONAL for each in step)
        taken = 2 if several else min(len(step), 3)
        return self._call._call_strategy_hook(
            self._trainer, "validation_step", *arguments[:taken]
        )

    def _validation_loss(self, batch: Any, place: int) -> Any:
        output = self._validation_output(batch, place)
        if isinstance(output, Mapping):
            output = output.get("losses", output.get("loss"))
        elif output is not None and getattr(output, "numel", lambda: 1)() > 1:
            # Predictions, more likely than losses.
            output = None
        if output is None or self._names["validation_step"] is not None:
            return self._logged_loss("validation_step")
        return output

    def _log(self, name: str, value: Any, *_: Any, **__: Any) -> None:
        self._logged[name] = value

    def _logged_loss(self, step: str) -> Any:
        named = self._names[step]
        option = "train_loss" if step == "training_step" else "val_loss"
        if named is not None:
            if named in self._logged:
                return self._logged[named]
            raise _NoLossError(f"{step} logs no {named!r}; it logs {_list(self._logged)}")
        usual = ("loss", option, f"{option.replace('_', '/')}", "valid_loss", "validation_loss")
        found = [name for name in usual if name in self._logged]
        found = found or [name for name in self._logged if "loss" in name.lower()]
        if len(found) == 1 or (found and found[0] in usual):
            return self._logged[found[0]]
        raise _NoLossError(
            f"{step} returns no loss, and it is not plain which of what it logs is the loss "
            f"({_list(self._logged)}): return it, or name it, callback({option}=…)"
        )


class _NoLossError(LrFinderError):
    pass


class _Batches:
    """The Trainer's batches, as its own loop takes them: from copies of its loaders, whose workers are others."""

    def __init__(self, combined: Any, most: float) -> None:
        self.loaders = [_own(each) for each in combined.flattened]
        self._combined = copy.copy(combined)
        self._combined._iterator = None
        self._combined.flattened = self.loaders
        self._most = most
        # Loop puts it back with the epoch.
        self._has_begun = False
        size = getattr(self.loaders[0], "batch_size", None)
        self.batch_size = size if isinstance(size, int) else None

    def __iter__(self) -> Iterator[Tuple[int, Any]]:
        before = states_of(global_generators())
        iterator = iter(self._combined)
        if not self._has_begun:
            # The first epoch's was made before this search, and has drawn what making it draws.
            write_back(before)
        self._has_begun = True
        place = 0
        while place < self._most:
            try:
                # Not by `for`, which would call iter again.
                batch, _, _ = next(iterator)
            except StopIteration:
                return
            yield place, batch
            place += 1


def _own(loader: Any) -> Any:
    """A copy of a loader with workers of its own; the same for what is no DataLoader."""
    if not hasattr(loader, "_iterator"):
        return loader
    other = copy.copy(loader)
    vars(other)["_iterator"] = None
    return other


def _set(owner: Any, name: str, value: Any) -> Restore:
    """Sets an attribute of one object, past a module's own way; gives what puts it back."""
    had, before = name in vars(owner), vars(owner).get(name)
    vars(owner)[name] = value

    def put_back() -> None:
        if had:
            vars(owner)[name] = before
        else:
            vars(owner).pop(name, None)

    return put_back


def _no_step(*_: Any, **__: Any) -> None:
    return None


def _list(logged: Mapping[str, Any]) -> str:
    return ", ".join(logged) or "nothing"


def _part(name: str) -> Any:
    """Something of Lightning, under either of its names."""
    for package in ("lightning.pytorch", "pytorch_lightning"):
        try:
            if name == "Callback":
                return importlib.import_module(package).Callback
            return importlib.import_module(f"{package}.{name}")
        except ModuleNotFoundError as fault:
            if fault.name not in ("lightning", "lightning.pytorch", "pytorch_lightning"):
                raise
    raise ModuleNotFoundError("neither lightning nor pytorch_lightning is installed")
