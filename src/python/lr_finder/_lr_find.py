"""The finder for a notebook: it trains the model of this process, and puts everything back."""

from __future__ import annotations

import copy
import functools
import json
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, NoReturn, Sequence

from ._find import pass_on
from ._loader import generators, holders, save_order
from ._loop import Loop
from ._program import error_of, flags, in_python_words, program
from ._random import global_generators, states_of, write_back
from ._result import Result
from ._session import Session
from ._started import LrFinderError, active
from ._info import batch_size_of, length_of
from ._kept import Restore, is_torch_module, run_all


def lr_find(
    model: Any,
    loader: Iterable[Any],
    optimizer: Any,
    loss: Callable[..., Any] | None = None,
    *,
    step: Callable[[Any], Any] | None = None,
    evaluate: Callable[[], Any] | None = None,
    val_loader: Iterable[Any] | None = None,
    scaler: Any = None,
    also: Sequence[Any] = (),
    base_lr: float | None = None,
    device: Any = None,
    batch_size: int | None = None,
    steps_per_epoch: int | None = None,
    timeout: float = 600.0,
    quiet: bool = False,
    **options: Any,
) -> Result:
    """Finds a learning rate for this model by training it here, and leaves model, optimizer, loader and random
    generators bit for bit as they were: also where it is interrupted, or something fails.

        result = lr_finder.lr_find(model, loader, optimizer, loss=loss_fn, val_loader=val_loader, epochs=10)
        result.suggestion.lr

    loader: batches: pairs (input, target), or dicts as Hugging Face's models take them, or anything that
        `step` takes. They are moved to the device of the model.
    loss: of a pair `loss(model(input), target)`. Without one, the model is called with the batch (a dict by
        names) and has to return an object or dict with `loss`.
    step: in place of `loss`, a whole update: takes a batch, updates the weights, returns the loss of the batch
        before the update (see `serve`): for accumulation, autocast, clipping, several optimizers.
    val_loader: held-out batches, from which the loss of each row is taken where `loss` has
        `reduction="mean"` (as PyTorch's have), else the mean loss; or
    evaluate: a function that returns the held-out loss (see `serve`). With either of them the answer is much
        better: the finder then tries learning rates in short trainings.
    scaler: a GradScaler: the update then goes through it.
    also: what else training changes, e.g. an average of the weights or a scheduler that `step` steps: see
        `serve`.
    base_lr: the LR that parameter groups keep their ratio to; see `serve`.
    device: by default that of the model's first parameter.
    batch_size, steps_per_epoch: where they cannot be read off the loader.
    timeout: seconds that the finder may take between two requests before it is given up.
    quiet: no progress on stderr.
    options: those of `lr-finder run`, with underscores: epochs=10, budget="quick", end_lr=1.0, preset="fastai",
        repeats=3. Without `out` no file is left behind.

    Raises LrFinderError where the finder is not found, dies, hangs or refuses; what `step`, `loss` and
    `evaluate` raise comes through.
    """
    if step is None and loss is None and not is_torch_module(model):
        raise TypeError("give `loss` or `step`: how a batch is trained cannot be told from this model")
    if evaluate is not None and val_loader is not None:
        raise TypeError("give `evaluate` or `val_loader`, not both")
    if isinstance(loader, Iterator):
        raise TypeError(
            "`loader` is an iterator, which cannot be started again: give the DataLoader (or a list of batches) itself"
        )
    steps_per_epoch = steps_per_epoch or length_of(loader)
    if steps_per_epoch == 0:
        raise ValueError("`loader` has no batches (with drop_last, fewer rows than a batch has?)")
    if steps_per_epoch is None and "epochs" in options:
        raise TypeError(
            "`epochs` asks for the batches of an epoch, and this loader has no length: give `steps_per_epoch`, or "
            "`total_steps` in the place of `epochs`"
        )
    if step is None:
        _check_trains(model, optimizer)
    where = _device_of(model) if device is None else device
    training = _Training(model, optimizer, loss, step, scaler, where)

    def prepare() -> Driven:
        held_out = [] if val_loader is None else holders(val_loader)
        before = states_of([*global_generators(), *generators(held_out)])
        undo = [save_order(held_out), _persistent(loader, val_loader), lambda: write_back(before)]
        by_loader = None
        if val_loader is not None:
            # From one random state each time: a loader that shuffles gives the same rows in the same order.
            by_loader = training.evaluating(val_loader, lambda: write_back(before))
        batches: Loop[Any] = Loop(loader, tracked=True)
        session = {
            "also": also,
            "optimizer": optimizer,
            "model": model,
            "evaluate": evaluate or by_loader,
            "scaler": scaler,
            "base_lr": base_lr,
            "batch_size": batch_size or batch_size_of(loader),
            "steps_per_epoch": steps_per_epoch,
            "calls": [each for each in (step, loss) if each is not None],
        }
        return Driven(session, [batches], lambda: training.update(next(batches)), undo)

    return find_here(prepare, options, timeout, quiet)


class Driven(NamedTuple):
    """What a search in this process drives."""

    session: Dict[str, Any]
    """Options of `Session`."""
    batches: List[Loop[Any]]
    update: Callable[[], Any]
    """Makes one update, and gives what `step` may give."""
    undo: List[Restore]
    """Puts back what preparing it has changed, and evaluating may change."""


def find_here(
    prepare: Callable[[], Driven], options: Mapping[str, Any], timeout: float, quiet: bool
) -> Result:
    """A search in this process. Everything is put back, whatever happens."""
    if active():
        raise LrFinderError("lr_find() was reached by a trainer: call serve() there")
    for name in ("trainer", "data", "module", "resume", "json"):
        if name in options:
            raise TypeError(f"`{name}` is no option of lr_find: it trains the model that it is given")
    if not timeout > 0:
        raise ValueError(f"`timeout` must be above 0, got {timeout}")
    command = program()
    kept = None if "out" in options else tempfile.mkdtemp(prefix="lr-finder-")
    try:
        given = {**options, **({} if kept is None else {"out": kept}), "quiet": quiet or None}
        arguments = [*command, "run", "--trainer", "-", *flags(given)]
        with _held_interrupts() as interrupts:
            # Whatever happens from here on, it is undone before anybody hears of it.
            before = states_of(global_generators())
            undo: List[Restore] = []
            session: _InProcess | None = None
            finder: _Finder | None = None
            try:
                driven = prepare()
                undo += [*driven.undo, _watched(driven.session["optimizer"])]
                finder = _Finder(arguments, timeout, quiet)
                session = _InProcess(finder, driven.batches, **driven.session)
                with interrupts.let_through():
                    message = session.drive(driven.update)
            finally:
                if session is not None:
                    session.put_back()
                run_all(undo)
                write_back(before)
                if finder is not None:
                    finder.end()
        return _result_of(message, kept)
    finally:
        if kept is not None:
            shutil.rmtree(kept, ignore_errors=True)


def _result_of(message: Dict[str, Any], kept: str | None) -> Result:
    if message.get("lrf") == "failed":
        raise error_of(message["error"])
    summary = in_python_words(message["result"])
    if kept is None:
        return Result(summary)
    file = (summary.get("files") or {}).get("result")
    document = None if file is None else json.loads(Path(file).read_text("utf-8"))
    # They go with the folder; the result holds all that is in them.
    return Result({**summary, "files": {"result": None, "report": None}}, document)


class _Training:
    """How a batch is trained where nobody says it."""

    def __init__(
        self,
        model: Any,
        optimizer: Any,
        loss: Callable[..., Any] | None,
        step: Callable[[Any], Any] | None,
        scaler: Any,
        device: Any,
    ) -> None:
        self._model, self._loss, self._step, self._scaler = model, loss, step, scaler
        self._optimizers = list(optimizer) if isinstance(optimizer, (list, tuple)) else [optimizer]
        self._device = device

    def update(self, batch: Any) -> Any:
        batch = _moved(batch, self._device)
        if is_torch_module(self._model) and not self._model.training:
            self._model.train()
        if self._step is not None:
            return self._step(batch)
        for optimizer in self._optimizers:
            optimizer.zero_grad()
        loss = self._of(batch, self._loss)
        scaled = loss if self._scaler is None else self._scaler.scale(loss)
        scaled.backward()
        for optimizer in self._optimizers:
            if self._scaler is None:
                optimizer.step()
            else:
                self._scaler.step(optimizer)
        if self._scaler is not None:
            self._scaler.update()
        return loss.detach()

    def _of(self, batch: Any, loss: Callable[..., Any] | None) -> Any:
        if isinstance(batch, Mapping):
            outputs = self._model(**batch)
            if loss is None:
                found = outputs["loss"] if isinstance(outputs, Mapping) else getattr(outputs, "loss", None)
                if found is None:
                    raise TypeError("the model returned no `loss`: has the batch labels? Or give `loss` or `step`")
                return found
            return loss(outputs, batch)
        if isinstance(batch, (list, tuple)) and len(batch) == 2 and loss is not None:
            return loss(self._model(batch[0]), batch[1])
        if loss is None and isinstance(batch, (list, tuple)):
            raise TypeError("a batch has no names by which the model could take it: give `loss`, of (output, target)")
        raise TypeError(
            f"a batch is {type(batch).__name__}, neither a pair (input, target) with `loss` nor a dict: give `step`"
        )

    def evaluating(self, loader: Iterable[Any], start: Callable[[], None]) -> Callable[[], Any]:
        """The loss on held-out batches: of each row where that is known, else the mean over batches."""
        by_row = _by_row(self._loss)

        def evaluate() -> Any:
            nonlocal by_row
            start()
            with sys.modules["torch"].no_grad():
                if by_row is not None:
                    losses = self._row_losses(loader, by_row)
                    if losses is not None:
                        return losses
                    by_row = None
                    start()
                total, rows = 0.0, 0
                for batch in loader:
                    batch = _moved(batch, self._device)
                    count = _rows(batch)
                    total += float(self._of(batch, self._loss)) * count
                    rows += count
            if rows == 0:
                raise LrFinderError("`val_loader` has no batches")
            return {"loss": total / rows, "count": rows}

        return evaluate

    def _row_losses(self, loader: Iterable[Any], by_row: Callable[..., Any]) -> Any:
        """None where the loss of a batch is not the mean of those of its rows (weighted classes, ignored
        targets), which its first batch shows, or where there is none."""
        losses: List[Any] = []
        for batch in loader:
            batch = _moved(batch, self._device)
            if isinstance(batch, Mapping):
                return None
            count = _rows(batch)
            each = self._of(batch, by_row)
            if each.dim() == 0 or each.shape[0] != count:
                return None
            each = each.reshape(count, -1).mean(1).float()
            if not losses:
                mean = float(self._of(batch, self._loss))
                if not abs(float(each.mean()) - mean) <= 1e-3 * abs(mean) + 1e-6:
                    return None
            losses.append(each.cpu())
        return sys.modules["torch"].cat(losses) if losses else None


def _by_row(loss: Any) -> Any:
    """The same loss for each row: PyTorch's losses have a `reduction`. None for all others."""
    if is_torch_module(loss) and getattr(loss, "reduction", None) == "mean":
        other = copy.copy(loss)
        other.reduction = "none"
        return other
    functional = sys.modules.get("torch.nn.functional")
    name: str = getattr(loss, "__name__", "")
    own: Any = getattr(functional, name, None) if name else None
    if own is not None and own is loss:
        return functools.partial(own, reduction="none")
    return None


def _rows(batch: Any) -> int:
    values = batch.values() if isinstance(batch, Mapping) else batch
    for value in values:
        shape: Sequence[int] = getattr(value, "shape", ())
        if len(shape) > 0:
            return int(shape[0])
    return 1


def _moved(batch: Any, device: Any) -> Any:
    if device is None:
        return batch
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(_moved(each, device) for each in batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)(_moved(each, device) for each in batch)
    if isinstance(batch, Mapping):
        return {key: _moved(each, device) for key, each in batch.items()}
    return batch


def _device_of(model: Any) -> Any:
    if not is_torch_module(model):
        return None
    first = next(iter(model.parameters()), None)
    return None if first is None or first.device.type == "meta" else first.device


def _check_trains(model: Any, optimizer: Any) -> None:
    """Refuses a torch optimizer that holds nothing of the model: no learning rate would have an effect."""
    optimizers = list(optimizer) if isinstance(optimizer, (list, tuple)) else [optimizer]
    groups = [group for each in optimizers for group in getattr(each, "param_groups", [])]
    if not is_torch_module(model) or not groups:
        return
    held = {id(p) for group in groups for p in group["params"]}
    if not any(id(p) in held for p in model.parameters()):
        raise ValueError("`optimizer` holds none of the parameters of `model`: its learning rate has no effect")


def _watched(optimizer: Any) -> Restore:
    """The optimizers' `step`, which a session watches while it drives them."""
    optimizers = list(optimizer) if isinstance(optimizer, (list, tuple)) else [optimizer]
    before = [(each, vars(each).get("step")) for each in optimizers if hasattr(each, "__dict__")]

    def put_back() -> None:
        for each, step in before:
            if step is None:
                vars(each).pop("step", None)
            else:
                vars(each)["step"] = step

    return put_back


def _persistent(*loaders: Any) -> Restore:
    """Workers that a DataLoader keeps between epochs: those that were started here are ended."""
    before = [(each, vars(each)["_iterator"]) for each in loaders if "_iterator" in getattr(each, "__dict__", {})]

    def put_back() -> None:
        for loader, iterator in before:
            now = vars(loader).get("_iterator")
            if now is iterator:
                continue
            shut_down = getattr(now, "_shutdown_workers", None)
            if callable(shut_down):
                shut_down()
            vars(loader)["_iterator"] = iterator

    return put_back


class _Done(BaseException):
    """The finder's last message. Not an Exception: no `except` of the user's may take it."""

    def __init__(self, message: Dict[str, Any]) -> None:
        super().__init__()
        self.message = message


class _InProcess(Session):
    """A session with a finder that this process has started."""

    def __init__(self, finder: _Finder, batches: List[Loop[Any]], **parts: Any) -> None:
        self._finder, self._batches = finder, batches
        self._first: List[Restore] | None = None
        self._untouched = True
        super().__init__(**parts)
        if self._ranks.size > 1:
            raise LrFinderError("lr_find trains in one process: for ranks write a script with serve()")
        # Restored without the finder too, whatever it has asked for.
        self._first = self._save(self._batches)

    def _open(self) -> Any:
        return self._finder

    def drive(self, update: Callable[[], Any]) -> Dict[str, Any]:
        try:
            self.run(lambda _: update())
        except _Done as done:
            return done.message

    def next_step(self) -> float:
        lr = super().next_step()
        self._untouched = False
        return lr

    def put_back(self) -> None:
        if self._first is not None and not self._untouched:
            run_all(self._first)

    def _send(self, message: Dict[str, Any]) -> None:
        if message["lrf"] == "ready":
            # Gradients, slots and data order are what they are: no seed made them, and none can change them.
            message = {**message, "capabilities": [*message["capabilities"], "reseed"]}
        super()._send(message)

    def _do(self, kind: Any) -> None:
        if kind == "snapshot":
            # The first one is that of our own.
            first = self._first is not None and self._untouched
            self._saved = self._first if first else self._save(self._batches)
            self._send({"lrf": "ok", "id": self._pending})
        elif kind == "reseed":
            self._untouched = False
            _seed(int(self._finder.request["seed"]), self._batches)
            self._send({"lrf": "ok", "id": self._pending})
        elif kind in ("done", "failed"):
            raise _Done(self._finder.request)
        else:
            self._untouched = False
            super()._do(kind)

    def fail(self, fault: BaseException) -> NoReturn:
        raise fault

    def _close(self, unexpected: bool) -> NoReturn:
        raise self._finder.died()


def _seed(seed: int, batches: List[Loop[Any]]) -> None:
    """As if all that draws had been made with this seed."""
    random.seed(seed)
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if numpy is not None:
        numpy.random.seed(seed % 2**32)
    if torch is not None:
        torch.manual_seed(seed)
    for part in (part for loop in batches for part in holders(loop.loader)):
        for value in list(getattr(part, "__dict__", {}).values()):
            if torch is not None and isinstance(value, torch.Generator):
                value.manual_seed(seed)
            elif isinstance(value, random.Random):
                value.seed(seed)
            elif numpy is not None and isinstance(value, numpy.random.RandomState):
                value.seed(seed % 2**32)
            elif numpy is not None and isinstance(value, numpy.random.Generator):
                bits = value.bit_generator
                bits.state = type(bits)(seed).state


_decoded = json.JSONDecoder().decode


class _Finder:
    """The finder, started by this process: its requests, and the answers to it."""

    def __init__(self, arguments: List[str], timeout: float, quiet: bool) -> None:
        self._timeout = timeout
        self._words: List[str] = []
        self._over = False
        self.request: Dict[str, Any] = {}
        environment = {k: v for k, v in os.environ.items() if k not in ("LR_FINDER_PROTOCOL", "LR_FINDER_SEED")}
        try:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env=environment,
                # Ctrl-C is for this process, which ends the finder itself.
                start_new_session=os.name == "posix",
            )
        except OSError as fault:
            raise LrFinderError(f"cannot start {arguments[0]}: {fault}", "no-finder") from fault
        process = self._process
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        self._in, self._out = process.stdout, process.stdin
        lines = self._heard(process.stderr)
        self._reader = threading.Thread(target=pass_on, args=(lines, self._words, quiet), daemon=True)
        self._reader.start()
        self._lines = _Lines(self._in)

    def read(self) -> Dict[str, Any] | None:
        try:
            line = self._lines.next(self._timeout)
        except LrFinderError:
            # It does not listen: it need not be asked to end.
            self._process.kill()
            raise
        if line is None:
            return None
        try:
            request = _decoded(line.decode())
        except ValueError:
            request = None
        if not isinstance(request, dict):
            raise LrFinderError(f"the finder said what is no message: {line[:200]!r}", "broken-finder")
        self.request = request
        return request

    def write(self, line: str) -> None:
        rest = line.encode("ascii")
        try:
            while rest:
                rest = rest[os.write(self._out.fileno(), rest) :]
        except (BrokenPipeError, ValueError, OSError):
            raise self.died() from None

    def died(self) -> LrFinderError:
        try:
            code: int | None = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = None
        self._reader.join(timeout=2)
        said = "\n".join(self._words[-5:]).strip()
        how = "closed its pipe" if code is None else f"ended with code {code}"
        return LrFinderError(
            f"the finder {how} before there was a result{': ' + said if said else ''}",
            "finder-ended",
            {"exit": code},
        )

    def _heard(self, stream: Any) -> Iterator[str]:
        for line in stream:
            # That we have left it is no news.
            if not self._over:
                yield line.decode("utf-8", "replace")

    def end(self) -> None:
        """Its stdin ends, and with it the finder; one that does not listen is killed."""
        self._over = True
        try:
            self._out.close()
        except OSError:
            pass
        try:
            self._process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=2)
        self._in.close()
        assert self._process.stderr is not None
        self._process.stderr.close()


class _Lines:
    """Lines of a pipe, with a limit on the wait for each. Waits so that Ctrl-C is heard."""

    def __init__(self, pipe: Any) -> None:
        self._descriptor = pipe.fileno()
        self._held = b""
        self._ready: List[bytes] = []
        self._poll: Any = None
        if os.name == "posix":
            import select

            if hasattr(select, "poll"):
                self._poll = select.poll()
                self._poll.register(self._descriptor, select.POLLIN | select.POLLHUP)
        if self._poll is None:
            self._queue: queue.Queue[bytes] = queue.Queue()
            threading.Thread(target=self._fill, daemon=True).start()

    def next(self, timeout: float) -> bytes | None:
        """None at the end of the pipe."""
        if not self._ready:
            # In the way of every step: one line, whole, and nothing behind it.
            if self._poll is not None and not self._held and self._poll.poll(timeout * 1000):
                line = os.read(self._descriptor, 65536)
                if line.find(b"\n") == len(line) - 1 and line:
                    return line
                if not line:
                    return None
                *whole, self._held = line.split(b"\n")
                self._ready += whole
            until = time.monotonic() + timeout
            while not self._ready:
                piece = self._piece(until)
                if piece is None:
                    raise LrFinderError(
                        f"the finder asked nothing for {timeout:g} s and was given up (`timeout` of lr_find)",
                        "finder-hangs",
                    )
                if not piece:
                    return None
                *whole, self._held = (self._held + piece).split(b"\n")
                self._ready += whole
        return self._ready.pop(0)

    def _piece(self, until: float) -> bytes | None:
        if self._poll is not None:
            left = until - time.monotonic()
            if not self._poll.poll(max(0.0, left) * 1000):
                return None
            return os.read(self._descriptor, 65536)
        while time.monotonic() < until:
            try:
                return self._queue.get(timeout=0.2)
            except queue.Empty:
                continue
        return None

    def _fill(self) -> None:
        while True:
            try:
                piece = os.read(self._descriptor, 65536)
            except OSError:
                piece = b""
            self._queue.put(piece)
            if not piece:
                return


class _Interrupts:
    """Ctrl-C while state is saved or put back waits until that is done."""

    def __init__(self) -> None:
        self._held = True
        self._pending: Any = None
        self._usual: Any = None

    def start(self) -> None:
        self._usual = signal.getsignal(signal.SIGINT)
        if callable(self._usual):
            signal.signal(signal.SIGINT, self._take)

    def stop(self) -> None:
        if callable(self._usual):
            signal.signal(signal.SIGINT, self._usual)
            if self._pending is not None:
                self._usual(*self._pending)

    def _take(self, *received: Any) -> None:
        if self._held:
            self._pending = received
            return
        # What follows is undoing: a second one waits.
        self._held = True
        self._usual(*received)

    @contextmanager
    def let_through(self) -> Iterator[None]:
        self._held = False
        try:
            if self._pending is not None:
                self._held, pending, self._pending = True, self._pending, None
                self._usual(*pending)
            yield
        finally:
            self._held = True


@contextmanager
def _held_interrupts() -> Iterator[_Interrupts]:
    interrupts = _Interrupts()
    # Elsewhere Python does not run handlers of signals, so that none interrupts.
    main = threading.current_thread() is threading.main_thread()
    if main:
        interrupts.start()
    try:
        yield interrupts
    finally:
        if main:
            interrupts.stop()
