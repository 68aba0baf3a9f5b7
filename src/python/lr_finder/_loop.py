"""Batches without end, which can be put back to where they were."""

from __future__ import annotations

import copy
import weakref
from typing import Any, Generic, Iterable, Iterator, TypeVar

from ._started import LrFinderError, active
from ._state import Restore, run_all, save_also, save_rng

T = TypeVar("T")
loops: weakref.WeakSet[Loop[Any]] = weakref.WeakSet()


class Loop(Generic[T]):
    """Batches of a loader without end, that `restore` can put back: `batches = Loop(loader)`, then
    `next(batches)` in the step.

    A snapshot in the middle of an epoch is put back by starting that epoch again with the random state it
    began with, and skipping the batches that were taken; a loader with state_dict/load_state_dict is
    asked instead. Exact when the order depends on `random`, numpy's or torch's global generator, or on
    the `generator` of the loader or its sampler; workers that persist between epochs keep their own
    random state. A sampler's `set_epoch` is called at the start of every epoch.
    """

    def __init__(self, loader: Iterable[T]) -> None:
        if iter(loader) is loader:
            raise TypeError(
                "Loop needs the loader itself (a DataLoader, a list), not an iterator over it: "
                "an iterator cannot be started again"
            )
        self.loader = loader
        self.epoch = 0
        self._iterator: Iterator[T] | None = None
        self._taken = 0
        self._back_to_start: Restore | None = None
        loops.add(self)

    def __iter__(self) -> Loop[T]:
        return self

    def __next__(self) -> T:
        if self._iterator is None:
            self._begin()
        try:
            batch = next(self._running())
        except StopIteration:
            self.epoch += 1
            self._begin()
            try:
                batch = next(self._running())
            except StopIteration:
                raise LrFinderError("the loader of a Loop has no batches") from None
        self._taken += 1
        return batch

    def _running(self) -> Iterator[T]:
        assert self._iterator is not None
        return self._iterator

    def _begin(self) -> None:
        if active():
            self._back_to_start = self._save_random()
        for holder in (self.loader, getattr(self.loader, "batch_sampler", None)):
            set_epoch = getattr(getattr(holder, "sampler", None), "set_epoch", None)
            if callable(set_epoch):
                set_epoch(self.epoch)
        self._taken = 0
        self._iterator = iter(self.loader)

    def _save_random(self) -> Restore:
        parts = [save_rng()]
        sampler = getattr(self.loader, "sampler", None)
        inner = getattr(getattr(self.loader, "batch_sampler", None), "sampler", None)
        for holder in (self.loader, sampler, inner):
            generator = getattr(holder, "generator", None)
            if generator is not None and hasattr(generator, "get_state"):
                parts.append(save_also(generator))
        return lambda: run_all(parts)

    def save(self) -> Restore:
        """A function that puts this loop back to where it is now. The global random state is left as the
        replayed epoch leaves it: put that back afterwards."""
        epoch, taken, back = self.epoch, self._taken, self._back_to_start
        now = self._save_random()
        stateful = hasattr(self.loader, "state_dict") and hasattr(self.loader, "load_state_dict")
        state = copy.deepcopy(as_any(self.loader).state_dict()) if stateful and taken else None

        def put_back() -> None:
            self.epoch, self._taken, self._iterator = epoch, taken, None
            if state is not None:
                as_any(self.loader).load_state_dict(copy.deepcopy(state))
                self._iterator, self._back_to_start = iter(self.loader), back
            elif back is not None:
                back()
                self._begin()
                for _ in range(taken):
                    next(self)
            else:
                now()

        return put_back


def as_any(value: Any) -> Any:
    return value
