"""A fixed part of held-out data, and what it is worth: for the adapters of frameworks that own the data."""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping
from typing import Any, Callable, Dict, Iterable, List, NamedTuple

from ._answers import number


class Batch(NamedTuple):
    """A held-out batch, in main memory, and its rows."""

    content: Any
    rows: int


def rows_to_take(rows_of_an_update: int | None, wanted: int | None) -> int:
    """Held-out rows that are evaluated: those that were asked for, or as many as 16 updates train on. A search
    evaluates about 40 times, and is not to take longer for it than for its training."""
    if wanted is not None:
        if wanted < 1:
            raise ValueError(f"`evaluate_rows` must be at least 1, got {wanted}")
        return wanted
    return min(max(256, 16 * (rows_of_an_update or 0)), 10_000)


def held_out_batches(
    loader: Any, most: int, *, rank: int = 0, ranks: int = 1, at_once: int = 1
) -> List[Batch]:
    """The same batches for every evaluation, of at most `most` rows (over all ranks): spread evenly over a
    dataset that is read by index, since it may be sorted; the first batches of any other loader. Each rank gets
    rows of its own, and as many as any other. `at_once`: rows that fit into memory, of which a smaller loader's
    batches are made."""
    dataset, size = getattr(loader, "dataset", None), getattr(loader, "batch_size", None)
    size = size or getattr(getattr(loader, "batch_sampler", None), "batch_size", None)
    collate = getattr(loader, "collate_fn", None)
    by_index = hasattr(dataset, "__getitem__") and hasattr(dataset, "__len__") and callable(collate)
    if by_index and isinstance(size, int) and _reads_all_rows(loader):
        return _spread(dataset, max(size, at_once), collate, most, rank, ranks)
    found: List[Batch] = []
    for content in loader:
        if sum(batch.rows for batch in found) * ranks >= most:
            break
        found.append(Batch(_kept(content), rows_in(content)))
    return found


def _reads_all_rows(loader: Any) -> bool:
    """Whether a loader's sampler is one that gives every row once: another may choose, weigh or repeat."""
    sampler = getattr(loader, "sampler", None)
    return type(sampler).__name__ in (
        "SequentialSampler",
        "RandomSampler",
        "SeedableRandomSampler",
        "DistributedSampler",
        "UnrepeatedDistributedSampler",
        "UnrepeatedDistributedSamplerWrapper",
        "DistributedSamplerWrapper",
    )


def _spread(
    dataset: Any, size: int, collate: Any, most: int, rank: int, ranks: int
) -> List[Batch]:
    length = len(dataset)
    count = min(length, most)
    # Every rank has to take part in as many forward passes as the others.
    count -= count % ranks if count >= ranks else 0
    indices = [i * length // count for i in range(count)][rank::ranks]
    groups = [indices[start : start + size] for start in range(0, len(indices), size)]
    return [Batch(_kept(collate([dataset[i] for i in group])), len(group)) for group in groups]


def rows_in(content: Any) -> int:
    """The rows of a batch: the length of the first tensor or array in it."""
    shape = getattr(content, "shape", None)
    if shape is not None:
        return int(shape[0]) if len(shape) > 0 else 1
    if isinstance(content, Mapping):
        content = list(content.values())
    if isinstance(content, (list, tuple)) and content:
        return next((rows_in(each) for each in content if not isinstance(each, str)), len(content))
    return 1


def _kept(content: Any) -> Any:
    """Without a hold on what the loader may use again."""
    return copy.deepcopy(content)


def tell(
    batches: Iterable[Batch], loss_of: Callable[[Any, int], Any], shard: bool = False
) -> Dict[str, Any]:
    """Evaluates batches, and gives what `evaluate` may return. `loss_of` takes a batch and its place, and gives
    its mean loss or the loss of each of its rows."""
    means: List[float] = []
    counts: List[int] = []
    rows: List[float] = []
    for place, batch in enumerate(batches):
        # A copy: what is changed in place would be changed for the next evaluation.
        loss = loss_of(copy.deepcopy(batch.content), place)
        each = row_losses(loss, batch.rows)
        rows += each or []
        means.append(sum(each) / len(each) if each else number(loss))
        counts.append(batch.rows)
    told: Dict[str, Any] = {"shard": True} if shard else {}
    if len(rows) == sum(counts):
        return {"losses": rows, **told}
    total = sum(counts)
    mean = sum(value * count for value, count in zip(means, counts)) / total
    told.update(loss=mean, count=total)
    if len(means) > 1:
        told["standard_error"] = _error_of_batches(means, counts, mean)
    return told


def row_losses(loss: Any, rows: int) -> List[float] | None:
    """The loss of each row, where that is what was given."""
    shape = tuple(getattr(loss, "shape", ()))
    if rows > 1 and shape in ((rows,), (rows, 1)):
        values = loss.tolist() if hasattr(loss, "tolist") else loss.numpy().tolist()
        return [number(value[0] if isinstance(value, list) else value) for value in values]
    if isinstance(loss, (list, tuple)) and len(loss) == rows:
        return [number(value) for value in loss]
    return [number(loss)] if rows == 1 else None


def _error_of_batches(means: List[float], counts: List[int], mean: float) -> float:
    """The standard error of the mean, from how the means of the batches lie around it."""
    total = sum(counts)
    squares = sum(
        (count / total * (value - mean)) ** 2 for value, count in zip(means, counts)
    )
    return float((squares * len(means) / (len(means) - 1)) ** 0.5)


def say_part(batches: List[Batch], ranks: int, dataset: Any) -> None:
    """Says how much of the held-out data is looked at."""
    rows = sum(batch.rows for batch in batches) * ranks
    all_rows = len(dataset) if hasattr(dataset, "__len__") else None
    if all_rows is not None and rows < all_rows:
        print(
            f"lr_finder: held-out losses are those of {rows} of the {all_rows} rows, always the same "
            "(evaluate_rows takes more)",
            file=sys.stderr,
        )
