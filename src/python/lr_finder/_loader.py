"""What decides the order of a loader's data: generators, counters and lists of the loader, its samplers and
dataset. Found by reading attributes: nothing is called, so that nothing starts or draws."""

from __future__ import annotations

import sys
from collections import deque
from typing import Any, Callable, Dict, Iterator, List, Tuple

from ._random import Generator, generator_of

_LINKS = ("sampler", "batch_sampler", "dataset", "base_dataloader", "dataloader", "loader")
"""Attributes by which a loader or a sampler holds others; `loaders` holds a list of them."""

_COUNTERS = (int, float, bool, str, type(None), tuple, range)
_MOST_ITEMS = 1_000_000
"""Longer lists are data and not an order."""


def holders(loader: Any) -> List[Any]:
    """The loader, and the samplers, inner loaders and datasets that it is made of."""
    found: List[Any] = []
    todo = [loader]
    while todo:
        each = todo.pop(0)
        if each is None or any(each is known for known in found):
            continue
        found.append(each)
        have = _attributes(each)
        todo += [have[name] for name in _LINKS if name in have]
        several = have.get("loaders")
        todo += several if isinstance(several, (list, tuple)) else []
    return found


def generators(parts: List[Any]) -> List[Generator]:
    """The generators that these hold."""
    found: Dict[int, Generator] = {}
    for value in (value for part in parts for value in _attributes(part).values()):
        generator = generator_of(value)
        if generator is not None:
            found.setdefault(id(value), generator)
    return list(found.values())


def save_order(parts: List[Any]) -> Callable[[], None]:
    """Saves the counters and lists of what is iterated over: a sampler that counts its epochs, a loader that
    shuffles its own list. A dataset that is asked by index has caches, but no order."""
    iterated = [part for part in parts if hasattr(type(part), "__iter__")]
    saved = [(part, set(_attributes(part)), dict(_order_of(part))) for part in iterated]

    def put_back() -> None:
        for part, names, before in saved:
            have = _attributes(part)
            for name in [name for name, _ in _order_of(part) if name not in names]:
                del have[name]
            for name, (value, items) in before.items():
                # Past __setattr__, which loaders use to forbid changes.
                have[name] = value
                _refill(value, items)

    return put_back


def start_workers_anew(parts: List[Any]) -> None:
    """Has DataLoaders start their workers at the next epoch, where these would persist."""
    for part in parts:
        have = _attributes(part)
        if have.get("persistent_workers") and have.get("_iterator") is not None:
            have["_iterator"] = None


class EpochsOfSamplers:
    """Tells samplers which epoch begins, counted on from the one that they were set to."""

    def __init__(self, parts: List[Any]) -> None:
        found = {id(each): each for each in (_attributes(part).get("sampler") for part in parts)}
        tells = [(getattr(each, "set_epoch", None), each) for each in found.values()]
        self._tell = [
            (tell, _attributes(each).get("epoch")) for tell, each in tells if callable(tell)
        ]

    def begin(self, epoch: int) -> None:
        for set_epoch, first in self._tell if epoch > 0 else ():
            set_epoch(epoch + (first if type(first) is int else 0))


def _attributes(value: Any) -> Dict[str, Any]:
    have = getattr(value, "__dict__", None)
    return have if isinstance(have, dict) else {}


def _order_of(part: Any) -> Iterator[Tuple[str, Tuple[Any, Any]]]:
    """Attributes, each with its value and a copy of what is in it."""
    for name, value in list(_attributes(part).items()):
        if isinstance(value, _COUNTERS):
            yield name, (value, None)
        elif type(value) in (list, dict, set, deque) and len(value) <= _MOST_ITEMS:
            yield name, (value, value.copy())
        elif _is_index(value):
            yield name, (value, value.clone() if hasattr(value, "clone") else value.copy())


def _is_index(value: Any) -> bool:
    """An array or tensor of one dimension of whole numbers."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if torch is not None and type(value) is getattr(torch, "Tensor", None):
        whole = not (value.is_floating_point() or value.is_complex())
        return whole and value.dim() == 1 and value.numel() <= _MOST_ITEMS
    if numpy is not None and type(value) is getattr(numpy, "ndarray", None):
        whole = value.dtype.kind in "iu" and value.flags.writeable
        return bool(whole and value.ndim == 1 and value.size <= _MOST_ITEMS)
    return False


def _refill(value: Any, items: Any) -> None:
    """In place: the list may be another's too."""
    if items is None:
        return
    if type(value) in (dict, set, deque):
        value.clear()
        value.extend(items) if type(value) is deque else value.update(items)
    else:
        value[:] = items
