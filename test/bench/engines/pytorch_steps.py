"""The models of engine-lane.mjs in PyTorch, on as many threads as the argument says (default: one).

Reads `<model>[:<batch>] <steps>` lines on stdin; answers each with a JSON list of milliseconds.
"""

import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
torch.manual_seed(1)

MODELS = {
    "dense": lambda: nn.Sequential(
        nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)
    ),
    "cnn": lambda: nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 7 * 7, 10),
    ),
}
INPUTS = {"dense": (784,), "cnn": (1, 28, 28)}


def make(name):
    kind, _, batch = name.partition(":")
    rows = int(batch or 64)
    model = MODELS[kind]()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss_of = nn.CrossEntropyLoss()
    x = torch.randn(rows, *INPUTS[kind])
    y = torch.arange(rows) % 10

    def step():
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


steps = {}
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    name, count = line.split()
    times = []
    if name not in steps:
        steps[name] = make(name)
    for _ in range(int(count)):
        started = time.perf_counter()
        steps[name]()
        times.append((time.perf_counter() - started) * 1000)
    print(json.dumps(times), flush=True)
