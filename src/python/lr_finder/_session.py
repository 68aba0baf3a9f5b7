"""The session: the trainer's side of the protocol."""

from __future__ import annotations

import functools
import json
import os
import sys
import time
import traceback
from collections.abc import Mapping
from typing import Any, Callable, Dict, List, NoReturn, Sequence

from ._accelerate import accelerate_parts
from ._answers import number, told_by_evaluate
from ._kept import Restore, is_torch_module, run_all
from ._info import (
    batches_in_update,
    count_parameters,
    divided,
    loop_batch_size,
    loop_length,
    name_of_optimizer,
    times,
)
from ._faults import place_of, users_part
from ._loop import Loop, loops
from ._lr import lr_handle, scaler_is_on
from ._ranks import Ranks
from ._reach import Unnamed
from ._started import LrFinderError
from ._state import save_also, save_model, save_optimizer, save_rng

PROTOCOL = 1


class Session:
    """The trainer's side of the protocol, for a loop that belongs to a framework; `serve` is one around a
    step function. Options as in `serve`; `parts` are more to put back, each as a function that saves it.

        session = Session(optimizer=optimizer)
        session.run(update)        # update(lr) makes one update, and returns its loss

    or, where the loop is another's, `next_step()`, which waits and sets the LR, an update, and `result(loss)` or
    `fail(error)`.
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
        calls: Sequence[Any] = (),
        parts: Sequence[Callable[[], Restore]] = (),
    ) -> None:
        if (get_state is None) != (set_state is None):
            raise TypeError("give both get_state and set_state, or neither")
        optimizers, models = _as_list(optimizer), _as_list(model)
        self._ranks = Ranks()
        self._speaks = self._ranks.rank == 0
        self._lr = lr_handle(optimizers, scaler, set_lr, get_lr, base_lr)
        self._evaluate = evaluate
        self._models = models
        self._parts: List[Callable[[], Restore]] = [
            functools.partial(save_model, each) for each in models
        ]
        self._parts += [functools.partial(save_optimizer, each, models) for each in optimizers]
        self._parts += [functools.partial(save_also, each) for each in also]
        if scaler is not None and scaler_is_on(scaler):
            self._parts.append(functools.partial(save_also, scaler))
        if get_state is not None and set_state is not None:
            self._parts.append(functools.partial(save_also, (get_state, set_state)))
        self._parts += accelerate_parts([*calls, evaluate], optimizers)
        self._parts += parts
        self._can_restore = bool(self._parts) if restore is None else restore
        self._unnamed = Unnamed([*calls, evaluate], models, optimizers, [scaler, *also])
        self._saved: List[Restore] | None = None
        self._pending: Any = None
        self._requests = 0

        micro_batches = max(micro_batches, batches_in_update(optimizers))
        info = {
            "optimizer": optimizer_name or name_of_optimizer(optimizers),
            "batchSize": batch_size or times(loop_batch_size(), micro_batches),
            "stepsPerEpoch": steps_per_epoch or divided(loop_length(), micro_batches),
            "parameterCount": parameter_count or count_parameters(models, optimizers),
        }
        if info["batchSize"] is not None:
            info["batchSize"] *= self._ranks.size
        self._channel = self._open()
        if self._ranks.size > 1 and self._speaks:
            self._ranks.watch(
                lambda told: self._send({"lrf": "error", "id": self._pending, "message": told})
            )
        self._send(
            {
                "lrf": "ready",
                "protocol": PROTOCOL,
                "capabilities": (["evaluate"] if evaluate is not None else [])
                + (["restore"] if self._can_restore else []),
                "info": {key: value for key, value in info.items() if value is not None},
            }
        )

    def _open(self) -> Any:
        return _Channel(self._speaks)

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

    def run(self, update: Callable[[float], Any]) -> NoReturn:
        """Makes updates, each at the LR that `update` is given, until the finder says close."""
        while True:
            lr = self.next_step()
            try:
                outcome = update(lr)
            except BaseException as fault:
                self.fail(fault)
            else:
                self.result(outcome)

    def result(self, outcome: Any, skipped: bool | None = None) -> None:
        """Answers a step with its loss: anything that `serve` takes from a step function."""
        try:
            if type(outcome) is not float and isinstance(outcome, Mapping):
                given = outcome.get("skipped")
                skipped = bool(given) if skipped is None and given is not None else skipped
                outcome = outcome.get("loss")
            skip = self._lr.skipped() if skipped is None else skipped
            # An update that was skipped need not have a loss.
            loss = float("nan") if skip and outcome is None else number(outcome)
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
        traceback.print_exception(type(fault), fault, users_part(fault))
        sys.stderr.flush()
        place = place_of(fault)
        what = str(fault).rstrip(".") if place else str(fault)
        message = f"{type(fault).__name__}: {what}{place}{_advice(fault)}"[:4000]
        if not self._speaks:
            self._ranks.tell_fault(message)
            # Rank 0 may have the same fault, and is about to tell the finder what it is.
            time.sleep(2)
            os._exit(1)
        if self._ranks.size > 1:
            others = self._ranks.faults_of_others(message)
            # Rank 0's own is then most often that the other has gone.
            message = f"{others} (and then rank 0: {message})" if others else message
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
            is_shard = told.pop("shard", False)
            if self._ranks.size > 1:
                told = self._ranks.evaluation(told, is_shard)
            self._send({"lrf": "result", "id": self._pending, **told})
        elif kind == "snapshot" and self._can_restore:
            self._saved = self._save(list(loops))
            self._send({"lrf": "ok", "id": self._pending})
        elif kind == "restore" and self._can_restore:
            if self._saved is None:
                raise LrFinderError("there is no snapshot to restore")
            run_all(self._saved)
            changed = self._unnamed.changed()
            told = {"notRestored": changed} if changed else {}
            self._send({"lrf": "ok", "id": self._pending, **told})
        else:
            raise LrFinderError(f"this trainer cannot {kind!r}")

    def _save(self, batches: Sequence[Loop[Any]]) -> List[Restore]:
        """Saves everything that is put back."""
        self._unnamed.look()
        saved = [save() for save in self._parts]
        saved += [save_also(each) for each in self._unnamed.schedulers]
        # Random state last: starting a loader again draws from it.
        return [*saved, *(loop.save() for loop in batches), save_rng()]

    def _held_out(self, evaluate: Callable[[], Any]) -> Dict[str, Any]:
        random_state = [save_rng(), *(loop.save_random() for loop in list(loops))]
        modes = [
            (module, module.training)
            for model in self._models
            if is_torch_module(model)
            for module in model.modules()
        ]
        taken = [(loop, loop.taken) for loop in list(loops)]
        updates = self._lr.updates()
        try:
            for module, _ in modes:
                module.training = False
            told = told_by_evaluate(evaluate())
            if any(loop.taken != before for loop, before in taken):
                raise LrFinderError(
                    "`evaluate` took a batch of a Loop that training reads: give it a loader of its own, "
                    "with the same rows each time"
                )
            if self._lr.updates() != updates:
                raise LrFinderError("`evaluate` called optimizer.step(): it must not train")
            return told
        finally:
            for module, training in modes:
                module.training = training
            run_all(random_state)

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


def _advice(fault: BaseException) -> str:
    """What to do about a fault that says little by itself."""
    if isinstance(fault, SystemExit):
        return " (the script ended itself inside its step or its evaluation)"
    if isinstance(fault, StopIteration) or isinstance(fault.__cause__, StopIteration):
        return (
            "an iterator came to its end: wrap the loader, batches = lr_finder.Loop(loader), and take "
            "next(batches) in the step, which begins again after the last batch"
        )
    return ""


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


def _as_list(value: Any) -> List[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
