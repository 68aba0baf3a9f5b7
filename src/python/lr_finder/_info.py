"""What is told of a trainer once, when it is ready."""

from __future__ import annotations

import re
from typing import Any, List

from ._loop import loops
from ._kept import is_torch_module


def name_of_optimizer(optimizers: List[Any]) -> str | None:
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


def count_parameters(models: List[Any], optimizers: List[Any]) -> int | None:
    torch_groups = [g for o in optimizers for g in getattr(o, "param_groups", [])]
    modules = [m for m in models if is_torch_module(m)]
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


def loop_length() -> int | None:
    """Batches in an epoch, where there is one loop to ask."""
    only: List[Any] = list(loops)
    return length_of(only[0].loader) if len(only) == 1 else None


def loop_batch_size() -> int | None:
    only = list(loops)
    return batch_size_of(only[0].loader) if len(only) == 1 else None


def batch_size_of(loader: Any) -> int | None:
    """Rows in a batch of one process. A loader that was made from a batch sampler (accelerate's are) has it there."""
    size = getattr(loader, "batch_size", None)
    if size is None:
        sampler = getattr(loader, "batch_sampler", None)
        size = getattr(sampler, "batch_size", None)
        if size is not None and getattr(sampler, "split_batches", False):
            size //= getattr(sampler, "num_processes", 1)
    return size if isinstance(size, int) and not isinstance(size, bool) else None


def batches_in_update(optimizers: List[Any]) -> int:
    """Batches that are accumulated for an update, where accelerate's optimizers say it."""
    states = (getattr(each, "gradient_state", None) for each in optimizers)
    steps = next((getattr(each, "num_steps", 1) for each in states if each is not None), 1)
    return steps if isinstance(steps, int) else 1


def length_of(loader: Any) -> int | None:
    """Batches in an epoch."""
    try:
        return len(loader)
    except TypeError:
        return None


def times(value: int | None, factor: int) -> int | None:
    return None if value is None else value * factor


def divided(value: int | None, factor: int) -> int | None:
    return None if not value else -(-value // factor)
