"""Copies of tensors, and what puts things back."""

from __future__ import annotations

import sys
from typing import Any, Callable, Iterable

Restore = Callable[[], None]
"""Puts something back as it was when the function was made; may be called many times."""


class Kept:
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


def is_torch_module(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.nn.Module)


def is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and hasattr(torch, "Tensor") and isinstance(value, torch.Tensor)


def run_all(parts: Iterable[Restore]) -> None:
    for part in parts:
        part()
