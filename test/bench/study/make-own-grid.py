"""Whole trainings over batch size, length and width: the grid that own-grid.csv holds.

    pip install torch && python test/bench/study/make-own-grid.py [TASK/OPTIMIZER[@WIDTHS] ...] >> test/bench/study/own-grid.csv

Every training has a linear warmup over a twentieth of its updates and a cosine to 0. All LRs and seeds of a cell run at
once (torch.func.vmap), on the same batches. `loss` is that of 2,048 held-out examples at the end; the one of a training
that broke is `nan`. `start` is the loss before training.

What own-grid.csv holds was made on two shared cores: mlp/adam, mlp/sgd, cnn/adam, cnn/sgd and transformer/adam@32,96.
"""

import math
import sys
import time

import torch
from torch.func import grad, vmap

from own_tasks import DRAW, TASKS, generator, held_out, init, loss_of

torch.set_num_threads(1)
BATCHES, STEPS, WIDTHS = (8, 32, 128), (100, 400, 1600), (32, 96, 256)
SEEDS = (1,)
RANGES = {"sgd": (-2.75, 0.5), "adam": (-3.75, -0.75)}
SPACING = 0.25


def schedule(step, steps):
    warmup = max(1, steps // 20)
    if step < warmup:
        return (step + 1) / warmup
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))


def cell(task, optimizer, batch, steps, width):
    low, high = RANGES[optimizer]
    count = round((high - low) / SPACING) + 1
    lrs = [10 ** (low + SPACING * i) for i in range(count)]
    pairs = [(lr, seed) for lr in lrs for seed in SEEDS]
    starts = [init(task, width, seed) for _, seed in pairs]
    w = {name: torch.stack([start[name] for start in starts]) for name in starts[0]}
    rate = torch.tensor([lr for lr, _ in pairs])
    first = {name: torch.zeros_like(value) for name, value in w.items()}
    second = {name: torch.zeros_like(value) for name, value in w.items()}
    gradient = vmap(grad(lambda w, x, y: loss_of(task, w, x, y)), in_dims=(0, None, None))
    value = vmap(lambda w, x, y: loss_of(task, w, x, y), in_dims=(0, None, None))
    x, y = held_out(task)
    start = value(w, x, y)
    g = generator(7)
    for step in range(steps):
        rows = DRAW[task](batch, g)
        grads = gradient(w, *rows)
        now = rate * schedule(step, steps)
        for name, d in grads.items():
            lr = now.reshape(-1, *[1] * (d.dim() - 1))
            if optimizer == "sgd":
                first[name] = 0.9 * first[name] + d
                w[name] = w[name] - lr * first[name]
            else:
                first[name] = 0.9 * first[name] + 0.1 * d
                second[name] = 0.999 * second[name] + 0.001 * d * d
                m = first[name] / (1 - 0.9 ** (step + 1))
                v = second[name] / (1 - 0.999 ** (step + 1))
                w[name] = w[name] - lr * m / (v.sqrt() + 1e-8)
    end = value(w, x, y)
    for (lr, seed), loss, before in zip(pairs, end.tolist(), start.tolist()):
        shown = f"{loss:.6g}" if math.isfinite(loss) else "nan"
        print(f"{task},{optimizer},{batch},{steps},{width},{lr:.6g},{seed},{shown},{before:.6g}")
    sys.stdout.flush()


wanted = sys.argv[1:] or [f"{task}/{optimizer}" for task in TASKS for optimizer in RANGES]
if sys.stdout.tell() == 0:
    print("task,optimizer,batch,steps,width,lr,seed,loss,start")
for each in wanted:
    each, _, widths = each.partition("@")
    task, optimizer = each.split("/")
    began = time.time()
    for width in [int(width) for width in widths.split(",") if width] or WIDTHS:
        for steps in STEPS:
            for batch in BATCHES:
                cell(task, optimizer, batch, steps, width)
    print(f"{each}: {time.time() - began:.0f} s", file=sys.stderr)
