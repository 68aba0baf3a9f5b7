"""A learning-rate range test in plain PyTorch on one thread, from cold start to printed suggestion.

Usage: cold_start.py IMAGES_IDX LABELS_IDX

The same work as the lr-finder command of cold-start.mjs: idx files read, a fifth held out, 784-256-128-10
with Adam, batches of 64, 100 exponential steps from 1e-6 to 100, and torch-lr-finder's rule: losses
smoothed with its running mean (0.05), the learning rate of the steepest fall.
"""

import gzip
import struct
import sys

import torch
from torch import nn

START, END, STEPS, BATCH, SMOOTH = 1e-6, 100.0, 100, 64, 0.05


def read_idx(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        data = file.read()
    rank = data[3]
    shape = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    return torch.frombuffer(bytearray(data[4 + 4 * rank :]), dtype=torch.uint8).reshape(shape)


torch.set_num_threads(1)
torch.manual_seed(0)
images = read_idx(sys.argv[1]).flatten(1).float() / 255
labels = read_idx(sys.argv[2]).long()
order = torch.randperm(len(images))
train = order[: len(order) * 4 // 5]
model = nn.Sequential(
    nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)
)
optimizer = torch.optim.Adam(model.parameters())
loss_of = nn.CrossEntropyLoss()
lrs, losses = [], []
for step in range(STEPS):
    lr = START * (END / START) ** (step / (STEPS - 1))
    for group in optimizer.param_groups:
        group["lr"] = lr
    first = step * BATCH % (len(train) - BATCH)
    rows = train[first : first + BATCH]
    optimizer.zero_grad()
    loss = loss_of(model(images[rows]), labels[rows])
    loss.backward()
    optimizer.step()
    value = loss.item()
    losses.append(value if step == 0 else SMOOTH * value + (1 - SMOOTH) * losses[-1])
    lrs.append(lr)
slopes = [
    (losses[min(i + 1, STEPS - 1)] - losses[max(i - 1, 0)]) / (min(i + 1, STEPS - 1) - max(i - 1, 0))
    for i in range(STEPS)
]
print(lrs[min(range(STEPS), key=slopes.__getitem__)])
