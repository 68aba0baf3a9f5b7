"""What step and evaluate returned, by the protocol's names."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Dict, List, Sequence


def number(value: Any) -> float:
    """A loss (or LR) as a float: a number, a tensor or array of one, or a mapping with `loss`."""
    if isinstance(value, (float, int)):
        return float(value)
    if isinstance(value, Mapping):
        return number(value.get("loss"))
    if value is None:
        raise TypeError("there is no loss: return it, or a dict that has `loss`")
    if isinstance(value, (str, bytes)):
        raise TypeError(f"the loss must be a number, got {value!r}")
    if isinstance(value, (tuple, list, set)):
        raise TypeError(
            f"the loss must be one number, got a {type(value).__name__} of {len(value)}: return the loss alone"
        )
    shape = getattr(value, "shape", ())
    if any(size != 1 for size in shape):
        raise TypeError(f"the loss must be one number, got shape {tuple(shape)}: return its mean")
    item = getattr(value, "item", None)
    if item is None and hasattr(value, "numpy"):
        item = value.numpy().item
    return float(item() if callable(item) else value)


_MOST_LOSSES = 10_000
"""Row losses that the protocol takes."""


def told_by_evaluate(value: Any) -> Dict[str, Any]:
    """What `evaluate` returned, by the names of the protocol."""
    if isinstance(value, Mapping):
        told = value
    else:
        told = {"losses" if _is_of_rows(value) else "loss": value}
    loss, losses = told.get("loss"), told.get("losses")
    if losses is None:
        message: Dict[str, Any] = {"loss": number(loss)}
        count, error = told.get("count"), told.get("standard_error")
    else:
        rows = _row_losses(losses)
        message = {"loss": sum(rows) / len(rows) if loss is None else number(loss)}
        count, error = told.get("count", len(rows)), told.get("standard_error")
        if len(rows) <= _MOST_LOSSES:
            message["losses"] = rows
        elif error is None:
            error = _standard_error(rows)
    if count is not None:
        rows_told = number(count)
        message["count"] = int(rows_told) if rows_told.is_integer() else rows_told
    if error is not None:
        message["standardError"] = number(error)
    if told.get("shard"):
        message["shard"] = True
    return message


def joined(shards: Sequence[Mapping[str, Any]]) -> Dict[str, Any]:
    """What ranks told of rows of their own, as of all these rows together."""
    counts = [shard.get("count") or 1 for shard in shards]
    total = sum(counts)
    loss = sum(shard["loss"] * count for shard, count in zip(shards, counts)) / total
    message: Dict[str, Any] = {"loss": loss}
    if all("count" in shard for shard in shards):
        message["count"] = total
    if all("losses" in shard for shard in shards) and total <= _MOST_LOSSES:
        message["losses"] = [row for shard in shards for row in shard["losses"]]
        return message
    errors: List[float] = []
    for shard in shards:
        error = shard.get("standardError")
        if "losses" in shard:
            error = _standard_error(shard["losses"])
        errors += [] if error is None else [float(error)]
    if len(errors) == len(shards):
        parts = (count / total * error for count, error in zip(counts, errors))
        message["standardError"] = sum(part**2 for part in parts) ** 0.5
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
    losses = [number(each) for each in value]
    if not losses:
        raise TypeError("there are no `losses`: no row was evaluated")
    return losses


def _standard_error(values: List[float]) -> float:
    """Of the mean: s / sqrt(n). NaN where the values are not finite; 0 of a single one."""
    if len(values) == 1:
        return 0.0
    mean = sum(values) / len(values)
    try:
        squares = sum((value - mean) ** 2 for value in values)
    except OverflowError:
        return float("inf")
    return float((squares / (len(values) - 1) / len(values)) ** 0.5)
