"""Plain attributes of modules: counters, lists of outputs, metrics, which a framework's hooks write."""

from __future__ import annotations

import copy
import sys
from collections import deque
from typing import Any, Dict, Tuple

from ._state import Restore, run_all

_OWN = ("_parameters", "_buffers", "_modules")
"""Of torch's modules: saved otherwise."""

_CONTAINERS = (list, dict, set, deque)
_MOST_ITEMS = 10_000
"""Longer lists are data, which training does not write."""


def save_attributes(model: Any) -> Restore:
    """Saves the attributes of a torch module and of those in it: which value each has, and what is in tensors and
    in lists, dicts, sets and deques. Other objects are kept and not copied."""
    parts = [_save_of_one(module) for module in model.modules()]
    return lambda: run_all(parts)


def _save_of_one(module: Any) -> Restore:
    have: Dict[str, Any] = vars(module)
    saved = {name: (value, _content(value)) for name, value in have.items() if name not in _OWN}

    def put_back() -> None:
        for name in [name for name in have if name not in saved and name not in _OWN]:
            del have[name]
        for name, (value, content) in saved.items():
            have[name] = value
            _refill(value, content)

    return put_back


def _content(value: Any) -> Any:
    if type(value) in _CONTAINERS and len(value) <= _MOST_ITEMS:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return [(key, item, _content(item)) for key, item in items]
    return value.detach().clone() if _is_tensor(value) else None


def _refill(value: Any, content: Any) -> None:
    """In place: a list may be another's too."""
    if content is None:
        return
    if _is_tensor(value):
        with sys.modules["torch"].no_grad():
            value.copy_(content)
        return
    pairs: Tuple[Tuple[Any, Any], ...] = tuple((key, item) for key, item, _ in content)
    value.clear()
    if isinstance(value, dict):
        value.update(pairs)
    elif isinstance(value, set):
        value.update(item for _, item in pairs)
    else:
        value.extend(item for _, item in pairs)
    for _, item, inner in content:
        _refill(item, inner)


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    # What was made in inference mode cannot be written, so nothing has changed it.
    return torch is not None and isinstance(value, torch.Tensor) and not value.is_inference()


def save_fields(owner: Any) -> Restore:
    """Saves the fields of a plain object (a dataclass of counters, say), deep."""
    saved = copy.deepcopy(vars(owner))

    def put_back() -> None:
        vars(owner).clear()
        vars(owner).update(copy.deepcopy(saved))

    return put_back
