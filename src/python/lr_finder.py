"""Lets lr-finder drive a training script. One file, no dependencies, Python 3.8 to 3.14.

    from lr_finder import serve
    serve(step=train_one_batch, optimizer=optimizer, model=model, evaluate=validate)

Started by `lr-finder run --trainer "python train.py"`, `serve` does what the finder asks and then ends
the process with code 0. In any other run it returns at once, and the script trains as it always did.

The other way round, from Python or a notebook:

    import lr_finder
    result = lr_finder.find("python train.py", end_lr=1.0)
    result["suggestion"]["lr"]

`lr-finder init` copies this file; a newer one comes with a newer lr-finder.
"""

from __future__ import annotations

import copy
import functools
import inspect
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
import types
import weakref
from collections.abc import Mapping
from datetime import timedelta
from typing import (
    Any,
    Callable,
    Dict,
    Generic,
    Iterable,
    Iterator,
    List,
    NoReturn,
    Sequence,
    Tuple,
    TypeVar,
    Union,
)

__all__ = ["LrFinderError", "Loop", "Session", "accumulate", "active", "find", "seed", "serve"]

PROTOCOL = 1

T = TypeVar("T")
Restore = Callable[[], None]
"""Puts something back as it was when the function was made; may be called many times."""
Pair = Tuple[Callable[[], Any], Callable[[Any], Any]]


class LrFinderError(RuntimeError):
    """A finder's run that failed, or a trainer that cannot be driven. `code` and `data` as in its JSON."""

    def __init__(
        self, message: str, code: str = "failure", data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.data: Dict[str, Any] = dict(data or {})


# ---------------------------------------------------------------------------------------------------
# What a training script calls


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


def serve(
    step: Callable[..., Any],
    *,
    optimizer: Any = None,
    model: Any = None,
    evaluate: Callable[[], Any] | None = None,
    scaler: Any = None,
    also: Sequence[Any] = (),
    set_lr: Callable[[float], Any] | None = None,
    get_lr: Callable[[], float] | None = None,
    get_state: Callable[[], Any] | None = None,
    set_state: Callable[[Any], Any] | None = None,
    base_lr: float | None = None,
    restore: bool | None = None,
    batch_size: int | None = None,
    steps_per_epoch: int | None = None,
    optimizer_name: str | None = None,
    parameter_count: int | None = None,
) -> None:
    """Does what the finder asks until it says close, then ends the process with code 0. Returns at once
    when no finder started this process.

    step: makes one optimizer update and returns the mean loss of its batch before the update: a float,
        a tensor or array of one number, or a dict with `loss` and optionally `skipped` (True: no update
        was made). It takes the LR as its only argument, or nothing. It must not change the LR itself;
        a scheduler's step is harmless, since the LR is set again before every update.
    optimizer: a torch or Keras optimizer, or a list of them. The LR of every parameter group is set,
        keeping its ratio to the base LR (`base_lr`; by default the optimizer's own `lr` where a group
        has it, or the first group's).
    model: a torch module or Keras model, or a list. Put back by `restore`, and in eval mode (torch)
        during `evaluate`.
    evaluate: returns the mean loss on held-out rows, or the loss of each row, always of the same rows in the
        same order (a tensor or array of one dimension, a list), so that the finder can tell a difference
        from noise; or a dict with `loss`, `losses` (those of the rows), `count` (of rows) and
        `standard_error`, as many of them as are known. Of more than 10,000 rows the finder gets mean,
        count and standard error. Where ranks do not all return the same, it gets the mean over ranks.
        It takes no batch from a training `Loop`; random numbers that it draws are not missed by training.
    scaler: the GradScaler of mixed precision. Updates that it skips are reported, and it is put back.
    also: anything else that training changes and `restore` must put back: objects with
        state_dict/load_state_dict (a stateful loader, EMA, another optimizer), random generators, or
        pairs (get, set). Every `Loop` is put back without being named.
    set_lr, get_lr: for other frameworks: how to set the LR, and read it back.
    get_state, set_state: for other frameworks: everything that a step changes, as one value that can be
        deep-copied.
    restore: False to have the finder start this script again where the first state is needed; None for
        "where something was given that can be put back".
    batch_size (rows in one update, of one process), steps_per_epoch, optimizer_name, parameter_count:
        for the report, where they cannot be read off what was given.

    Put back: parameters, gradients, buffers, optimizer state and hyper-parameters, random state
    (`random`, numpy's global one, torch on every device), loops, `also`. Not: plain attributes of a
    module, TensorFlow's global generator, generators that were not named.
    """
    if not active():
        return
    call = _with_lr(step)
    if optimizer is None and set_lr is None and not call.takes_lr:
        raise TypeError(
            "nothing sets the learning rate: give serve an optimizer or set_lr, or a step that takes the LR"
        )
    session = Session(
        optimizer=optimizer,
        model=model,
        evaluate=evaluate,
        scaler=scaler,
        also=also,
        set_lr=set_lr,
        get_lr=get_lr,
        get_state=get_state,
        set_state=set_state,
        base_lr=base_lr,
        restore=restore,
        batch_size=batch_size,
        steps_per_epoch=steps_per_epoch,
        optimizer_name=optimizer_name,
        parameter_count=parameter_count,
        micro_batches=getattr(step, "micro_batches", 1),
    )
    while True:
        lr = session.next_step()
        try:
            outcome = call(lr)
        except BaseException as fault:
            session.fail(fault)
        else:
            session.result(outcome)


def accumulate(
    micro_step: Callable[[], Any], count: int, update: Callable[[], Any]
) -> Callable[[], float]:
    """One step out of `count` micro-batches and an update: `micro_step` makes forward and backward of one
    (its gradient divided by `count`) and returns its loss, `update` steps the optimizer and clears the
    gradients. The loss of the step is the mean.
    """
    if count < 1:
        raise ValueError(f"`count` must be at least 1, got {count}")

    def step() -> float:
        total = 0.0
        for _ in range(count):
            total += _number(micro_step())
        update()
        return total / count

    setattr(step, "micro_batches", count)
    return step


_loops: weakref.WeakSet[Loop[Any]] = weakref.WeakSet()


class Loop(Generic[T]):
    """Batches of a loader without end, that `restore` can put back: `batches = Loop(loader)`, then
    `next(batches)` in the step.

    A snapshot in the middle of an epoch is put back by starting that epoch again with the random state it
    began with, and skipping the batches that were taken; a loader with state_dict/load_state_dict is
    asked instead. Exact when the order depends on `random`, numpy's or torch's global generator, or on
    the `generator` of the loader or its sampler; workers that persist between epochs keep their own
    random state. A sampler's `set_epoch` is called at the start of every epoch.
    """

    def __init__(self, loader: Iterable[T]) -> None:
        if iter(loader) is loader:
            raise TypeError(
                "Loop needs the loader itself (a DataLoader, a list), not an iterator over it: "
                "an iterator cannot be started again"
            )
        self.loader = loader
        self.epoch = 0
        self._iterator: Iterator[T] | None = None
        self._taken = 0
        self._back_to_start: Restore | None = None
        _loops.add(self)

    def __iter__(self) -> Loop[T]:
        return self

    def __next__(self) -> T:
        if self._iterator is None:
            self._begin()
        try:
            batch = next(self._running())
        except StopIteration:
            self.epoch += 1
            self._begin()
            try:
                batch = next(self._running())
            except StopIteration:
                raise LrFinderError("the loader of a Loop has no batches") from None
        self._taken += 1
        return batch

    def _running(self) -> Iterator[T]:
        assert self._iterator is not None
        return self._iterator

    def _begin(self) -> None:
        if active():
            self._back_to_start = self._save_random()
        for holder in (self.loader, getattr(self.loader, "batch_sampler", None)):
            set_epoch = getattr(getattr(holder, "sampler", None), "set_epoch", None)
            if callable(set_epoch):
                set_epoch(self.epoch)
        self._taken = 0
        self._iterator = iter(self.loader)

    def _save_random(self) -> Restore:
        parts = [_save_rng()]
        sampler = getattr(self.loader, "sampler", None)
        inner = getattr(getattr(self.loader, "batch_sampler", None), "sampler", None)
        for holder in (self.loader, sampler, inner):
            generator = getattr(holder, "generator", None)
            if generator is not None and hasattr(generator, "get_state"):
                parts.append(_save_also(generator))
        return lambda: _run_all(parts)

    def save(self) -> Restore:
        """A function that puts this loop back to where it is now. The global random state is left as the
        replayed epoch leaves it: put that back afterwards."""
        epoch, taken, back = self.epoch, self._taken, self._back_to_start
        now = self._save_random()
        stateful = hasattr(self.loader, "state_dict") and hasattr(self.loader, "load_state_dict")
        state = copy.deepcopy(_as_any(self.loader).state_dict()) if stateful and taken else None

        def put_back() -> None:
            self.epoch, self._taken, self._iterator = epoch, taken, None
            if state is not None:
                _as_any(self.loader).load_state_dict(copy.deepcopy(state))
                self._iterator, self._back_to_start = iter(self.loader), back
            elif back is not None:
                back()
                self._begin()
                for _ in range(taken):
                    next(self)
            else:
                now()

        return put_back


# ---------------------------------------------------------------------------------------------------
# The session: the protocol's trainer side


class Session:
    """The trainer's side of the protocol, for a loop that belongs to a framework; `serve` is one around a
    step function. Options as in `serve`.

        session = Session(optimizer=optimizer)
        lr = session.next_step()   # waits; the LR is set
        ...                        # one update
        session.result(loss)       # or session.fail(error)
    """

    def __init__(
        self,
        *,
        optimizer: Any = None,
        model: Any = None,
        evaluate: Callable[[], Any] | None = None,
        scaler: Any = None,
        also: Sequence[Any] = (),
        set_lr: Callable[[float], Any] | None = None,
        get_lr: Callable[[], float] | None = None,
        get_state: Callable[[], Any] | None = None,
        set_state: Callable[[Any], Any] | None = None,
        base_lr: float | None = None,
        restore: bool | None = None,
        batch_size: int | None = None,
        steps_per_epoch: int | None = None,
        optimizer_name: str | None = None,
        parameter_count: int | None = None,
        micro_batches: int = 1,
    ) -> None:
        if (get_state is None) != (set_state is None):
            raise TypeError("give both get_state and set_state, or neither")
        optimizers, models = _as_list(optimizer), _as_list(model)
        self._ranks = _Ranks()
        self._speaks = self._ranks.rank == 0
        self._lr = _lr_handle(optimizers, scaler, set_lr, get_lr, base_lr)
        self._evaluate = evaluate
        self._models = models
        self._parts: List[Callable[[], Restore]] = [
            functools.partial(_save_model, each) for each in models
        ]
        self._parts += [functools.partial(_save_optimizer, each, models) for each in optimizers]
        self._parts += [functools.partial(_save_also, each) for each in also]
        if scaler is not None and _scaler_is_on(scaler):
            self._parts.append(functools.partial(_save_also, scaler))
        if get_state is not None and set_state is not None:
            self._parts.append(functools.partial(_save_also, (get_state, set_state)))
        self._can_restore = bool(self._parts) if restore is None else restore
        self._saved: List[Restore] | None = None
        self._pending: Any = None
        self._requests = 0

        info = {
            "optimizer": optimizer_name or _optimizer_name(optimizers),
            "batchSize": batch_size or _times(_loop_batch_size(), micro_batches),
            "stepsPerEpoch": steps_per_epoch or _divided(_loop_length(), micro_batches),
            "parameterCount": parameter_count or _parameter_count(models, optimizers),
        }
        if info["batchSize"] is not None:
            info["batchSize"] *= self._ranks.size
        self._channel = _Channel(self._speaks)
        self._send(
            {
                "lrf": "ready",
                "protocol": PROTOCOL,
                "capabilities": (["evaluate"] if evaluate is not None else [])
                + (["restore"] if self._can_restore else []),
                "info": {key: value for key, value in info.items() if value is not None},
            }
        )

    def next_step(self) -> float:
        """Waits until the finder asks for a step, and does everything else that it asks meanwhile. The LR
        is set when it returns. Ends the process at `close`."""
        while True:
            request = self._channel.read() if self._speaks else None
            if self._ranks.size > 1:
                request = self._ranks.share(request)
            kind = None if request is None else request.get("lrf")
            if request is None or kind == "close":
                self._close(unexpected=request is None)
            self._requests += 1
            self._pending = request.get("id")
            try:
                if kind == "step":
                    lr = float(request["lr"])
                    self._lr.set(lr)
                    return lr
                self._do(kind)
            except BaseException as fault:
                self.fail(fault)

    def result(self, outcome: Any, skipped: bool | None = None) -> None:
        """Answers a step with its loss: anything that `serve` takes from a step function."""
        try:
            if type(outcome) is not float and isinstance(outcome, Mapping):
                given = outcome.get("skipped")
                skipped = bool(given) if skipped is None and given is not None else skipped
                outcome = outcome.get("loss")
            skip = self._lr.skipped() if skipped is None else skipped
            # An update that was skipped need not have a loss.
            loss = float("nan") if skip and outcome is None else _number(outcome)
            if self._ranks.size > 1:
                loss, skip = self._ranks.mean(loss, skip)
            applied = self._lr.applied()
        except Exception as fault:
            self.fail(fault)
            return
        if self._speaks:
            # Written by hand: this is in the way of every step.
            more = "" if applied is None else f',"lr":{_json_number(applied)}'
            more += ',"skipped":true' if skip else ""
            self._channel.write(
                f'{{"lrf":"result","id":{json.dumps(self._pending)},"loss":{_json_number(loss)}{more}}}\n'
            )

    def fail(self, fault: BaseException) -> None:
        """Answers the pending request with an error; the traceback goes to stderr."""
        traceback.print_exception(type(fault), fault, fault.__traceback__)
        sys.stderr.flush()
        if not self._speaks:
            # Often rank 0 has the same fault and is about to tell the finder what it is.
            time.sleep(2)
            os._exit(1)
        message = f"{type(fault).__name__}: {fault}"[:4000]
        self._send({"lrf": "error", "id": self._pending, "message": message})
        if not isinstance(fault, Exception) or self._ranks.size > 1:
            # Ctrl-C, exit; or other ranks, that may wait for this one inside a collective for ever.
            raise fault

    def ended(self, why: str) -> NoReturn:
        """For loops that end by themselves: tells the finder so at its next request, and exits."""
        request = self._channel.read() if self._speaks else None
        if request is not None and request.get("lrf") != "close":
            self._send({"lrf": "error", "id": request.get("id"), "message": why})
            raise SystemExit(1)
        raise SystemExit(0)

    def _do(self, kind: Any) -> None:
        if kind == "evaluate" and self._evaluate is not None:
            told = self._held_out(self._evaluate)
            if self._ranks.size > 1:
                told = self._ranks.evaluation(told)
            self._send({"lrf": "result", "id": self._pending, **told})
        elif kind == "snapshot" and self._can_restore:
            self._saved = [save() for save in self._parts]
            # Random state last: starting a loader again draws from it.
            self._saved += [loop.save() for loop in list(_loops)] + [_save_rng()]
            self._send({"lrf": "ok", "id": self._pending})
        elif kind == "restore" and self._can_restore:
            if self._saved is None:
                raise LrFinderError("there is no snapshot to restore")
            _run_all(self._saved)
            self._send({"lrf": "ok", "id": self._pending})
        else:
            raise LrFinderError(f"this trainer cannot {kind!r}")

    def _held_out(self, evaluate: Callable[[], Any]) -> Dict[str, Any]:
        random_state = _save_rng()
        modes = [
            (module, module.training)
            for model in self._models
            if _is_torch_module(model)
            for module in model.modules()
        ]
        try:
            for module, _ in modes:
                module.training = False
            return _evaluation(evaluate())
        finally:
            for module, training in modes:
                module.training = training
            random_state()

    def _send(self, message: Dict[str, Any]) -> None:
        if self._speaks:
            self._channel.write(json.dumps(message) + "\n")

    def _close(self, unexpected: bool) -> NoReturn:
        if unexpected and self._speaks:
            hint = (
                "; a process made by multiprocessing has no stdin: start ranks with torchrun"
                if self._requests == 0
                else ""
            )
            print(f"lr_finder: the finder has gone away{hint}", file=sys.stderr)
        self._ranks.close()
        raise SystemExit(0)


_decode_json = json.JSONDecoder().decode


def _json_number(value: float) -> str:
    return repr(value) if value - value == 0 else json.dumps(value)


class _Channel:
    """The protocol's two streams. Takes stdin and stdout for itself at the level of file descriptors:
    whatever else writes to stdout, C code and child processes included, writes to stderr from now on.
    """

    def __init__(self, speaks: bool) -> None:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        self._out = os.dup(1)
        self._in = os.fdopen(os.dup(0), "rb")
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(line_buffering=True)
        if speaks:
            # Ends a line that a print(..., end="") has left open.
            os.write(self._out, b"\n")

    def read(self) -> Dict[str, Any] | None:
        """The finder's next request; None when it has gone away."""
        line = self._in.readline()
        if not line.endswith(b"\n"):
            return None
        request = _decode_json(line.decode())
        return request if isinstance(request, dict) else {}

    def write(self, line: str) -> None:
        rest = line.encode("ascii")
        try:
            while rest:
                rest = rest[os.write(self._out, rest) :]
        except BrokenPipeError:
            raise SystemExit(0) from None


class _Ranks:
    """The processes of a distributed run: rank 0 talks to the finder, the others hear from it."""

    def __init__(self) -> None:
        self.rank, self.size = 0, 1
        torch = sys.modules.get("torch")
        self._dist: Any = getattr(torch, "distributed", None)
        if self._dist is None or not self._dist.is_available() or not self._dist.is_initialized():
            if int(os.environ.get("WORLD_SIZE") or "1") > 1:
                raise LrFinderError(
                    f"WORLD_SIZE is {os.environ['WORLD_SIZE']}, but torch.distributed is not initialised: "
                    "call torch.distributed.init_process_group before serve"
                )
            self._dist = None
            return
        self.rank, self.size = self._dist.get_rank(), self._dist.get_world_size()
        # A group of its own: on the CPU whatever the backend, and patient while the finder thinks.
        self._group = self._dist.new_group(backend="gloo", timeout=timedelta(days=30))

    def share(self, request: Dict[str, Any] | None) -> Dict[str, Any] | None:
        """Rank 0's request, in every rank. A collective call, as is `mean`."""
        box = [request]
        self._dist.broadcast_object_list(box, src=0, group=self._group)
        return box[0]

    def mean(self, loss: float, skipped: bool) -> Tuple[float, bool]:
        """The mean loss over ranks, and whether any of them skipped the update."""
        torch = sys.modules["torch"]
        both = torch.tensor([loss, float(skipped)], dtype=torch.float64)
        self._dist.all_reduce(both, group=self._group)
        return float(both[0]) / self.size, float(both[1]) > 0

    def evaluation(self, told: Dict[str, Any]) -> Dict[str, Any]:
        """What all ranks tell alike, or the mean loss over ranks: who has which rows is not known."""
        every: List[Dict[str, Any]] = [{}] * self.size
        self._dist.all_gather_object(every, told, group=self._group)
        if all(each == told for each in every):
            return told
        return {"loss": sum(each["loss"] for each in every) / self.size}

    def close(self) -> None:
        if self._dist is not None and self._dist.is_initialized():
            try:
                self._dist.destroy_process_group()
            except Exception as fault:
                print(f"lr_finder: {fault}", file=sys.stderr)


# ---------------------------------------------------------------------------------------------------
# Learning rates: setting, reading back, and whether an update was made


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
        self._applied = None if self._get_lr is None else _number(self._get_lr())

    def applied(self) -> float | None:
        """The base LR of the last update, where it can be read."""
        return self._applied

    def skipped(self) -> bool:
        return False


class _TorchLr(_LrHandle):
    """The LRs of the parameter groups of torch optimizers. Watches `step` of each: the LR is read at the
    moment of the update, and an update that a GradScaler skips is noticed."""

    def __init__(self, optimizers: List[Any], scaler: Any, base_lr: float | None) -> None:
        super().__init__(None, None)
        self._optimizers = optimizers
        self._scaler = scaler if scaler is not None and _scaler_is_on(scaler) else None
        self._asked = 0.0
        # Set by schedulers, which may have begun with an LR of 0.
        initial = [[float(g.get("initial_lr", g["lr"])) for g in o.param_groups] for o in optimizers]
        base = base_lr if base_lr is not None else self._base(initial)
        if not base > 0:
            raise ValueError(f"the base LR must be above 0 to keep ratios to it, got {base}: give base_lr")
        self._ratios = [[lr / base for lr in group] for group in initial]
        self._updates = 0
        self._updated_once = False
        self._warned = False
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

        @functools.wraps(inner)
        def step(_self: Any, *args: Any, **kwargs: Any) -> Any:
            self._updates += 1
            self._applied = self._read()
            return inner(*args, **kwargs)

        # A method, since schedulers that are made later look for __func__.
        optimizer.step = types.MethodType(step, optimizer)

    def set(self, lr: float) -> None:
        self._asked = lr
        self._updates = 0
        for optimizer, ratios in zip(self._optimizers, self._ratios):
            for group, ratio in zip(optimizer.param_groups, ratios):
                if hasattr(group["lr"], "fill_"):
                    group["lr"].fill_(lr * ratio)
                else:
                    group["lr"] = lr * ratio
        self._applied = self._read()
        if self._scaler is not None:
            self._scale = float(self._scaler.get_scale())

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

    def skipped(self) -> bool:
        if any(getattr(each, "step_was_skipped", False) is True for each in self._optimizers):
            return True
        if self._scaler is not None and float(self._scaler.get_scale()) < self._scale:
            return True
        if self._updates > 0:
            self._updated_once = True
            return False
        if not self._updated_once and not self._warned:
            self._warned = True
            print("lr_finder: optimizer.step() was not called in this step", file=sys.stderr)
        return self._updated_once


class _KerasLr(_LrHandle):
    """The LR of Keras optimizers."""

    def __init__(self, optimizers: List[Any], base_lr: float | None) -> None:
        super().__init__(None, None)
        self._optimizers = optimizers
        first = [_number(each.learning_rate) for each in optimizers]
        base = first[0] if base_lr is None else base_lr
        if not base > 0:
            raise ValueError(f"the base LR must be above 0 to keep ratios to it, got {base}: give base_lr")
        self._ratios = [lr / base for lr in first]
        self._scales: List[float] = []

    def set(self, lr: float) -> None:
        for optimizer, ratio in zip(self._optimizers, self._ratios):
            optimizer.learning_rate = lr * ratio
        read = [_number(o.learning_rate) / r for o, r in zip(self._optimizers, self._ratios) if r > 0]
        self._applied = max(read, key=lambda value: abs(value - lr))
        self._scales = self._loss_scales()

    def _loss_scales(self) -> List[float]:
        names = ("dynamic_scale", "loss_scale")
        found = [
            next((getattr(o, n) for n in names if getattr(o, n, None) is not None), None)
            for o in self._optimizers
        ]
        return [_number(scale) for scale in found if scale is not None]

    def skipped(self) -> bool:
        return any(now < before for now, before in zip(self._loss_scales(), self._scales))


def _lr_handle(
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


# ---------------------------------------------------------------------------------------------------
# State: each of these saves one thing now, and gives the function that puts it back


class _Kept:
    """A copy of a tensor, in main memory: a copy on the device would double what the model takes there."""

    def __init__(self, tensor: Any) -> None:
        torch = sys.modules["torch"]
        plain = type(tensor) in (torch.Tensor, torch.nn.Parameter)
        source = tensor.detach()
        self.device = source.device
        self.copy = source.to("cpu", copy=True) if plain else source.clone()

    def new(self) -> Any:
        return self.copy.to(self.device, copy=True)

    def put_into(self, live: Any) -> None:
        with sys.modules["torch"].no_grad():
            live.copy_(self.copy)

    def fits(self, live: Any) -> bool:
        return (
            live is not None
            and live.shape == self.copy.shape
            and live.dtype == self.copy.dtype
            and live.device == self.device
            and live.layout == self.copy.layout
        )


def _is_torch_module(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.nn.Module)


def _save_model(model: Any) -> Restore:
    if _is_torch_module(model):
        parts = [_save_parameter(each) for each in model.parameters()]
        parts += [_save_module(each) for each in model.modules()]
        return lambda: _run_all(parts)
    if hasattr(model, "variables"):
        return _save_variables(model)
    return _save_also(model)


def _save_parameter(parameter: Any) -> Restore:
    value = _Kept(parameter)
    gradient = None if parameter.grad is None else _Kept(parameter.grad)

    def put_back() -> None:
        value.put_into(parameter)
        parameter.grad = None if gradient is None else gradient.new()

    return put_back


def _save_module(module: Any) -> Restore:
    """Buffers (those that state_dict leaves out included) and the training flag of one module."""
    buffers = {
        name: None if buffer is None else _Kept(buffer) for name, buffer in module._buffers.items()
    }
    training = module.training

    def put_back() -> None:
        module.training = training
        for name in [name for name in module._buffers if name not in buffers]:
            del module._buffers[name]
        for name, kept in buffers.items():
            live = module._buffers.get(name)
            if kept is not None and kept.fits(live):
                kept.put_into(live)
            else:
                module._buffers[name] = None if kept is None else kept.new()

    return put_back


def _save_optimizer(optimizer: Any, models: List[Any]) -> Restore:
    if not hasattr(optimizer, "param_groups"):
        build = getattr(optimizer, "build", None)
        if callable(build) and not getattr(optimizer, "built", False):
            # Slots that a first step makes would otherwise be missing in the snapshot.
            build([v for m in models for v in getattr(m, "trainable_variables", [])])
        return _save_variables(optimizer)
    if not isinstance(getattr(optimizer, "state", None), Mapping):
        return _save_also(optimizer)
    # Not by state_dict: loading one would turn the state into the dtype of its parameter.
    state = {key: _freeze(value) for key, value in optimizer.state.items()}
    groups = [
        {key: _freeze(value) for key, value in group.items() if key != "params"}
        for group in optimizer.param_groups
    ]
    owned = {id(p) for m in models if _is_torch_module(m) for p in m.parameters()}
    parameters = [
        _save_parameter(p) for g in optimizer.param_groups for p in g["params"] if id(p) not in owned
    ]

    def put_back() -> None:
        _run_all(parameters)
        optimizer.state.clear()
        for key, value in state.items():
            optimizer.state[key] = _thaw(value)
        for group, saved in zip(optimizer.param_groups, groups):
            for key in [key for key in group if key != "params" and key not in saved]:
                del group[key]
            group.update({key: _thaw(value) for key, value in saved.items()})

    return put_back


def _save_variables(owner: Any) -> Restore:
    """Every variable of a Keras model or optimizer: weights, slots, seeds, metrics."""

    def variables() -> List[Any]:
        found = owner.variables
        return list(found() if callable(found) else found)

    saved = [(variable, copy.deepcopy(_as_array(variable))) for variable in variables()]

    def put_back() -> None:
        if len(variables()) != len(saved):
            raise LrFinderError(
                f"{type(owner).__name__} has {len(variables())} variables and had {len(saved)} at the "
                "snapshot: build the model and the optimizer, or make one step, before serve"
            )
        for variable, value in saved:
            variable.assign(value)

    return put_back


def _as_array(variable: Any) -> Any:
    return variable.numpy() if hasattr(variable, "numpy") else variable


def _save_also(thing: Any) -> Restore:
    """Anything with a way to read its state and one to write it."""
    get, set_ = _state_methods(thing)
    state = _freeze(get())

    def put_back() -> None:
        set_(_thaw(state))

    return put_back


def _state_methods(thing: Any) -> Pair:
    if isinstance(thing, tuple) and len(thing) == 2 and all(callable(each) for each in thing):
        return thing[0], thing[1]
    for get, set_ in (
        ("state_dict", "load_state_dict"),
        ("get_state", "set_state"),
        ("getstate", "setstate"),
    ):
        if hasattr(thing, get) and hasattr(thing, set_):
            return getattr(thing, get), getattr(thing, set_)
    bits = getattr(thing, "bit_generator", None)
    if bits is not None:
        return lambda: bits.state, lambda state: setattr(bits, "state", state)
    raise TypeError(
        f"cannot put back {type(thing).__name__}: it needs state_dict and load_state_dict; "
        "or give a pair (get, set) of functions"
    )


def _save_rng() -> Restore:
    """The global generators of `random`, numpy and torch, on every device in use."""
    states: List[Tuple[Callable[[Any], Any], Any]] = [(random.setstate, random.getstate())]
    numpy = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "random"):
        states.append((numpy.random.set_state, numpy.random.get_state()))
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "get_rng_state"):
        states.append((torch.set_rng_state, torch.get_rng_state()))
        for name in ("cuda", "xpu"):
            device = getattr(torch, name, None)
            if device is not None and device.is_available() and device.is_initialized():
                states.append((device.set_rng_state_all, device.get_rng_state_all()))
        mps = getattr(torch, "mps", None)
        if mps is not None and torch.backends.mps.is_available():
            states.append((mps.set_rng_state, mps.get_rng_state()))

    def put_back() -> None:
        for set_state, state in states:
            set_state(state)

    return put_back


def _freeze(value: Any) -> Any:
    """A deep copy with tensors in main memory."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _Kept(value)
    if type(value) in (list, tuple, dict):
        if isinstance(value, dict):
            return {key: _freeze(item) for key, item in value.items()}
        return type(value)(_freeze(item) for item in value)
    return copy.deepcopy(value)


def _thaw(value: Any) -> Any:
    """A copy of what `_freeze` gave, tensors on their own device again."""
    if isinstance(value, _Kept):
        return value.new()
    if isinstance(value, dict) and type(value) is dict:
        return {key: _thaw(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_thaw(item) for item in value)
    return copy.deepcopy(value)


def _run_all(parts: Iterable[Restore]) -> None:
    for part in parts:
        part()


# ---------------------------------------------------------------------------------------------------
# Small helpers


class _Call:
    """A step function, and whether it takes the LR."""

    def __init__(self, function: Callable[..., Any], takes_lr: bool) -> None:
        self._function, self.takes_lr = function, takes_lr

    def __call__(self, lr: float) -> Any:
        return self._function(lr) if self.takes_lr else self._function()


def _with_lr(step: Callable[..., Any]) -> _Call:
    if not callable(step):
        raise TypeError(f"`step` must be a function, got {type(step).__name__}")
    try:
        parameters = list(inspect.signature(step).parameters.values())
    except (TypeError, ValueError):
        return _Call(step, False)
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in positional if p.default is p.empty]
    keywords = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    if len(needed) > 1 or keywords:
        names = ", ".join([p.name for p in needed] + keywords)
        raise TypeError(f"`step` must take the LR or nothing, and needs {names}: wrap it in a lambda")
    takes = bool(needed) or (bool(positional) and positional[0].name in ("lr", "learning_rate"))
    return _Call(step, takes)


def _number(value: Any) -> float:
    """A loss (or LR) as a float: a number, a tensor or array of one, or a mapping with `loss`."""
    if isinstance(value, (float, int)):
        return float(value)
    if isinstance(value, Mapping):
        return _number(value.get("loss"))
    if value is None:
        raise TypeError("there is no loss: return it, or a dict that has `loss`")
    if isinstance(value, (str, bytes)):
        raise TypeError(f"the loss must be a number, got {value!r}")
    shape = getattr(value, "shape", ())
    if any(size != 1 for size in shape):
        raise TypeError(f"the loss must be one number, got shape {tuple(shape)}: return its mean")
    item = getattr(value, "item", None)
    if item is None and hasattr(value, "numpy"):
        item = value.numpy().item
    return float(item() if callable(item) else value)


_MOST_LOSSES = 10_000
"""Row losses that the protocol takes."""


def _evaluation(value: Any) -> Dict[str, Any]:
    """What `evaluate` returned, by the names of the protocol."""
    if isinstance(value, Mapping):
        told = value
    else:
        told = {"losses" if _is_of_rows(value) else "loss": value}
    loss, losses = told.get("loss"), told.get("losses")
    if losses is None:
        message: Dict[str, Any] = {"loss": _number(loss)}
        count, error = told.get("count"), told.get("standard_error")
    else:
        rows = _row_losses(losses)
        message = {"loss": sum(rows) / len(rows) if loss is None else _number(loss)}
        count, error = told.get("count", len(rows)), told.get("standard_error")
        if len(rows) <= _MOST_LOSSES:
            message["losses"] = rows
        elif error is None:
            error = _standard_error(rows)
    if count is not None:
        number = _number(count)
        message["count"] = int(number) if number.is_integer() else number
    if error is not None:
        message["standardError"] = _number(error)
    return message


def _is_of_rows(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        if "keras" in sys.modules:
            raise TypeError(
                "`evaluate` returned a list, which may be the loss and the metrics of Keras: let model.evaluate "
                'return a dict (return_dict=True), or return {"losses": …} for the losses of the rows'
            )
        return True
    shape = tuple(getattr(value, "shape", ()))
    return len(shape) == 1 and shape[0] != 1


def _row_losses(value: Any) -> List[float]:
    """One number a row: a list, or a tensor or array of one dimension."""
    shape = getattr(value, "shape", None)
    if shape is not None:
        if len(shape) != 1:
            raise TypeError(f"`losses` must be one number a row, got shape {tuple(shape)}")
        value = value.tolist() if hasattr(value, "tolist") else value.numpy().tolist()
    losses = [_number(each) for each in value]
    if not losses:
        raise TypeError("there are no `losses`: no row was evaluated")
    return losses


def _standard_error(values: List[float]) -> float:
    """Of the mean: s / sqrt(n). NaN where the values are not finite."""
    mean = sum(values) / len(values)
    try:
        squares = sum((value - mean) ** 2 for value in values)
    except OverflowError:
        return float("inf")
    return float((squares / (len(values) - 1) / len(values)) ** 0.5)


def _as_list(value: Any) -> List[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _as_any(value: Any) -> Any:
    return value


def _scaler_is_on(scaler: Any) -> bool:
    is_enabled = getattr(scaler, "is_enabled", None)
    return bool(is_enabled()) if callable(is_enabled) else True


def _optimizer_name(optimizers: List[Any]) -> str | None:
    """The name as lr-finder writes it: `AdamW8bit` is `adamw`, SGD with momentum `momentum`."""
    if not optimizers:
        return None
    optimizer = optimizers[0]
    inner = getattr(optimizer, "inner_optimizer", None) or getattr(optimizer, "optimizer", None)
    kind = type(optimizer if inner is None else inner).__name__.lower()
    kind = re.sub(r"^(paged|fused|deepspeedcpu)|_?(8|16|32)bit$", "", kind)
    if kind == "sgd":
        groups = getattr(optimizer, "param_groups", None)
        options = groups[0] if groups else vars(optimizer if inner is None else inner)
        if options.get("momentum"):
            return "nesterov" if options.get("nesterov") else "momentum"
    return kind


def _parameter_count(models: List[Any], optimizers: List[Any]) -> int | None:
    torch_groups = [g for o in optimizers for g in getattr(o, "param_groups", [])]
    modules = [m for m in models if _is_torch_module(m)]
    if modules or torch_groups:
        found = [p for m in modules for p in m.parameters() if p.requires_grad]
        found = found or [p for g in torch_groups for p in g["params"]]
        return sum({id(p): int(p.numel()) for p in found}.values())
    weights = [w for m in models for w in getattr(m, "trainable_variables", [])]
    total = 0
    for weight in weights:
        size = 1
        for length in weight.shape:
            size *= int(length)
        total += size
    return total or None


def _loop_length() -> int | None:
    """Batches in an epoch, where there is one loop to ask."""
    only = list(_loops)
    try:
        return len(_as_any(only[0].loader)) if len(only) == 1 else None
    except TypeError:
        return None


def _loop_batch_size() -> int | None:
    only = list(_loops)
    size = getattr(only[0].loader, "batch_size", None) if len(only) == 1 else None
    return size if isinstance(size, int) else None


def _times(value: int | None, factor: int) -> int | None:
    return None if value is None else value * factor


def _divided(value: int | None, factor: int) -> int | None:
    return None if not value else -(-value // factor)


# ---------------------------------------------------------------------------------------------------
# Calling the finder from Python


def find(
    command: Union[str, Sequence[str], None] = None,
    *,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    **options: Any,
) -> Dict[str, Any]:
    """Runs `lr-finder run --trainer COMMAND --json` and returns its result as a dict.

    command: what starts the trainer: a command line ("python train.py --fast"), a script ("train.py"), or
        a list of words; by default the script that calls this, as it was started. A first word `python`
        or `python3` is the Python that runs this code.
    cwd, env: working folder, and additional environment variables, of the finder and the trainer.
    options: those of `lr-finder run`, with underscores: end_lr=1.0, steps=200, repeats=3, epochs=10,
        out="reports/one", stop=False (--no-stop), apply="config.yaml:lr", yes=True. A list repeats an
        option, a dict gives NAME=VALUE.

    Progress goes to stderr. `result["status"]` is "found" or "none"; see `result["suggestion"]`.
    The finder is what LR_FINDER_COMMAND says, `lr-finder` on PATH, or a local one by `npx`.

    Raises LrFinderError with the finder's message when the run failed.
    """
    if active():
        raise LrFinderError("find() was reached by a trainer: the script must call serve() before it")
    arguments = [*_finder_command(), "run", "--trainer", _trainer_command(command), "--json"]
    for name, value in options.items():
        arguments += _flags(name, value)
    environment = {**os.environ, **(env or {})}
    try:
        process = subprocess.Popen(
            arguments,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as fault:
        raise LrFinderError(f"cannot start {arguments[0]}: {fault}", "no-finder") from fault
    words: List[str] = []
    # Read here and not inherited: a notebook shows what Python writes, not what its children do.
    reader = threading.Thread(target=_pass_on, args=(process.stderr, words), daemon=True)
    reader.start()
    output = _wait(process)
    reader.join()
    return _result(output, process.returncode, words)


def _finder_command() -> List[str]:
    given = os.environ.get("LR_FINDER_COMMAND")
    if given:
        return shlex.split(given)
    found = shutil.which("lr-finder")
    if found is not None:
        return [found]
    npx = shutil.which("npx")
    if npx is not None:
        # Never fetched from a registry: only one that is installed here.
        return [npx, "--no-install", "lr-finder"]
    raise LrFinderError(
        "lr-finder was not found: put it on PATH, or set LR_FINDER_COMMAND to the command that starts it "
        "(it needs Node 20 or newer)",
        "no-finder",
    )


def _trainer_command(command: Union[str, Sequence[str], None]) -> str:
    if command is None:
        return shlex.join(_own_command())
    if not isinstance(command, str):
        command = shlex.join(command)
    first, space, rest = command.strip().partition(" ")
    if not first:
        raise ValueError("`command` is empty")
    this = shlex.quote(sys.executable)
    if first in ("python", "python3"):
        return this + space + rest
    return f"{this} {first}{space}{rest}" if first.endswith(".py") else first + space + rest


def _own_command() -> List[str]:
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    if spec is not None:
        name = spec.name[: -len(".__main__")] if spec.name.endswith(".__main__") else spec.name
        return [sys.executable, "-m", name, *sys.argv[1:]]
    script = getattr(main, "__file__", None)
    if script is None or not os.path.exists(script):
        raise LrFinderError('there is no script to start: give its command, find("python train.py")')
    return [sys.executable, os.path.abspath(script), *sys.argv[1:]]


def _flags(name: str, value: Any) -> List[str]:
    flag = name.replace("_", "-")
    if value is None:
        return []
    if value is True:
        return [f"--{flag}"]
    if value is False:
        return [f"--no-{flag}"]
    if isinstance(value, Mapping):
        return [f"--{flag}={key}={item}" for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [f"--{flag}={item}" for item in value]
    return [f"--{flag}={value}"]


def _pass_on(stream: Any, words: List[str]) -> None:
    for line in stream:
        sys.stderr.write(line)
        sys.stderr.flush()
        words.append(line.rstrip("\n"))
        del words[:-20]


def _wait(process: subprocess.Popen[str]) -> str:
    """The finder's output. On Ctrl-C it is told to stop, which leaves what it has recorded."""
    assert process.stdout is not None
    try:
        output = process.stdout.read()
        process.wait()
        return output
    except BaseException:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def _result(output: str, code: int, words: List[str]) -> Dict[str, Any]:
    try:
        result = json.loads(output)
    except ValueError:
        result = None
    if isinstance(result, dict) and "error" not in result:
        return result
    if isinstance(result, dict):
        error = result["error"]
        raise LrFinderError(str(error.get("message")), str(error.get("code")), error.get("data"))
    said = "\n".join(words[-5:]).strip()
    raise LrFinderError(said or f"lr-finder ended with code {code} and no result", "failure", {"exit": code})
