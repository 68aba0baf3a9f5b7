"""The learning rate of a run that is too big to try, and the many runs that it is read off."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Dict, List, Tuple, Union

from ._find import run_finder
from ._program import answer, ask, flags, program
from ._started import LrFinderError


class Law(Dict[str, Any]):
    """The object that `lr-finder law --json` prints, as a dict, with its parts as attributes. Of a table with
    names (an optimizer) `laws` holds one for each."""

    @property
    def status(self) -> str:
        """ "found" or "none"; of several laws "found" where one of them is."""
        laws = self.get("laws")
        if laws is None:
            return str(self["status"])
        return "found" if any(each["law"]["status"] == "found" for each in laws) else "none"

    @property
    def lr(self) -> float:
        """The learning rate at the point. Raises LrFinderError where there is none, with the reason, and
        where there are several laws."""
        if "laws" in self:
            raise LrFinderError("there are several laws: take one of `.laws`", "several-laws")
        if self["status"] == "found":
            return float(self["lr"])
        reasons = self["reasons"]
        why = reasons[0]["message"] if reasons else self["reason"]
        raise LrFinderError(f"no learning rate: {why}", str(self["reason"]))

    @property
    def interval80(self) -> Tuple[float, float]:
        """The best learning rate lies in it in 80 of 100 cases."""
        _ = self.lr
        low, high = self["interval80"]
        return float(low), float(high)

    @property
    def interval95(self) -> Tuple[float, float]:
        """The best learning rate lies in it in 95 of 100 cases."""
        _ = self.lr
        low, high = self["interval95"]
        return float(low), float(high)

    @property
    def laws(self) -> List[Tuple[Dict[str, str], Law]]:
        """Names and law of each; of a table without names the law itself, without a name."""
        laws = self.get("laws")
        if laws is None:
            return [({}, self)]
        return [(dict(each["names"]), Law(each["law"])) for each in laws]


Factors = Union[Sequence[str], Mapping[str, Union[str, None]]]


def law(
    table: Any,
    *,
    at: Mapping[str, float] | None = None,
    lr: str | None = None,
    loss: str | None = None,
    factors: Factors | None = None,
    seed: str | None = None,
    optimizer: str | None = None,
    total_steps: int | None = None,
    **options: Any,
) -> Law:
    """How the best learning rate moves with what was varied, and what that gives at a point.

    table: trainings, one a row: a DataFrame (pandas, polars), a list of dicts, a file (CSV, JSON lines), or the
        folder of a study. An empty or infinite loss is a training that broke.
    at: the point that the learning rate is wanted for, e.g. {"batch": 1024, "tokens": 1e11}.
    lr, loss, seed: columns; found by name where they are left out.
    factors: columns of what was varied: names, or names with their kind (batch, horizon, size, plain, names).
    optimizer: what trains. total_steps: updates of the run at the point, for its schedule.
    options: further ones of `lr-finder law`, e.g. out="reports/law", report="law.html".

    `result.status` is "found" or "none"; `.lr`, `.interval80`, and the whole answer as a dict.
    Raises LrFinderError with the finder's message for a table that cannot be read.
    """
    point = None if at is None else [",".join(f"{name}={float(value)!r}" for name, value in at.items())]
    kinds: List[str] | None = None
    if isinstance(factors, Mapping):
        kinds = [name if kind is None else f"{name}={kind}" for name, kind in factors.items()]
    elif factors is not None:
        kinds = list(factors)
    given = {
        **options,
        "at": point,
        "lr": lr,
        "loss": loss,
        "factor": kinds,
        "seed_column": seed,
        "optimizer": optimizer,
        "total_steps": total_steps,
    }
    if isinstance(table, (str, os.PathLike)):
        return Law(ask("law", os.fspath(table), *flags(given)))
    with tempfile.TemporaryDirectory(prefix="lr-finder-") as folder:
        path = os.path.join(folder, "table.csv")
        _write(table, path)
        return Law(ask("law", path, *flags({"name": "table", **given})))


def _write(table: Any, path: str) -> None:
    if hasattr(table, "to_csv"):
        table.to_csv(path, index=False)
        return
    if hasattr(table, "write_csv"):
        table.write_csv(path)
        return
    rows = list(table) if isinstance(table, Iterable) else []
    if not rows or not all(isinstance(row, Mapping) for row in rows):
        raise TypeError("`table` must be a file, a DataFrame, or a list of dicts with a row each")
    import csv

    names = list(dict.fromkeys(str(name) for row in rows for name in row))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def study(
    spec: Union[str, os.PathLike[str], Mapping[str, Any]],
    *,
    out: Union[str, os.PathLike[str]],
    **options: Any,
) -> Dict[str, Any]:
    """Measures every cell of a study that is not measured yet: `lr-finder study run`.

    spec: a file (YAML or JSON), or the same as a dict: {"version": 1, "trainer": "python train.py {batch}",
        "axes": {"batch": {"kind": "batch", "values": [16, 64, 256]}}, "at": {"batch": 1024}}.
    out: the study's folder; what is in it is not measured again.
    options: those of `lr-finder study run`, with underscores: workers=4, devices="0,1", retries=1.

    Progress goes to stderr. Returns the summary: counts, failures, and `laws`, one for each name.
    Raises LrFinderError with the finder's message when the study could not be run.
    """
    given = flags({**options, "out": os.fspath(out)})
    if not isinstance(spec, Mapping):
        return _run(os.fspath(spec), given)
    with tempfile.TemporaryDirectory(prefix="lr-finder-") as folder:
        path = os.path.join(folder, "study.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(spec, file)
        return _run(path, given)


def _run(path: str, given: List[str]) -> Dict[str, Any]:
    output, code, words = run_finder([*program(), "study", "run", path, "--json", *given])
    return answer(output, code, words)
