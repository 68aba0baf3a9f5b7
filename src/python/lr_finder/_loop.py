"""Batches without end, which can be put back to where they were."""

from __future__ import annotations

import copy
import weakref
from collections.abc import Iterator as IteratorType
from typing import Any, Callable, Generic, Iterable, Iterator, List, Tuple, TypeVar

from ._loader import EpochsOfSamplers, generators, holders, save_order, start_workers_anew
from ._random import (
    Generator,
    State,
    global_generators,
    host_generators,
    same,
    states_of,
    write_back,
)
from ._started import LrFinderError, active
from ._kept import Restore

T = TypeVar("T")
NO_ITERATOR = (
    "Loop needs the loader itself (a DataLoader, a list), not an iterator over it: "
    "an iterator cannot be started again"
)
loops: weakref.WeakSet[Loop[Any]] = weakref.WeakSet()


class Loop(Generic[T]):
    """Batches of a loader without end, that `restore` can put back: `batches = Loop(loader)`, then
    `next(batches)` in the step. Without a finder it is a plain loop over the loader, and making one does
    nothing: no worker is started and no random number drawn.

    A snapshot in the middle of an epoch is put back by starting that epoch again with the random state it
    began with, and skipping the batches that were taken; a loader with state_dict/load_state_dict is
    asked instead. Exact when the order depends on `random`, numpy's or torch's global generator, on
    generators, counters and lists of the loader, its samplers or its dataset. Workers that persist between
    epochs have a random state that nobody can read: while a finder drives they are started anew for every
    epoch. Where a finder drives, a sampler's `set_epoch` is
    called at the start of every epoch but the first, which is the one that it was set to.

    tracked: whether it can be put back; by default where a finder drives this process.
    """

    def __init__(self, loader: Iterable[T], *, tracked: bool | None = None) -> None:
        self._tracked = active() if tracked is None else tracked
        # By its type alone: iter(loader) would draw random numbers and start workers.
        if self._tracked and isinstance(loader, IteratorType):
            raise TypeError(NO_ITERATOR)
        self.loader = loader
        self.epoch = 0
        self._epochs: EpochsOfSamplers | None = None
        self._iterator: Iterator[T] | None = None
        self._taken = 0
        self._past: _Epoch | None = None
        # Of a loader with a state of its own, until the next batch: it may not know it before that.
        self._loaded: Any = None
        loops.add(self)

    def __iter__(self) -> Loop[T]:
        return self

    def __next__(self) -> T:
        self._loaded = None
        if self._iterator is None:
            self._begin()
        try:
            batch = self._advance()
        except StopIteration:
            self.epoch += 1
            self._begin()
            try:
                batch = self._advance()
            except StopIteration:
                raise LrFinderError(
                    NO_ITERATOR
                    if isinstance(self.loader, IteratorType)
                    else "the loader of a Loop has no batches"
                ) from None
        self._taken += 1
        return batch

    def _begin(self) -> None:
        parts = holders(self.loader)
        self._past = _Epoch(self.loader, parts) if self._tracked else None
        self._taken = 0
        if self._tracked:
            # Before new workers are started the old ones have to end.
            self._iterator = None
            start_workers_anew(parts)
            self._epochs = self._epochs or EpochsOfSamplers(parts)
            self._epochs.begin(self.epoch)
        self._iterator = iter(self.loader)

    def _advance(self) -> T:
        assert self._iterator is not None
        if self._past is None:
            return next(self._iterator)
        return self._past.watch(self._taken, self._iterator.__next__)

    @property
    def taken(self) -> Tuple[int, int]:
        """Epochs that are done, and batches taken of this one."""
        return self.epoch, self._taken

    def save_random(self) -> Restore:
        """Saves the generators of the loader, which an evaluation on the same loader would move."""
        state = states_of(generators(holders(self.loader)))
        return lambda: write_back(state)

    def save(self) -> Restore:
        """A function that puts this loop back to where it is now, the random state included; it may be
        called many times."""
        if not self._tracked and self._iterator is not None:
            raise LrFinderError("this Loop cannot be put back: give Loop tracked=True")
        epoch, taken, past = self.epoch, self._taken, self._past
        kept = None if past is None else past.until(taken)
        begun = self._iterator is not None
        parts = holders(self.loader)
        order = save_order(parts)
        now = states_of([*global_generators(), *generators(parts)])
        loader: Any = self.loader
        asked = hasattr(loader, "state_dict") and hasattr(loader, "load_state_dict")
        state = self._loaded
        if state is None and asked and taken:
            try:
                state = copy.deepcopy(loader.state_dict())
            except (AttributeError, NotImplementedError):
                # One that hands it on to a loader that has none, as those of accelerate do.
                state = None

        def put_back() -> None:
            # Before new workers are started the old ones have to end.
            self._iterator = None
            if state is not None:
                loader.load_state_dict(copy.deepcopy(state))
                self._iterator = iter(self.loader)
            elif begun and kept is not None:
                kept.start()
                start_workers_anew(parts)
                if self._epochs is not None:
                    self._epochs.begin(epoch)
                self._iterator = iter(self.loader)
                kept.skip(self._iterator, taken)
            self.epoch, self._taken, self._loaded = epoch, taken, state
            self._past = None if kept is None else kept.until(taken)
            if state is None:
                order()
            write_back(now)

        return put_back


class _Epoch:
    """What an epoch began with, and the random states that its batches were drawn from where another has
    drawn in between: enough to take the same batches again."""

    def __init__(self, loader: Any, parts: List[Any]) -> None:
        own = generators(parts)
        random = states_of([*global_generators(), *own])
        order = save_order(parts)

        def start() -> None:
            order()
            write_back(random)

        self.start: Restore = start
        # These neither draw nor change.
        self._watched: List[Generator] = (
            [] if type(loader) in (list, tuple, range) else [*host_generators(), *own]
        )
        self._after: State | None = None
        self._draws: List[Tuple[int, State]] = []

    def watch(self, index: int, take: Callable[[], T]) -> T:
        """Takes a batch, and remembers the state that it was drawn from where the epoch so far does not
        lead to it."""
        before = states_of(self._watched)
        batch = take()
        after = states_of(self._watched)
        last = before if self._after is None else self._after
        moved = tuple(
            old
            for old, new, known in zip(before, after, last)
            if not same((old,), (new,)) and not same((old,), (known,))
        )
        if moved:
            self._draws.append((index, moved))
        self._after = after
        return batch

    def until(self, taken: int) -> _Epoch:
        """The same epoch, to go on from there."""
        other: _Epoch = copy.copy(self)
        other._draws = [draw for draw in self._draws if draw[0] < taken]
        return other

    def skip(self, iterator: Iterator[Any], taken: int) -> None:
        draws = dict(self._draws)
        for index in range(taken):
            if index in draws:
                write_back(draws[index])
            next(iterator)
