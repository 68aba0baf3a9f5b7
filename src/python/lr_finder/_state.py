"""State: each of these saves one thing now, and gives the function that puts it back."""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping
from typing import Any, Callable, List, Tuple

from ._attributes import save_attributes_of, save_users_attributes
from ._kept import Kept, Restore, is_tensor, is_torch_module, run_all
from ._random import generator_of, global_generators, states_of, write_back
from ._started import LrFinderError

Pair = Tuple[Callable[[], Any], Callable[[Any], Any]]


def save_model(model: Any) -> Restore:
    if is_torch_module(model):
        parts = [_save_parameter(each) for each in model.parameters()]
        parts += [_save_module(each) for each in model.modules()]
        own = [save_users_attributes(each) for each in model.modules()]
        parts += [each for each in own if each is not None]
        return lambda: run_all(parts)
    if hasattr(model, "variables"):
        return _save_variables(model)
    return save_also(model)


def _save_parameter(parameter: Any) -> Restore:
    value = Kept(parameter)
    gradient = None if parameter.grad is None else Kept(parameter.grad)
    is_trained = parameter.requires_grad

    def put_back() -> None:
        value.put_into(parameter)
        if parameter.requires_grad != is_trained:
            parameter.requires_grad_(is_trained)
        parameter.grad = None if gradient is None else gradient.new()

    return put_back


def _save_module(module: Any) -> Restore:
    """Buffers (those that state_dict leaves out included) and the training flag of one module."""
    buffers = {
        name: None if buffer is None else Kept(buffer) for name, buffer in module._buffers.items()
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


_OF_OPTIMIZER = ("state", "param_groups", "defaults")
"""Attributes of torch's optimizers: saved otherwise, or never changed."""


def save_optimizer(optimizer: Any, models: List[Any], outer: Tuple[Any, ...] = ()) -> Restore:
    if not hasattr(optimizer, "param_groups"):
        build = getattr(optimizer, "build", None)
        if callable(build) and not getattr(optimizer, "built", False):
            # Slots that a first step makes would otherwise be missing in the snapshot.
            build([v for m in models for v in getattr(m, "trainable_variables", [])])
        return _save_variables(optimizer)
    if not isinstance(getattr(optimizer, "state", None), Mapping):
        return save_also(optimizer)
    inner = [
        each for each in _optimizers_in(optimizer) if not any(each is other for other in outer)
    ]
    parts = [save_optimizer(each, models, (*outer, optimizer)) for each in inner]
    # A state_dict of its own need not have all that an optimizer keeps beside `state`.
    trained = [p for group in optimizer.param_groups for p in group["params"]]
    parameters = [p for m in models if is_torch_module(m) for p in m.parameters()]
    parts.append(
        save_attributes_of(optimizer, _OF_OPTIMIZER, {id(p) for p in [*parameters, *trained]})
    )
    if any(each.state is optimizer.state for each in inner):
        # A wrapper.
        return lambda: run_all(parts)
    owned = {id(p) for p in parameters}
    parts += [_save_parameter(p) for p in trained if id(p) not in owned]
    # Not by state_dict: loading one would turn the state into the dtype of its parameter.
    state = {key: _freeze(value) for key, value in optimizer.state.items()}
    groups = [
        {key: _freeze(value) for key, value in group.items() if key != "params"}
        for group in optimizer.param_groups
    ]

    def put_back() -> None:
        run_all(parts)
        optimizer.state.clear()
        for key, value in state.items():
            optimizer.state[key] = _thaw(value)
        for group, saved in zip(optimizer.param_groups, groups):
            for key in [key for key in group if key != "params" and key not in saved]:
                del group[key]
            group.update({key: _thaw(value) for key, value in saved.items()})

    return put_back


def _optimizers_in(optimizer: Any) -> List[Any]:
    """Those that an optimizer wraps."""
    values = [
        each
        for value in vars(optimizer).values()
        for each in (value if isinstance(value, (list, tuple)) else [value])
    ]
    return [
        each
        for each in values
        if each is not optimizer and hasattr(each, "param_groups") and hasattr(each, "state")
    ]


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
    if type(thing) in (dict, list) and thing and all(is_tensor(each) for each in _values(thing)):
        return _save_tensors(thing)
    get, set_ = _state_methods(thing)
    state = _freeze(get())

    def put_back() -> None:
        set_(_thaw(state))

    return put_back


def _values(container: Any) -> List[Any]:
    return list(container.values() if isinstance(container, dict) else container)


def _save_tensors(container: Any) -> Restore:
    """A dict or list of tensors: into the same ones where they are still there."""
    keys = list(container) if isinstance(container, dict) else list(range(len(container)))
    saved = {key: (container[key], Kept(container[key])) for key in keys}

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
        return Kept(value)
    if type(value) in (list, tuple, dict):
        if isinstance(value, dict):
            return {key: _freeze(item) for key, item in value.items()}
        return type(value)(_freeze(item) for item in value)
    return copy.deepcopy(value)


def _thaw(value: Any) -> Any:
    """A copy of what `_freeze` gave, tensors on their own device again."""
    if isinstance(value, Kept):
        return value.new()
    if isinstance(value, dict) and type(value) is dict:
        return {key: _thaw(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_thaw(item) for item in value)
    return copy.deepcopy(value)
