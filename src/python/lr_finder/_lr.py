"""Learning rates: setting, reading back, and whether an update was made."""

from __future__ import annotations

import functools
import sys
import types
from typing import Any, Callable, List

from ._answers import number
from ._started import LrFinderError


_MOST_WITHOUT_UPDATE = 20
"""Steps at the beginning: a GradScaler that nobody named may skip the first ones."""


class _LrHandle:
    """An LR that is set and read by callbacks, or by the step itself."""

    def __init__(
        self, set_lr: Callable[[float], Any] | None, get_lr: Callable[[], float] | None
    ) -> None:
        self._set_lr, self._get_lr = set_lr, get_lr
        self._applied: float | None = None

    def set(self, lr: float) -> None:
        if self._set_lr is not None:
            self._set_lr(lr)
        self._applied = None if self._get_lr is None else number(self._get_lr())

    def applied(self) -> float | None:
        """The base LR of the last update, where it can be read."""
        return self._applied

    def skipped(self) -> bool:
        return False

    def updates(self) -> int:
        """Updates since the LR was set, where they can be seen."""
        return 0


class _TorchLr(_LrHandle):
    """The LRs of the parameter groups of torch optimizers. Watches `step` of each: the LR is read at the
    moment of the update, and an update that a GradScaler skips is noticed."""

    def __init__(self, optimizers: List[Any], scaler: Any, base_lr: float | None) -> None:
        super().__init__(None, None)
        self._optimizers = optimizers
        self._scaler = scaler if scaler is not None and scaler_is_on(scaler) else None
        self._asked = 0.0
        # Set by schedulers, which may have begun with an LR of 0.
        initial = [[float(g.get("initial_lr", g["lr"])) for g in o.param_groups] for o in optimizers]
        base = base_lr if base_lr is not None else self._base(initial)
        if not base > 0:
            raise ValueError(f"the base LR must be above 0 to keep ratios to it, got {base}: give base_lr")
        self._ratios = [[lr / base for lr in group] for group in initial]
        self._updates_of: List[int] = []
        self._updated_once = False
        self._without = 0
        self._scale = 0.0
        for optimizer in optimizers:
            self._watch(optimizer)

    def _base(self, initial: List[List[float]]) -> float:
        every = [lr for group in initial for lr in group if lr > 0]
        for optimizer in self._optimizers:
            default = getattr(optimizer, "defaults", {}).get("lr")
            if default is not None and float(default) in every:
                return float(default)
        return every[0] if every else 0.0

    def _watch(self, optimizer: Any) -> None:
        inner = optimizer.step
        place = len(self._updates_of)
        self._updates_of.append(0)

        @functools.wraps(inner)
        def step(_self: Any, *args: Any, **kwargs: Any) -> Any:
            if not _waits(optimizer):
                if self._updates_of[place] > 0:
                    # A second update in the same step: a scheduler may have been stepped in between.
                    self._write(optimizer, place)
                self._updates_of[place] += 1
                self._applied = self._read()
            return inner(*args, **kwargs)

        # A method, since schedulers that are made later look for __func__.
        optimizer.step = types.MethodType(step, optimizer)

    def set(self, lr: float) -> None:
        self._asked = lr
        self._updates_of = [0] * len(self._optimizers)
        for place, optimizer in enumerate(self._optimizers):
            self._write(optimizer, place)
        self._applied = self._read()
        if self._scaler is not None:
            self._scale = float(self._scaler.get_scale())

    def _write(self, optimizer: Any, place: int) -> None:
        for group, ratio in zip(optimizer.param_groups, self._ratios[place]):
            lr = self._asked * ratio
            if hasattr(group["lr"], "fill_"):
                group["lr"].fill_(lr)
            else:
                group["lr"] = lr

    def _read(self) -> float:
        """The base LR that the groups stand for; of the group farthest from what was asked."""
        worst, off = self._asked, 0.0
        for optimizer, ratios in zip(self._optimizers, self._ratios):
            for group, ratio in zip(optimizer.param_groups, ratios):
                lr = float(group["lr"])
                if ratio == 0 or lr == self._asked * ratio:
                    continue
                distance = abs(lr / ratio - self._asked)
                if distance > off:
                    worst, off = lr / ratio, distance
        return worst

    def updates(self) -> int:
        return sum(self._updates_of)

    def skipped(self) -> bool:
        if any(getattr(each, "step_was_skipped", False) is True for each in self._optimizers):
            return True
        if self._scaler is not None and float(self._scaler.get_scale()) < self._scale:
            return True
        if any(self._updates_of):
            self._updated_once = True
            return False
        if not self._updated_once:
            self._without += 1
            if self._without == 1:
                print("lr_finder: optimizer.step() was not called in this step", file=sys.stderr)
            if self._without >= _MOST_WITHOUT_UPDATE:
                raise LrFinderError(
                    f"in {self._without} steps the `step` of the optimizer that was given was never called, so that "
                    "the learning rate has no effect: give the one that makes the updates (optimizer=…), or set_lr"
                )
        return self._updated_once


def _waits(optimizer: Any) -> bool:
    """Whether an optimizer that accelerate has prepared does nothing yet, in the middle of an accumulation."""
    return getattr(getattr(optimizer, "gradient_state", None), "sync_gradients", True) is False


class _KerasLr(_LrHandle):
    """The LR of Keras optimizers."""

    def __init__(self, optimizers: List[Any], base_lr: float | None) -> None:
        super().__init__(None, None)
        self._optimizers = optimizers
        first = [number(each.learning_rate) for each in optimizers]
        base = first[0] if base_lr is None else base_lr
        if not base > 0:
            raise ValueError(f"the base LR must be above 0 to keep ratios to it, got {base}: give base_lr")
        self._ratios = [lr / base for lr in first]
        self._scales: List[float] = []

    def set(self, lr: float) -> None:
        for optimizer, ratio in zip(self._optimizers, self._ratios):
            optimizer.learning_rate = lr * ratio
        read = [number(o.learning_rate) / r for o, r in zip(self._optimizers, self._ratios) if r > 0]
        self._applied = max(read, key=lambda value: abs(value - lr))
        self._scales = self._loss_scales()

    def _loss_scales(self) -> List[float]:
        names = ("dynamic_scale", "loss_scale")
        found = [
            next((getattr(o, n) for n in names if getattr(o, n, None) is not None), None)
            for o in self._optimizers
        ]
        return [number(scale) for scale in found if scale is not None]

    def skipped(self) -> bool:
        return any(now < before for now, before in zip(self._loss_scales(), self._scales))


def lr_handle(
    optimizers: List[Any],
    scaler: Any,
    set_lr: Callable[[float], Any] | None,
    get_lr: Callable[[], float] | None,
    base_lr: float | None,
) -> _LrHandle:
    if set_lr is not None or not optimizers:
        return _LrHandle(set_lr, get_lr)
    if all(hasattr(each, "param_groups") for each in optimizers):
        return _TorchLr(optimizers, scaler, base_lr)
    if all(hasattr(each, "learning_rate") for each in optimizers):
        return _KerasLr(optimizers, base_lr)
    kinds = ", ".join(type(each).__name__ for each in optimizers)
    raise TypeError(
        f"`optimizer` must be a torch or Keras optimizer, got {kinds}: "
        "for others give set_lr (and get_lr, get_state, set_state)"
    )


def scaler_is_on(scaler: Any) -> bool:
    is_enabled = getattr(scaler, "is_enabled", None)
    return bool(is_enabled()) if callable(is_enabled) else True
