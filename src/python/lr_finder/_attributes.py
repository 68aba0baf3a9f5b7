"""Plain attributes of objects: counters, lists of outputs, copies of weights, hooks."""

from __future__ import annotations

import copy
import sys
from collections import OrderedDict, defaultdict, deque
from collections.abc import Container
from typing import Any, Dict, List, Set

from ._kept import Kept, Restore, is_tensor, is_torch_module, run_all
from ._random import generator_of
from ._reach import is_users

_OWN = ("_parameters", "_buffers", "_modules")
"""Of torch's modules: saved otherwise."""

_CONTAINERS = (list, dict, set, deque, OrderedDict, defaultdict)
_MOST_ITEMS = 10_000
"""Longer lists are data, which training does not write."""
_MOST_NUMBERS = 10_000_000
_DEPTH = 6


def save_attributes(model: Any) -> Restore:
    """Saves the attributes of a torch module and of those in it, hooks included: which value each has, and what is in
    tensors, arrays, generators, lists, dicts, sets and deques, and in objects of the user's own classes. Other
    objects are kept and not copied."""
    parts = [save_attributes_of(module, _OWN) for module in model.modules()]
    return lambda: run_all(parts)


def save_users_attributes(module: Any) -> Restore | None:
    """The same of a single module, where its class is the user's own: in those of libraries may be what a first
    forward pass sets up."""
    return save_attributes_of(module, _OWN) if is_users(type(module)) else None


def save_attributes_of(owner: Any, without: Container[str], apart: Set[int] | None = None) -> Restore:
    """The same of any object, without attributes of these names, and without what is in the objects whose id is in
    `apart`."""
    have: Dict[str, Any] = vars(owner)
    saved = {name: value for name, value in have.items() if name not in without}
    seen = {id(owner), *(apart or ())}
    inside = [_save_inside(value, seen, 0) for value in saved.values()]
    parts = [each for each in inside if each is not None]

    def put_back() -> None:
        for name in [name for name in have if name not in saved and name not in without]:
            del have[name]
        have.update(saved)
        run_all(parts)

    return put_back


def _save_inside(value: Any, seen: Set[int], depth: int) -> Restore | None:
    """What is in a value; in place, since it may be another's too. None where nothing in it can change."""
    if isinstance(value, (bool, int, float, str, bytes, type(None))) or depth > _DEPTH:
        return None
    if id(value) in seen:
        return None
    seen.add(id(value))
    if is_tensor(value):
        return _save_tensor(value)
    generator = generator_of(value)
    if generator is not None:
        state = generator.read()
        return lambda: generator.write(state)
    if type(value) in (*_CONTAINERS, tuple):
        return _save_container(value, seen, depth) if len(value) <= _MOST_ITEMS else None
    numpy = sys.modules.get("numpy")
    if numpy is not None and type(value) is getattr(numpy, "ndarray", None):
        return _save_array(value)
    if is_torch_module(value) or not is_users(type(value)) or not hasattr(value, "__dict__"):
        return None
    have: Dict[str, Any] = vars(value)
    return _together([_save_container(have, seen, depth)])


def _save_container(value: Any, seen: Set[int], depth: int) -> Restore | None:
    items = list(value.items() if isinstance(value, dict) else value)
    inner = [each[1] for each in items] if isinstance(value, dict) else items
    parts = [_save_inside(each, seen, depth + 1) for each in inner]

    def refill() -> None:
        value.clear()
        value.extend(items) if isinstance(value, (list, deque)) else value.update(items)

    return _together([None if isinstance(value, tuple) else refill, *parts])


def _together(parts: List[Restore | None]) -> Restore | None:
    found = [each for each in parts if each is not None]
    return (lambda: run_all(found)) if found else None


def _save_tensor(value: Any) -> Restore | None:
    # What was made in inference mode, or has one number in many places, cannot be written.
    strides = [] if value.layout != sys.modules["torch"].strided else value.stride()
    spread = any(step == 0 and size > 1 for step, size in zip(strides, value.shape))
    if value.is_inference() or value.is_meta or spread:
        return None
    kept = Kept(value)
    return lambda: kept.put_into(value)


def _save_array(value: Any) -> Restore | None:
    if value.dtype.hasobject or not value.flags.writeable or value.size > _MOST_NUMBERS:
        return None
    kept = value.copy()

    def put_back() -> None:
        value[...] = kept

    return put_back


def save_fields(owner: Any) -> Restore:
    """Saves the fields of a plain object (a dataclass of counters, say), deep."""
    saved = copy.deepcopy(vars(owner))

    def put_back() -> None:
        vars(owner).clear()
        vars(owner).update(copy.deepcopy(saved))

    return put_back
