"""The models of engine-lane.mjs in PyTorch on one thread.

Reads `<model> <steps>` lines on stdin; answers each with a JSON list of milliseconds.
"""

import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
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
INPUTS = {"dense": (64, 784), "cnn": (64, 1, 28, 28)}


def make(name):
    model = MODELS[name]()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss_of = nn.CrossEntropyLoss()
    x = torch.randn(INPUTS[name])
    y = torch.arange(64) % 10

    def step():
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


steps = {name: make(name) for name in MODELS}
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    name, count = line.split()
    times = []
    for _ in range(int(count)):
        started = time.perf_counter()
        steps[name]()
        times.append((time.perf_counter() - started) * 1000)
    print(json.dumps(times), flush=True)
