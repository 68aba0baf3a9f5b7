"""The processes of a distributed run."""

from __future__ import annotations

import os
import sys
import threading
import time
from datetime import timedelta
from typing import Any, Callable, Dict, List, Tuple

from ._answers import joined
from ._started import LrFinderError


class Ranks:
    """The processes of a distributed run: rank 0 talks to the finder, the others hear from it."""

    def __init__(self) -> None:
        self.rank, self.size = 0, 1
        self._over = threading.Event()
        self._watcher: threading.Thread | None = None
        torch = sys.modules.get("torch")
        self._dist: Any = getattr(torch, "distributed", None)
        if self._dist is None or not self._dist.is_available() or not self._dist.is_initialized():
            if int(os.environ.get("WORLD_SIZE") or "1") > 1:
                raise LrFinderError(
                    f"WORLD_SIZE is {os.environ['WORLD_SIZE']}, but torch.distributed is not initialised: "
                    "call torch.distributed.init_process_group before serve"
                )
            self._dist = None
            return
        self.rank, self.size = self._dist.get_rank(), self._dist.get_world_size()
        # A group of its own: on the CPU whatever the backend, and patient while the finder thinks.
        self._group = self._dist.new_group(backend="gloo", timeout=timedelta(days=30))

    def share(self, request: Dict[str, Any] | None) -> Dict[str, Any] | None:
        """Rank 0's request, in every rank. A collective call, as is `mean`."""
        box = [request]
        self._dist.broadcast_object_list(box, src=0, group=self._group)
        return box[0]

    def mean(self, loss: float, skipped: bool) -> Tuple[float, bool]:
        """The mean loss over ranks, and whether any of them skipped the update."""
        torch = sys.modules["torch"]
        both = torch.tensor([loss, float(skipped)], dtype=torch.float64)
        self._dist.all_reduce(both, group=self._group)
        return float(both[0]) / self.size, float(both[1]) > 0

    def evaluation(self, told: Dict[str, Any], is_shard: bool) -> Dict[str, Any]:
        """What all ranks tell alike, or of their own rows together; otherwise the mean loss over ranks: who has
        which rows is not known."""
        every: List[Dict[str, Any]] = [{}] * self.size
        self._dist.all_gather_object(every, told, group=self._group)
        if is_shard:
            return joined(every)
        if all(each == told for each in every):
            return told
        return {"loss": sum(each["loss"] for each in every) / self.size}

    def tell_fault(self, message: str) -> None:
        """Leaves what went wrong in this rank where rank 0 finds it."""
        try:
            self._store().set(f"lr_finder/fault/{self.rank}", message)
        except Exception as fault:
            print(f"lr_finder: {fault}", file=sys.stderr)

    def faults_of_others(self, own: str = "") -> str:
        """What ranks have left word of, and is not this rank's own fault too; empty for nothing."""
        told: List[str] = []
        store = self._store()
        for rank in range(1, self.size):
            key = f"lr_finder/fault/{rank}"
            text = store.get(key).decode("utf-8", "replace") if store.check([key]) else own
            told += [] if text == own else [f"rank {rank}: {text}"]
        return "; ".join(told)

    def watch(self, tell: Callable[[str], None]) -> None:
        """Calls `tell`, from another thread, when another rank leaves word of a fault: this one may wait for it in
        a collective call, and be ended by the launcher before it has heard."""

        def wait() -> None:
            try:
                while not self._over.wait(0.2):
                    found = self.faults_of_others()
                    # A fault that this rank has too is told by itself meanwhile.
                    if found and not self._over.wait(0.7):
                        tell(found)
                        return
            except Exception as fault:
                if not self._over.is_set():
                    print(f"lr_finder: {fault}", file=sys.stderr)

        self._watcher = threading.Thread(target=wait, daemon=True)
        self._watcher.start()

    def _store(self) -> Any:
        return self._dist.distributed_c10d._get_default_store()

    def close(self) -> None:
        self._over.set()
        if self._watcher is not None:
            self._watcher.join(1)
        if self._dist is not None and self._dist.is_initialized():
            try:
                self._dist.destroy_process_group()
            except Exception as fault:
                print(f"lr_finder: {fault}", file=sys.stderr)
