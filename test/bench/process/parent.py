"""The other way round: this process starts the finder and is its trainer. Prints µs a step, of which nothing
is training: `python parent.py node FINDER.mjs STEPS`, with the finder that asks for so many steps."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "src", "python"))
from lr_finder._lr_find import _Finder, _InProcess  # noqa: E402

steps = int(sys.argv[3])
finder = _Finder(sys.argv[1:], 60)
session = _InProcess(finder, [], set_lr=lambda lr: None, get_state=lambda: None, set_state=lambda state: None)
count = 0


def step() -> float:
    global count, started
    count += 1
    if count == 100:
        started = time.perf_counter()
    if count == 100 + steps:
        print((time.perf_counter() - started) / steps * 1e6)
    return 0.5


started = 0.0
session.drive(step)
finder.end()
