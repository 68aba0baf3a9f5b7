"""What a training script calls: a step function, driven by the finder."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Sequence

from ._answers import number
from ._session import Session
from ._started import active


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
        a scheduler's step is harmless, since the LR is set again before every update, and the scheduler
        of an optimizer that was given is put back.
    optimizer: a torch or Keras optimizer, or a list of them. The LR of every parameter group is set,
        keeping its ratio to the base LR (`base_lr`; by default the optimizer's own `lr` where a group
        has it, or the first group's).
    model: a torch module or Keras model, or a list. Put back by `restore`, and in eval mode (torch)
        during `evaluate`.
    evaluate: returns the mean loss on held-out rows, or the loss of each row, always of the same rows in the
        same order (a tensor or array of one dimension, a list), so that the finder can tell a difference
        from noise; or a dict with `loss`, `losses` (those of the rows), `count` (of rows) and
        `standard_error`, as many of them as are known. Of more than 10,000 rows the finder gets mean,
        count and standard error. Where ranks do not all return the same, it gets the mean over ranks; a dict
        with `shard` (True) says that a rank's rows are its own, and then it gets those of all.
        It takes no batch from a training `Loop`; random numbers that it draws are not missed by training.
    scaler: the GradScaler of mixed precision. Updates that it skips are reported, and it is put back.
    also: anything else that training changes and `restore` must put back: objects with
        state_dict/load_state_dict (a stateful loader, EMA, another optimizer), random generators, or
        pairs (get, set); also dicts and lists of tensors. Every `Loop` is put back without being named. What
        `step` and `evaluate` use and training changes (a module, a scheduler, an average of the weights) is
        looked for, and said where it was not named.
    set_lr, get_lr: for other frameworks: how to set the LR, and read it back.
    get_state, set_state: for other frameworks: everything that a step changes, as one value that can be
        deep-copied.
    restore: False to have the finder start this script again where the first state is needed; None for
        "where something was given that can be put back".
    batch_size (rows in one update, of one process), steps_per_epoch, optimizer_name, parameter_count:
        for the report, where they cannot be read off what was given.

    Put back: parameters, gradients, `requires_grad`, buffers, modes, plain attributes of modules of your own
    classes, all that optimizers keep, random state (`random`, numpy's global one, torch on every device), loops,
    `also`. Not: plain attributes of libraries' modules, TensorFlow's global generator, generators that were not named.
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
        calls=(step,),
    )
    session.run(call)


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
            total += number(micro_step())
        update()
        return total / count

    setattr(step, "micro_batches", count)
    return step


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
