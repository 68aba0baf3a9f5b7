"""Keras with lr-finder: a callback for scripts that call `model.fit`, a call before it, and a step for
`lr_finder.serve`.

    model.fit(x, y, validation_data=(…), callbacks=[lr_finder.keras.callback()])

The loss that Keras reports is a running mean over the epoch; all of these give each batch's own loss.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Dict, List, NoReturn, Tuple

from ._held_out import Batch, rows_in, rows_to_take, say_part, tell
from ._loop import Loop
from ._lr_find import Driven, find_here
from ._random import global_generators, states_of, write_back
from ._result import Result
from ._session import Session
from ._started import LrFinderError, active


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


def callback(
    evaluate: Callable[[], Any] | None = None, *, evaluate_rows: int | None = None, **options: Any
) -> Any:
    """A callback that lets the finder drive `fit`: `model.fit(…, callbacks=[callback()])`. It does nothing
    when no finder started this process.

    Where a finder did, `fit` does what `serve` does with the same arguments: batches of its data, held-out losses
    of its `validation_data` or `validation_split`, everything put back in this process. Its other callbacks
    (schedulers, those that stop, save or log) are not called. A learning rate that is a schedule is left out
    meanwhile. Options as in `lr_finder.Session`.
    """
    keras: Any = importlib.import_module("keras")
    base: Any = keras.callbacks.Callback
    if not active():
        return base()

    class LrFinderCallback(base):  # type: ignore[misc]
        def on_train_begin(self, logs: Any = None) -> None:
            raise LrFinderError(
                "this model's fit is not the one of keras.Model: call lr_finder.keras.serve(model, …) with the "
                "arguments of fit before it"
            )

    own = LrFinderCallback()
    own.lr_finder = (evaluate, evaluate_rows, options)
    return own


def _take_over_fit() -> None:
    """Has `fit` look for our callback, which itself is not told of the data. When this module is imported, since
    `model.fit` is looked up before its arguments are made."""
    try:
        model_class: Any = importlib.import_module("keras").Model
    except ModuleNotFoundError:
        return
    fit = model_class.fit

    @functools.wraps(fit)
    def served(model: Any, *args: Any, **named: Any) -> Any:
        given = inspect.signature(fit).bind(model, *args, **named).arguments
        callbacks = given.get("callbacks") or []
        if not isinstance(callbacks, (list, tuple)):
            callbacks = getattr(callbacks, "callbacks", None) or [callbacks]
        for each in callbacks:
            if hasattr(each, "lr_finder"):
                evaluate, evaluate_rows, options = each.lr_finder
                _serve(model, given, evaluate, evaluate_rows, options)
        return fit(model, *args, **named)

    model_class.fit = served


def serve(
    model: Any,
    *args: Any,
    evaluate: Callable[[], Any] | None = None,
    evaluate_rows: int | None = None,
    options: Mapping[str, Any] | None = None,
    **named: Any,
) -> None:
    """Trains a compiled model as the finder asks, and ends the process. Takes the arguments of `model.fit`, before
    which it is called; returns at once when no finder started this process.

    evaluate: called in the place of evaluating the validation data.
    evaluate_rows: rows of the validation data that are looked at; by default as many as 16 updates train on, at
        least 256. Of arrays they are spread evenly over the data, of anything else they are the first.
    options: those of `lr_finder.Session`.
    """
    if not active():
        return
    given = inspect.signature(type(model).fit).bind(model, *args, **named).arguments
    _serve(model, given, evaluate, evaluate_rows, options or {})


def lr_find(
    model: Any,
    *args: Any,
    evaluate: Callable[[], Any] | None = None,
    evaluate_rows: int | None = None,
    session: Mapping[str, Any] | None = None,
    timeout: float = 600.0,
    quiet: bool = False,
    options: Mapping[str, Any] | None = None,
    **named: Any,
) -> Result:
    """Finds a learning rate in this process, in a notebook for one. Takes the arguments of `model.fit`, its `epochs`
    included. Weights, optimizer and numpy's random generator are left as they were.

        result = lr_finder.keras.lr_find(model, x, y, batch_size=50, epochs=10, validation_split=0.2)
        model.optimizer.learning_rate = result.suggestion.lr

    evaluate, evaluate_rows: as of `serve`.
    session: options of `lr_finder.Session`.
    timeout, quiet: as of `lr_finder.lr_find`.
    options: those of `lr-finder run`, with underscores: {"budget": "quick"}.
    """
    given = inspect.signature(type(model).fit).bind(model, *args, **named).arguments
    wanted = {**({"epochs": given["epochs"]} if "epochs" in given else {}), **(options or {})}
    optimizer = model.optimizer
    # `fit` looks at one more batch where these are not made yet, which draws: they must not have been made.
    compiled = [getattr(model, name, None) for name in ("_compile_metrics", "_compile_loss")]
    fields = [(each, dict(vars(each))) for each in compiled if hasattr(each, "__dict__")]

    def prepare() -> Driven:
        if not getattr(optimizer, "built", True):
            model.optimizer = type(optimizer).from_config(optimizer.get_config())
        driven = _driven(model, given, evaluate, evaluate_rows)
        if not driven.session["restore"]:
            raise LrFinderError("a generator cannot be put back: give arrays, a dataset or a loader")
        return driven._replace(session={**driven.session, **(session or {})})

    try:
        return find_here(prepare, wanted, timeout, quiet)
    finally:
        model.optimizer = optimizer
        for each, have in fields:
            vars(each).clear()
            vars(each).update(have)
        # They hold the optimizer and the metrics that they were made with.
        model.train_function = model.test_function = None


def _serve(
    model: Any,
    given: Mapping[str, Any],
    evaluate: Callable[[], Any] | None,
    evaluate_rows: int | None,
    options: Mapping[str, Any],
) -> NoReturn:
    driven = _driven(model, given, evaluate, evaluate_rows)

    def update(_: float) -> Any:
        try:
            return driven.update()
        except StopIteration:
            raise LrFinderError(
                "the generator that fit was given has come to its end: give it more, or data that can be read again"
            ) from None

    Session(**{**driven.session, **options}).run(update)


def _driven(
    model: Any,
    given: Mapping[str, Any],
    evaluate: Callable[[], Any] | None,
    evaluate_rows: int | None,
) -> Driven:
    if (getattr(model, "steps_per_execution", 1) or 1) != 1:
        raise ValueError("compile the model with steps_per_execution=1 for lr-finder")
    train = (given.get("x"), given.get("y"), given.get("sample_weight"))
    held_out = given.get("validation_data")
    split = given.get("validation_split") or 0.0
    if held_out is None and split:
        train, held_out = _split(train, split)
    loader = _loader(train, given.get("batch_size"), given.get("shuffle", True))
    can_restart = not isinstance(loader, Iterator)
    loop: Loop[Any] | None = Loop(loader, tracked=True) if can_restart else None
    first: Any
    if isinstance(loader, _Arrays):
        size: int | None = loader.batch_size
        first = loader.rows(range(min(2, loader.length)))
    else:
        random_state = states_of(global_generators())
        first = next(iter(loader)) if can_restart else None
        write_back(random_state)
        size = None if first is None else rows_in(first)
    _hold_learning_rate(model)
    if evaluate is None and held_out is not None:
        evaluate = _HeldOut(model, held_out, rows_to_take(size, evaluate_rows), size)
    if first is not None:
        _build(model, first)
    steps = given.get("steps_per_epoch")
    if steps is None and hasattr(type(loader), "__len__"):
        steps = len(loader)
    session = {
        "optimizer": model.optimizer,
        "model": model,
        "evaluate": evaluate,
        "batch_size": size,
        "steps_per_epoch": steps,
        "restore": can_restart,
    }
    weights = given.get("class_weight")
    more = {"class_weight": weights} if weights else {}

    def update() -> float:
        x, y, *rest = _parts_of(next(loader if loop is None else loop))
        model.reset_metrics()
        logs = model.train_on_batch(x, y, *rest[:1], **more, return_dict=True)
        return float(logs["loss"])

    return Driven(session, [] if loop is None else [loop], update, [])


def _build(model: Any, batch: Any) -> None:
    """Makes weights, slots and metrics, which come with the first batch: a snapshot may be earlier."""
    x, y, *rest = _parts_of(batch)
    model.test_on_batch(x, y, *rest[:1])
    model.reset_metrics()
    optimizer = model.optimizer
    if not getattr(optimizer, "built", True):
        optimizer.build(model.trainable_variables)


def _hold_learning_rate(model: Any) -> None:
    """Gives a model whose learning rate is a schedule the same optimizer with a number, which can be set."""
    optimizer = model.optimizer
    rate = getattr(optimizer, "_learning_rate", None)
    if not callable(rate) or hasattr(rate, "assign"):
        return
    value = float(rate(0)) or 1e-3
    model.optimizer = type(optimizer).from_config({**optimizer.get_config(), "learning_rate": value})
    model.train_function = None


def _parts_of(batch: Any) -> Tuple[Any, ...]:
    if isinstance(batch, (tuple, list)):
        return tuple(batch) if len(batch) > 1 else (batch[0], None)
    return batch, None


def _is_array(value: Any) -> bool:
    return hasattr(value, "shape") and len(value.shape) > 0


def _leaves(value: Any) -> List[Any]:
    if isinstance(value, Mapping):
        return [leaf for each in value.values() for leaf in _leaves(each)]
    if isinstance(value, (list, tuple)):
        return [leaf for each in value for leaf in _leaves(each)]
    return [] if value is None else [value]


def _picked(value: Any, rows: Any) -> Any:
    """These rows of an array, or of each in a structure of arrays."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return {key: _picked(each, rows) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_picked(each, rows) for each in value)
    if hasattr(value, "iloc"):
        return value.iloc[rows].to_numpy()
    numpy: Any = sys.modules["numpy"]
    return (value if type(value) is numpy.ndarray else numpy.asarray(value))[rows]


def _are_arrays(parts: Tuple[Any, ...]) -> bool:
    leaves = _leaves(parts)
    return bool(leaves) and all(_is_array(leaf) for leaf in leaves)


class _Arrays:
    """Batches of arrays, shuffled by numpy's generator, which a Loop puts back."""

    def __init__(self, parts: Tuple[Any, ...], batch_size: int, shuffle: bool) -> None:
        importlib.import_module("numpy")
        self.parts = parts if parts[2] is not None else parts[:2]
        self.length = int(_leaves(parts)[0].shape[0])
        self.batch_size, self.shuffle = batch_size, shuffle

    def __len__(self) -> int:
        return -(-self.length // self.batch_size)

    def rows(self, rows: Any) -> Tuple[Any, ...]:
        return tuple(_picked(part, list(rows)) for part in self.parts)

    def __iter__(self) -> Iterator[Any]:
        numpy: Any = sys.modules["numpy"]
        order = numpy.random.permutation(self.length) if self.shuffle else range(self.length)
        for start in range(0, self.length, self.batch_size):
            yield self.rows(order[start : start + self.batch_size])


class _Indexed:
    """The batches of a PyDataset."""

    def __init__(self, dataset: Any, shuffle: bool) -> None:
        importlib.import_module("numpy")
        self.dataset, self.shuffle = dataset, shuffle

    def __len__(self) -> int:
        return int(getattr(self.dataset, "num_batches", None) or len(self.dataset))

    def __iter__(self) -> Iterator[Any]:
        numpy: Any = sys.modules["numpy"]
        order = numpy.random.permutation(len(self)) if self.shuffle else range(len(self))
        for place in order:
            yield self.dataset[int(place)]
        end = getattr(self.dataset, "on_epoch_end", None)
        if callable(end):
            end()


def _loader(parts: Tuple[Any, ...], batch_size: int | None, shuffle: Any) -> Any:
    x = parts[0]
    if _are_arrays(parts):
        return _Arrays(parts, batch_size or 32, bool(shuffle))
    if hasattr(x, "on_epoch_end") and hasattr(x, "__getitem__"):
        return _Indexed(x, bool(shuffle))
    return x


def _split(parts: Tuple[Any, ...], share: float) -> Tuple[Tuple[Any, ...], Tuple[Any, ...]]:
    """As `fit` splits: the last rows are held out."""
    importlib.import_module("numpy")
    if not _are_arrays(parts):
        raise LrFinderError("validation_split needs arrays: give validation_data")
    length = int(_leaves(parts)[0].shape[0])
    at = int(math.floor(length * (1.0 - share)))
    first, rest = slice(0, at), slice(at, length)
    return (
        tuple(_picked(part, first) for part in parts),
        tuple(_picked(part, rest) for part in parts if part is not None),
    )


class _HeldOut:
    """The loss on a fixed part of the validation data, of each row where it can be worked out."""

    def __init__(self, model: Any, data: Any, most: int, size: int | None) -> None:
        self._model = model
        self._has_row_losses: bool | None = None
        parts = tuple(data) if isinstance(data, (tuple, list)) else (data,)
        if _are_arrays(parts) and isinstance(data, (tuple, list)):
            arrays = _Arrays((*parts, None, None)[:3], max(size or 32, 32), False)
            count = min(arrays.length, most)
            rows = [i * arrays.length // count for i in range(count)]
            each = [rows[i : i + arrays.batch_size] for i in range(0, count, arrays.batch_size)]
            self._batches = [Batch(arrays.rows(group), len(group)) for group in each]
            say_part(self._batches, 1, range(arrays.length))
        else:
            self._batches = []
            loader = _loader((data, None, None), None, False)
            for content in loader:
                if sum(batch.rows for batch in self._batches) >= most:
                    break
                self._batches.append(Batch(content, rows_in(content)))

    def __call__(self) -> Dict[str, Any]:
        return tell(self._batches, self._loss)

    def _loss(self, content: Any, _: int) -> Any:
        x, y, *weights = _parts_of(content)
        weights = [each for each in weights if each is not None]
        rows = None
        if self._has_row_losses is not False and not weights and y is not None:
            rows = self._row_losses(x, y)
        if rows is not None and self._has_row_losses:
            return rows
        self._model.reset_metrics()
        logs = self._model.test_on_batch(x, y, *weights, return_dict=True)
        loss = float(logs["loss"])
        self._model.reset_metrics()
        if self._has_row_losses is None:
            self._has_row_losses = rows is not None and (
                abs(float(rows.mean()) - loss) <= 1e-4 * max(abs(loss), 1e-6)
            )
        return rows if self._has_row_losses else loss

    def _row_losses(self, x: Any, y: Any) -> Any:
        """By the compiled loss, before its mean is taken; None where that is not plain."""
        keras: Any = importlib.import_module("keras")
        numpy: Any = sys.modules["numpy"]
        try:
            loss = keras.losses.get(self._model.loss)
            predicted = self._model.predict_on_batch(x)
            each = loss.call if isinstance(loss, keras.losses.Loss) else loss
            y = numpy.asarray(y)
            if y.ndim + 1 == predicted.ndim and predicted.shape[-1] == 1:
                y = y[..., None]
            rows = numpy.asarray(keras.ops.convert_to_numpy(each(y, predicted)))
        except (AttributeError, TypeError, ValueError):
            return None
        return rows.reshape(len(rows), -1).mean(1) if rows.ndim > 0 else None


if active():
    _take_over_fit()
