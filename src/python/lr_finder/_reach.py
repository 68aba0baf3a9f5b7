"""What the functions of a trainer can reach and nobody named: state that training changes and `restore` does
not put back. Looks at attributes and never calls anything; what it has found counts only where it is seen to
have changed after a restore."""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
import types
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Sequence, Tuple

_MOST_ITEMS = 10_000
_MOST_OBJECTS = 2_000
_DEPTH = 3


class Found(NamedTuple):
    """Something with a state, by the words that a script has for it."""

    name: str
    kind: str
    value: Any


class Unnamed:
    """Watches what the functions reach, except what was named."""

    def __init__(
        self,
        functions: Sequence[Any],
        models: Sequence[Any],
        optimizers: Sequence[Any],
        others: Sequence[Any],
    ) -> None:
        self._functions, self._models, self._optimizers = functions, models, optimizers
        self._named = [*models, *optimizers, *others]
        self._seen: List[Tuple[Found, str]] = []
        self.schedulers: List[Any] = []
        """Of the optimizers that were named: put back without a name of their own."""

    def look(self) -> None:
        """Remembers how everything is at a snapshot."""
        known = {id(each) for each in self._named}
        shapes = _shapes(self._models, self._optimizers)
        found = [each for each in reachable(self._functions, shapes) if id(each.value) not in known]
        own = [each for each in found if self._is_scheduler(each.value)]
        self.schedulers = [each.value for each in own]
        self._seen = [(each, _digest(each.value)) for each in found if each not in own]

    def changed(self) -> List[Dict[str, Any]]:
        """What is not as it was at the snapshot, after everything that was named was put back."""
        return [
            {"name": each.name, "kind": each.kind, **({"later": True} if _shows_later(each.value) else {})}
            for each, before in self._seen
            if _digest(each.value) != before
        ]

    def _is_scheduler(self, value: Any) -> bool:
        """Whether it schedules an optimizer that was named, or one that such an optimizer wraps."""
        if not _has_state(value) or not hasattr(value, "get_last_lr"):
            return False
        named = [*self._optimizers, *(getattr(each, "optimizer", None) for each in self._optimizers)]
        # Accelerate's have several.
        scheduled = [getattr(value, "optimizer", None), *(getattr(value, "optimizers", None) or ())]
        return any(each is other for each in scheduled if each is not None for other in named)


def reachable(functions: Iterable[Any], shapes: Sequence[Tuple[int, ...]]) -> List[Found]:
    """Modules, optimizers, schedulers, scalers and averages of weights that functions use, by their closures,
    globals, defaults and objects. Of an average nothing is known but that its tensors have the shapes of
    parameters."""
    walk = _Walk(shapes)
    for function in functions:
        walk.function(function)
    return walk.found


def reachable_of(functions: Iterable[Any], kind: type) -> List[Any]:
    """Objects of a library's class that functions use."""
    walk = _Walk([], kind)
    for function in functions:
        walk.function(function)
    return walk.wanted


class _Walk:
    def __init__(self, shapes: Sequence[Tuple[int, ...]], wanted: type | None = None) -> None:
        self.found: List[Found] = []
        self.wanted: List[Any] = []
        self._wanted = wanted
        self._shapes = set(shapes)
        self._visited: Dict[int, Any] = {}
        self._left = _MOST_OBJECTS

    def function(self, value: Any, name: str = "") -> None:
        """What a function uses, by the names that it has for it."""
        if not self._is_new(value):
            return
        if isinstance(value, functools.partial):
            self.function(value.func, name)
            for each in [*value.args, *value.keywords.values()]:
                self.value(each, _name_of(each), 0)
            for key, each in value.keywords.items():
                self.value(each, key, 0)
        elif isinstance(value, types.MethodType):
            self.value(value.__self__, name.rpartition(".")[0] or "self", 0)
            self.function(value.__func__)
        elif isinstance(value, types.FunctionType):
            for key, each in _names_used(value):
                self.value(each, key, 0)
        elif callable(value) and not isinstance(value, type):
            self.value(value, name or _name_of(value), 0)
            call = getattr(type(value), "__call__", None)
            if isinstance(call, types.FunctionType) and is_users(call):
                self.function(call)

    def value(self, value: Any, name: str, depth: int) -> None:
        if isinstance(value, (types.FunctionType, types.MethodType, functools.partial)):
            own = isinstance(value, functools.partial) or is_users(value)
            return self.function(value, name) if own else None
        if depth > _DEPTH or isinstance(value, (type, types.ModuleType)) or not self._is_new(value):
            return None
        if self._wanted is not None and isinstance(value, self._wanted):
            self.wanted.append(value)
        kind = self._kind(value)
        if kind is not None:
            self.found.append(Found(name, kind, value))
            # What it holds is a part of it.
            self._visited.update({id(each): each for each in _parts(value)})
        if type(value) in (dict, list, tuple):
            if kind is None and len(value) <= _MOST_ITEMS // 100:
                for key, each in _items(value):
                    self.value(each, f"{name}[{key!r}]", depth + 1)
        elif is_users(type(value)) or isinstance(value, types.SimpleNamespace):
            if kind is None or _is_module(value):
                for key, each in list(getattr(value, "__dict__", {}).items()):
                    if key not in ("_parameters", "_buffers", "_modules"):
                        self.value(each, f"{name}.{key}", depth + 1)
        return None

    def _is_new(self, value: Any) -> bool:
        if id(value) in self._visited or self._left == 0:
            return False
        self._left -= 1
        # Kept, so that no other object gets its id.
        self._visited[id(value)] = value
        return True

    def _kind(self, value: Any) -> str | None:
        """Of what has a state; None for anything else."""
        kind = type(value)
        if _is_module(value):
            return kind.__name__
        if kind in (dict, list, tuple):
            tensors = [each for _, each in _items(value) if _is_tensor(each)]
            alike = [each for each in tensors if tuple(each.shape) in self._shapes]
            return "average of weights" if alike and 2 * len(alike) > len(value) else None
        if hasattr(kind, "__iter__"):
            return None
        return kind.__name__ if _has_state(value) else None


def _names_used(function: types.FunctionType) -> Iterator[Tuple[str, Any]]:
    """Closures, globals and defaults of a function and of those that are written in it."""
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        try:
            yield name, cell.cell_contents
        except ValueError:
            pass
    defaults = function.__defaults__ or ()
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    yield from zip(names[len(names) - len(defaults) :], defaults)
    yield from (function.__kwdefaults__ or {}).items()
    codes = [function.__code__]
    while codes:
        code = codes.pop()
        codes += [each for each in code.co_consts if isinstance(each, types.CodeType)]
        for name in code.co_names:
            if name in function.__globals__:
                yield name, function.__globals__[name]


_LIBRARIES = tuple(
    os.path.normpath(path) + os.sep
    for path in {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    if path
)
_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def is_users(value: Any) -> bool:
    """Whether a function or a class was written in the user's own files, or handed on by this package."""
    code = getattr(getattr(value, "__func__", value), "__code__", None)
    # A class of functions has a descriptor of that name.
    code = code if isinstance(code, types.CodeType) else None
    if code is not None:
        file = code.co_filename
    else:
        module = sys.modules.get(getattr(value, "__module__", "") or "")
        if module is None or module.__name__ == "builtins":
            return False
        file = getattr(module, "__file__", None) or "<script>"
        if file == "<script>" and module.__name__ != "__main__":
            return False
    if os.path.abspath(file).startswith(_HERE):
        return code is not None
    return is_users_file(file)


def is_users_file(file: str) -> bool:
    """Whether a file is neither of a library nor of this package."""
    path = os.path.abspath(file)
    return not path.startswith((*_LIBRARIES, _HERE)) and "site-packages" not in path


def _name_of(value: Any) -> str:
    return type(value).__name__


def _is_module(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and hasattr(torch, "nn") and isinstance(value, torch.nn.Module)


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and hasattr(torch, "Tensor") and isinstance(value, torch.Tensor)


def _has_state(value: Any) -> bool:
    return hasattr(type(value), "state_dict") and hasattr(type(value), "load_state_dict")


def _shows_later(value: Any) -> bool:
    """Whether losses show a change of it only after further updates: of optimizers and scalers."""
    return hasattr(value, "param_groups") or hasattr(value, "get_scale")


def _items(value: Any) -> List[Tuple[Any, Any]]:
    return list(value.items()) if type(value) is dict else list(enumerate(value))


def _shapes(models: Sequence[Any], optimizers: Sequence[Any]) -> List[Tuple[int, ...]]:
    """Of parameters; single numbers tell nothing."""
    parameters = [p for each in models if _is_module(each) for p in each.parameters()]
    groups = [g for each in optimizers for g in getattr(each, "param_groups", [])]
    parameters += [p for group in groups for p in group["params"]]
    shapes = [tuple(p.shape) for p in parameters]
    return [shape for shape in shapes if shape and max(shape) > 1]


def _parts(value: Any) -> List[Any]:
    if _is_module(value):
        return [*value.modules(), *value.parameters(), *value.buffers()]
    return []


def _digest(value: Any) -> str:
    """Text that changes with the state. No copy is kept; of what cannot be read nothing is said."""
    parts: List[str] = []
    try:
        if _is_module(value):
            parts += [_digest_of_tensor(each) for each in [*value.parameters(), *value.buffers()]]
        else:
            _digest_into(parts, value, 0)
    except Exception:
        return ""
    return "\n".join(parts)


def _digest_into(parts: List[str], value: Any, depth: int) -> None:
    if _is_tensor(value):
        parts.append(_digest_of_tensor(value))
    elif isinstance(value, (bool, int, float, str, type(None))):
        parts.append(repr(value))
    elif isinstance(value, (dict, list, tuple)) and depth < 5 and len(value) <= _MOST_ITEMS:
        parts.append(str(len(value)))
        for each in value.values() if isinstance(value, dict) else value:
            _digest_into(parts, each, depth + 1)
    elif depth < 3 and (depth == 0 or _has_state(value)):
        # The groups of an optimizer have the LR that the finder sets.
        have = getattr(value, "__dict__", {})
        inner = {key: each for key, each in have.items() if key != "param_groups"}
        # Of a scheduler's optimizer the scheduler says nothing.
        if depth == 0 or not hasattr(value, "param_groups"):
            _digest_into(parts, inner, depth)


def _digest_of_tensor(tensor: Any) -> str:
    torch = sys.modules["torch"]
    with torch.no_grad():
        values = tensor.detach()
        if hasattr(values, "to_local"):
            values = values.to_local()
        if values.is_sparse or values.is_quantized or values.is_meta or values.is_complex():
            return str(tuple(values.shape))
        if values.device.type == "mps":
            values = values.cpu()
        total = values.sum(dtype=torch.float64)
        size = values.abs().max() if values.numel() > 0 and values.dtype != torch.bool else total
        if values.is_floating_point():
            size = torch.linalg.vector_norm(values, dtype=torch.float64)
        return f"{tuple(values.shape)} {float(total)!r} {float(size)!r}"
