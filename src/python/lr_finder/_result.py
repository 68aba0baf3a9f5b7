"""What a finder's run gave: the object of `--json`, with its numbers by name and ways to hand it on."""

from __future__ import annotations

import importlib
import json
import math
import os
import shutil
import sys
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Tuple

from ._curve_svg import Curve, draw
from ._program import ask
from ._started import LrFinderError


class Reason(NamedTuple):
    """One thing that was noticed: its code, its sentence, and the facts in it."""

    code: str
    message: str
    data: Dict[str, Any]


class Suggestion(NamedTuple):
    """The learning rate, or why there is none: `lr` is None exactly where `reason` is not."""

    lr: float | None
    range: Tuple[float, float] | None
    """Low and high end of the learning rates that the data cannot tell from the best."""
    confidence: str | None
    """high, medium or low."""
    method: str | None
    """Name of the rule that gave `lr`."""
    reason: str | None
    """Code of why there is none, e.g. "flat"."""
    reasons: List[Reason]


class Result(Dict[str, Any]):
    """The object that `lr-finder run --json` prints, as a dict, with its parts as attributes:

        result["suggestion"]["lr"] == result.suggestion.lr

    In a notebook it shows the curve. `document` is the whole result, with every point.
    """

    def __init__(
        self,
        summary: Mapping[str, Any],
        document: Mapping[str, Any] | None = None,
        folder: str | None = None,
    ) -> None:
        super().__init__(summary)
        # What its files are relative to, also after a later chdir.
        self._folder = os.path.abspath(folder or os.curdir)
        self._document = None if document is None else dict(document)
        self._lrs: List[float] | None = None

    @property
    def status(self) -> str:
        """ "found" or "none"."""
        return str(self["status"])

    @property
    def lr(self) -> float:
        """The suggested learning rate. Raises LrFinderError where there is none, with the reason."""
        suggestion = self.suggestion
        if suggestion.lr is not None:
            return suggestion.lr
        why = suggestion.reasons[0].message if suggestion.reasons else suggestion.reason
        raise LrFinderError(f"no learning rate was found: {why}", suggestion.reason or "none")

    @property
    def suggestion(self) -> Suggestion:
        told = self["suggestion"]
        both = told.get("range")
        return Suggestion(
            lr=told.get("lr"),
            range=None if both is None else (both[0], both[1]),
            confidence=told.get("confidence"),
            method=told.get("method"),
            reason=told.get("reason"),
            reasons=[_reason(each) for each in told["reasons"]],
        )

    @property
    def plan(self) -> Dict[str, Any] | None:
        """Initial learning rate, schedule and their reasons; None where nothing was found."""
        plan: Dict[str, Any] | None = self["plan"]
        return plan

    @property
    def methods(self) -> Dict[str, float | None]:
        """What the rules of other finders say, by their names."""
        return dict(self["methods"])

    @property
    def sweep(self) -> Dict[str, Any]:
        return dict(self["sweep"])

    @property
    def cost(self) -> Dict[str, Any]:
        return dict(self["cost"])

    @property
    def warnings(self) -> List[Reason]:
        return [_reason(each) for each in self["warnings"]]

    @property
    def files(self) -> Dict[str, str | None]:
        """Where result.json and report.html are; None for what was not written."""
        return dict(self["files"])

    @property
    def document(self) -> Dict[str, Any]:
        """The whole result, as in result.json: also the sweep's points (`record`), the curve, the probes."""
        if self._document is None:
            file = self._file("result")
            if file is None:
                raise LrFinderError("this run wrote no result.json", "no-result")
            try:
                self._document = dict(json.loads(Path(file).read_text("utf-8")))
            except (OSError, ValueError) as fault:
                raise LrFinderError(f"cannot read the result {file}: {fault}", "no-result") from fault
        return self._document

    def _file(self, name: str) -> str | None:
        file = self["files"].get(name)
        return None if file is None else os.path.join(self._folder, file)

    def report(self, path: str | os.PathLike[str] | None = None, *, lang: str = "en") -> str:
        """Writes the HTML report, which needs nothing else, and returns where it is.

        path: a file. By default where the run has written it already, or lr-report.html.
        """
        written = self._file("report")
        if path is None and written is not None and os.path.exists(written) and lang == "en":
            return written
        target = os.fspath("lr-report.html" if path is None else path)
        with _on_disk(self.document) as file:
            ask("report", file, f"--out={target}", f"--lang={lang}")
        return target

    def schedule(self, step: int) -> float:
        """The planned learning rate of a step, counted from 0. After the run's last step it stays as it is
        then."""
        if step < 0:
            raise ValueError(f"`step` must be at least 0, got {step}")
        lrs = self._planned()
        return lrs[min(step, len(lrs) - 1)]

    def _planned(self) -> List[float]:
        """Of every step of the run, and of what comes after it: from the finder, which alone knows how."""
        if self._lrs is None:
            if self.plan is None:
                self.lr  # noqa: B018 - says why there is none
                raise LrFinderError("this result has no plan", "no-plan")
            with _on_disk(self.document) as file:
                self._lrs = [float(lr) for lr in ask("schedule", "plan", file)["lrs"]]
        return self._lrs

    def torch_scheduler(self, optimizer: Any, last_epoch: int = -1) -> Any:
        """The plan as a scheduler of PyTorch, whose `step` is called after every optimizer update. Parameter
        groups keep their ratio to the optimizer's own learning rate, whatever that is."""
        # By name here and below: the package needs none of what it hands its results to.
        schedulers: Any = importlib.import_module("torch.optim.lr_scheduler")
        groups = optimizer.param_groups
        initial = [float(group.get("initial_lr", group["lr"])) for group in groups]
        default = getattr(optimizer, "defaults", {}).get("lr")
        base = float(default) if default is not None and float(default) in initial else initial[0]
        if not base > 0:
            raise ValueError(f"the optimizer's own LR must be above 0 to keep ratios to it, got {base}")
        return schedulers.LambdaLR(optimizer, lambda step: self.schedule(step) / base, last_epoch)

    def points(self) -> List[Tuple[float, float]]:
        """Learning rate and loss of every step of the (first) sweep, as recorded; the last loss may not be
        finite."""
        runs = self.document["record"]["runs"]
        if not runs:
            return []
        return [(float(lr), _number(loss)) for lr, loss in zip(runs[0]["lrs"], runs[0]["losses"])]

    def to_wandb(self, run: Any = None, prefix: str = "lr_finder") -> None:
        """Adds the suggestion and the curve to a run of Weights & Biases or Trackio: one log call, so that the
        run's own steps go on as they were.

        run: what `wandb.init()` (or `trackio.init()`) returned, or the module; by default the current run of
            whichever of the two is in use.
        """
        target = _tracker() if run is None else run
        library = sys.modules.get(type(target).__module__.split(".")[0], target)
        values: Dict[str, Any] = {f"{prefix}/{name}": value for name, value in self._facts().items()}
        table = getattr(library, "Table", None) or getattr(target, "Table", None)
        if table is not None:
            rows = [list(point) for point in self.points()]
            values[f"{prefix}/sweep"] = _table(table, ["lr", "loss"], rows)
        target.log(values)

    def to_mlflow(self, prefix: str = "lr_finder") -> None:
        """Adds suggestion (parameters), sweep (a metric over its steps), curve and summary (artifacts) to
        MLflow's active run."""
        mlflow: Any = importlib.import_module("mlflow")
        mlflow.log_params({f"{prefix}.{name}": value for name, value in self._facts().items()})
        for step, (lr, loss) in enumerate(self.points()):
            mlflow.log_metric(f"{prefix}.sweep_lr", lr, step=step)
            if math.isfinite(loss):
                mlflow.log_metric(f"{prefix}.sweep_loss", loss, step=step)
        mlflow.log_dict(dict(self), f"{prefix}/result.json")
        mlflow.log_text(self._svg(), f"{prefix}/curve.svg")

    def to_tensorboard(self, writer: Any, prefix: str = "lr_finder") -> None:
        """Adds the sweep (scalars over its steps) and the suggestion (a text) to TensorBoard.

        writer: a SummaryWriter, or the folder of one.
        """
        opened = None
        if isinstance(writer, (str, os.PathLike)):
            tensorboard: Any = importlib.import_module("torch.utils.tensorboard")
            opened = writer = tensorboard.SummaryWriter(os.fspath(writer))
        for step, (lr, loss) in enumerate(self.points()):
            writer.add_scalar(f"{prefix}/sweep_lr", lr, step)
            writer.add_scalar(f"{prefix}/sweep_loss", loss, step)
        if self.suggestion.lr is not None:
            writer.add_scalar(f"{prefix}/lr", self.suggestion.lr, 0)
        writer.add_text(f"{prefix}/suggestion", str(self), 0)
        if opened is not None:
            opened.close()

    def _facts(self) -> Dict[str, Any]:
        suggestion = self.suggestion
        facts: Dict[str, Any] = {"status": self.status}
        if suggestion.lr is not None and suggestion.range is not None:
            facts.update(lr=suggestion.lr, lr_low=suggestion.range[0], lr_high=suggestion.range[1])
            facts.update(confidence=suggestion.confidence, method=suggestion.method)
        else:
            facts["reason"] = suggestion.reason
        if self.plan is not None:
            facts["schedule"] = self.plan["schedule"]["kind"]
        return facts

    def __str__(self) -> str:
        suggestion = self.suggestion
        first = [suggestion.reasons[0].message] if suggestion.reasons else []
        if suggestion.lr is None or suggestion.range is None:
            return "\n".join([f"No learning rate was found ({suggestion.reason}).", *first])
        low, high = suggestion.range
        head = f"LR {suggestion.lr:.3g} ({low:.3g} to {high:.3g}), {suggestion.confidence} confidence that it is a good one"
        return "\n".join([head, *first])

    def __repr__(self) -> str:
        suggestion = self.suggestion
        if suggestion.lr is None:
            return f"<Result: none ({suggestion.reason})>"
        return f"<Result: LR {suggestion.lr:.3g}, {suggestion.confidence} confidence>"

    def _svg(self) -> str:
        curve = self.document.get("curve") or {}
        return draw(
            Curve(
                points=self.points(),
                smoothed=[
                    (float(lr), _number(loss))
                    for lr, loss in zip(curve.get("lrs", []), curve.get("smoothed", []))
                ],
                lr=self.suggestion.lr,
                range=self.suggestion.range,
                title=str(self).split("\n")[0],
            )
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, str]:
        shown = {"text/plain": str(self)}
        try:
            shown["image/svg+xml"] = self._svg()
        except (LrFinderError, LookupError, TypeError, ValueError):
            # Its file may be gone: the words are still there.
            pass
        return shown


def _reason(told: Mapping[str, Any]) -> Reason:
    return Reason(str(told["code"]), str(told["message"]), dict(told.get("data") or {}))


def _number(value: Any) -> float:
    """JSON has no NaN: the finder writes it as a string."""
    return float(value)


class _on_disk:
    """A result as a file, for as long as a command of the finder reads it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._folder = tempfile.mkdtemp(prefix="lr-finder-")
        self._finalizer = weakref.finalize(self, shutil.rmtree, self._folder, True)
        self._file = os.path.join(self._folder, "result.json")
        Path(self._file).write_text(json.dumps(document), "utf-8")

    def __enter__(self) -> str:
        return self._file

    def __exit__(self, *_: Any) -> None:
        self._finalizer()


def _tracker() -> Any:
    """The current run of wandb, or of Trackio."""
    wandb, trackio = sys.modules.get("wandb"), sys.modules.get("trackio")
    run = None if wandb is None else getattr(wandb, "run", None)
    if run is not None:
        return run
    if trackio is not None:
        return trackio
    raise LrFinderError("there is no run: give what wandb.init() or trackio.init() returned", "no-run")


def _table(table: Any, columns: List[str], rows: List[List[float]]) -> Any:
    try:
        return table(columns=columns, data=rows)
    except TypeError:
        # Trackio's is made from a data frame.
        pandas: Any = importlib.import_module("pandas")
        return table(dataframe=pandas.DataFrame(rows, columns=columns))


