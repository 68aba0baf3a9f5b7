"""State: each of these saves one thing now, and gives the function that puts it back."""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping
from typing import Any, Callable, Iterable, List, Tuple

from ._random import generator_of, global_generators, states_of, write_back
from ._started import LrFinderError

Restore = Callable[[], None]
"""Puts something back as it was when the function was made; may be called many times."""
Pair = Tuple[Callable[[], Any], Callable[[Any], Any]]


class _Kept:
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


def save_model(model: Any) -> Restore:
    if is_torch_module(model):
        parts = [_save_parameter(each) for each in model.parameters()]
        parts += [_save_module(each) for each in model.modules()]
        return lambda: run_all(parts)
    if hasattr(model, "variables"):
        return _save_variables(model)
    return save_also(model)


def _save_parameter(parameter: Any) -> Restore:
    value = _Kept(parameter)
    gradient = None if parameter.grad is None else _Kept(parameter.grad)

    def put_back() -> None:
        value.put_into(parameter)
        parameter.grad = None if gradient is None else gradient.new()

    return put_back


def _save_module(module: Any) -> Restore:
    """Buffers (those that state_dict leaves out included) and the training flag of one module."""
    buffers = {
        name: None if buffer is None else _Kept(buffer) for name, buffer in module._buffers.items()
    }
    training = module.training

    def put_back() -> None:
        module.training = training
        for name in [name for name in module._buffers if name not in buffers]:
            del module._buffers[name]
        for name, kept in buffers.items():
            live = module._buffers.get(name)
            if kept is not None and kept.fits(live):
                kept.put_into(live)
            else:
                module._buffers[name] = None if kept is None else kept.new()

    return put_back


def save_optimizer(optimizer: Any, models: List[Any]) -> Restore:
    if not hasattr(optimizer, "param_groups"):
        build = getattr(optimizer, "build", None)
        if callable(build) and not getattr(optimizer, "built", False):
            # Slots that a first step makes would otherwise be missing in the snapshot.
            build([v for m in models for v in getattr(m, "trainable_variables", [])])
        return _save_variables(optimizer)
    if not isinstance(getattr(optimizer, "state", None), Mapping):
        return save_also(optimizer)
    # Not by state_dict: loading one would turn the state into the dtype of its parameter.
    state = {key: _freeze(value) for key, value in optimizer.state.items()}
    groups = [
        {key: _freeze(value) for key, value in group.items() if key != "params"}
        for group in optimizer.param_groups
    ]
    owned = {id(p) for m in models if is_torch_module(m) for p in m.parameters()}
    parameters = [
        _save_parameter(p) for g in optimizer.param_groups for p in g["params"] if id(p) not in owned
    ]

    def put_back() -> None:
        run_all(parameters)
        optimizer.state.clear()
        for key, value in state.items():
            optimizer.state[key] = _thaw(value)
        for group, saved in zip(optimizer.param_groups, groups):
            for key in [key for key in group if key != "params" and key not in saved]:
                del group[key]
            group.update({key: _thaw(value) for key, value in saved.items()})

    return put_back


def _save_variables(owner: Any) -> Restore:
    """Every variable of a Keras model or optimizer: weights, slots, seeds, metrics."""

    def variables() -> List[Any]:
        found = owner.variables
        return list(found() if callable(found) else found)

    saved = [(variable, copy.deepcopy(_as_array(variable))) for variable in variables()]

    def put_back() -> None:
        if len(variables()) != len(saved):
            raise LrFinderError(
                f"{type(owner).__name__} has {len(variables())} variables and had {len(saved)} at the "
                "snapshot: build the model and the optimizer, or make one step, before serve"
            )
        for variable, value in saved:
            variable.assign(value)

    return put_back


def _as_array(variable: Any) -> Any:
    return variable.numpy() if hasattr(variable, "numpy") else variable


def save_also(thing: Any) -> Restore:
    """Anything with a way to read its state and one to write it, and containers of tensors."""
    if type(thing) in (dict, list) and thing and all(_is_tensor(each) for each in _values(thing)):
        return _save_tensors(thing)
    get, set_ = _state_methods(thing)
    state = _freeze(get())

    def put_back() -> None:
        set_(_thaw(state))

    return put_back


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def _values(container: Any) -> List[Any]:
    return list(container.values() if isinstance(container, dict) else container)


def _save_tensors(container: Any) -> Restore:
    """A dict or list of tensors: into the same ones where they are still there."""
    keys = list(container) if isinstance(container, dict) else list(range(len(container)))
    saved = {key: (container[key], _Kept(container[key])) for key in keys}

    def put_back() -> None:
        for tensor, kept in saved.values():
            kept.put_into(tensor)
        if isinstance(container, dict):
            container.clear()
            container.update({key: tensor for key, (tensor, _) in saved.items()})
        else:
            container[:] = [tensor for tensor, _ in saved.values()]

    return put_back


def _state_methods(thing: Any) -> Pair:
    if isinstance(thing, tuple) and len(thing) == 2 and all(callable(each) for each in thing):
        return thing[0], thing[1]
    generator = generator_of(thing)
    if generator is not None:
        return generator.read, generator.write
    for get, set_ in (
        ("state_dict", "load_state_dict"),
        ("get_state", "set_state"),
        ("getstate", "setstate"),
    ):
        if hasattr(thing, get) and hasattr(thing, set_):
            return getattr(thing, get), getattr(thing, set_)
    raise TypeError(
        f"cannot put back {type(thing).__name__}: it needs state_dict and load_state_dict; "
        "or give a pair (get, set) of functions"
    )


def save_rng() -> Restore:
    """The global generators of `random`, numpy and torch, on every device in use."""
    state = states_of(global_generators())
    return lambda: write_back(state)


def _freeze(value: Any) -> Any:
    """A deep copy with tensors in main memory."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _Kept(value)
    if type(value) in (list, tuple, dict):
        if isinstance(value, dict):
            return {key: _freeze(item) for key, item in value.items()}
        return type(value)(_freeze(item) for item in value)
    return copy.deepcopy(value)


def _thaw(value: Any) -> Any:
    """A copy of what `_freeze` gave, tensors on their own device again."""
    if isinstance(value, _Kept):
        return value.new()
    if isinstance(value, dict) and type(value) is dict:
        return {key: _thaw(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_thaw(item) for item in value)
    return copy.deepcopy(value)


def run_all(parts: Iterable[Restore]) -> None:
    for part in parts:
        part()
