"""What is told of a trainer once, when it is ready."""

from __future__ import annotations

import re
from typing import Any, List

from ._loop import loops
from ._state import is_torch_module


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
    try:
        return len(only[0].loader) if len(only) == 1 else None
    except TypeError:
        return None


def loop_batch_size() -> int | None:
    only = list(loops)
    size = getattr(only[0].loader, "batch_size", None) if len(only) == 1 else None
    return size if isinstance(size, int) else None


def times(value: int | None, factor: int) -> int | None:
    return None if value is None else value * factor


def divided(value: int | None, factor: int) -> int | None:
    return None if not value else -(-value // factor)
