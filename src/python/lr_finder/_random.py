"""Random generators: the global ones, and those that an object holds. Reading their state draws nothing."""

from __future__ import annotations

import random
import sys
from typing import Any, Callable, Iterable, List, NamedTuple, Tuple


class Generator(NamedTuple):
    """One generator, as a way to read its state and one to write it."""

    read: Callable[[], Any]
    write: Callable[[Any], Any]


State = Tuple[Tuple[Generator, Any], ...]
"""Generators, each with the state to write back. May be written many times."""


def states_of(generators: Iterable[Generator]) -> State:
    return tuple((each, each.read()) for each in generators)


def write_back(state: State) -> None:
    for generator, value in state:
        generator.write(value)


def same(before: State, after: State) -> bool:
    """Whether nothing was drawn between two readings of the same generators."""
    return all(_equal(a, b) for (_, a), (_, b) in zip(before, after))


def host_generators() -> List[Generator]:
    """The global generators of `random`, numpy and torch in main memory, cheap to read."""
    found = [Generator(random.getstate, random.setstate)]
    numpy = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "random"):
        found.append(Generator(numpy.random.get_state, numpy.random.set_state))
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "get_rng_state"):
        found.append(Generator(torch.get_rng_state, torch.set_rng_state))
    return found


def global_generators() -> List[Generator]:
    """The global generators of `random`, numpy and torch, on every device in use."""
    found = host_generators()
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "get_rng_state"):
        return found
    for name in ("cuda", "xpu"):
        device = getattr(torch, name, None)
        if device is not None and device.is_available() and device.is_initialized():
            found.append(Generator(device.get_rng_state_all, device.set_rng_state_all))
    mps = getattr(torch, "mps", None)
    if mps is not None and torch.backends.mps.is_available():
        found.append(Generator(mps.get_rng_state, mps.set_rng_state))
    return found


def generator_of(value: Any) -> Generator | None:
    """How to read and write a value that is itself a generator; None for anything else."""
    if isinstance(value, random.Random):
        return Generator(value.getstate, value.setstate)
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "Generator") and isinstance(value, torch.Generator):
        return Generator(value.get_state, value.set_state)
    numpy = sys.modules.get("numpy")
    if numpy is None or not hasattr(numpy, "random"):
        return None
    if isinstance(value, numpy.random.RandomState):
        return Generator(value.get_state, value.set_state)
    if isinstance(value, numpy.random.Generator):
        value = value.bit_generator
    if isinstance(value, numpy.random.BitGenerator):
        bits = value
        return Generator(lambda: bits.state, lambda state: setattr(bits, "state", state))
    return None


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(_equal(x, y) for x, y in zip(a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    if hasattr(a, "tobytes"):
        return bool(a.tobytes() == b.tobytes())
    alike = a == b
    return bool(alike.all()) if hasattr(alike, "all") else bool(alike)
