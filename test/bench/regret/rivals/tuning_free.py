"""Optimizers that promise to need no tuning, trained on the benchmark's tables; leaves tuning-free.json.

Run: node test/bench/regret/rivals/export-tasks.mjs, then, with PyTorch and `pip install prodigyopt
schedulefree`, python test/bench/regret/rivals/tuning_free.py [PATTERN]
Results of other tasks than those that match stay in the file. The models are those of the benchmark
(He normal cut at two deviations before relu, Glorot uniform for the output, no bias at the start),
batches are drawn without replacement and a last short one is left out, each held-out loss is measured
25 times. As a check of the re-implementation, the optimizers of the pairs are trained at the LR of the
truth's best end: `check` has their mean end beside the truth's.
"""

import datetime
import json
import math
import pathlib
import platform
import re
import sys

import prodigyopt
import schedulefree
import torch
from importlib.metadata import version

HERE = pathlib.Path(__file__).parent
TASKS = HERE.parent / ".cache" / "rivals" / "tasks"
RESULTS = HERE / "tuning-free.json"
CHECKPOINTS = 25
SEEDS = [1, 2, 3]
SETTINGS = {
    "Prodigy": "prodigyopt.Prodigy, lr 1, defaults; cosine to 0 without warmup",
    "Schedule-Free AdamW": "schedulefree.AdamWScheduleFree, lr 0.0025, defaults; warmup over 5 % of the steps; "
    "judged by its averaged weights",
}

torch.set_num_threads(1)


def build(spec, inputs, outputs, generator):
    sizes = [] if spec == "linear" else [int(size) for size in spec.split(":")[1].split(",")]
    layers = []
    for size in sizes:
        layer = torch.nn.Linear(inputs, size)
        deviation = math.sqrt(2 / inputs)
        torch.nn.init.zeros_(layer.bias)
        with torch.no_grad():
            values = torch.randn(layer.weight.shape, generator=generator)
            while (far := values.abs() > 2).any():
                values[far] = torch.randn(int(far.sum()), generator=generator)
            layer.weight.copy_(values * deviation)
        layers += [layer, torch.nn.ReLU()]
        inputs = size
    layer = torch.nn.Linear(inputs, outputs)
    torch.nn.init.zeros_(layer.bias)
    limit = math.sqrt(6 / (inputs + outputs))
    with torch.no_grad():
        layer.weight.copy_((2 * torch.rand(layer.weight.shape, generator=generator) - 1) * limit)
    return torch.nn.Sequential(*layers, layer)


def warmup_cosine(peak, steps):
    warmup = max(1, round(0.05 * steps))
    return lambda step: (
        peak * (step + 1) / warmup
        if step < warmup
        else peak / 2 * (1 + math.cos(math.pi * (step - warmup) / (steps - warmup)))
    )


def optimizer_of(name, parameters, steps, lr):
    """An optimizer with the LR of each step (none where it keeps its own)."""
    if name == "Prodigy":
        return prodigyopt.Prodigy(parameters, lr=1), lambda step: (1 + math.cos(math.pi * step / steps)) / 2
    if name == "Schedule-Free AdamW":
        return schedulefree.AdamWScheduleFree(parameters, warmup_steps=round(0.05 * steps), foreach=False), None
    made = {
        "adam": lambda: torch.optim.Adam(parameters, lr=lr, eps=1e-7),
        "adamw": lambda: torch.optim.AdamW(parameters, lr=lr, eps=1e-7, weight_decay=0.01),
        "sgd": lambda: torch.optim.SGD(parameters, lr=lr),
        "momentum": lambda: torch.optim.SGD(parameters, lr=lr, momentum=0.9),
    }
    return made[name](), warmup_cosine(lr, steps)


def train(task, name, seed, lr=None):
    """Losses of the test slice at the end, at its best checkpoint, and at the tune slice's best."""
    generator = torch.Generator().manual_seed(seed)
    regression = task["classes"] == 0
    tensors = {}
    for part in ("train", "tune", "test"):
        x = torch.tensor(task[part]["x"], dtype=torch.float32)
        y = torch.tensor(task[part]["y"], dtype=torch.float32)
        tensors[part] = (x, y[:, None] if regression else y.long())
    x, y = tensors["train"]
    model = build(task["model"], x.shape[1], task["classes"] or 1, generator)
    loss_of = torch.nn.functional.mse_loss if regression else torch.nn.functional.cross_entropy
    steps, batch = task["horizon"], min(task["batch"], len(x))
    optimizer, lr_at = optimizer_of(name, model.parameters(), steps, lr)
    mode = name == "Schedule-Free AdamW"

    def held(part):
        if mode:
            optimizer.eval()
        with torch.no_grad():
            loss = loss_of(model(tensors[part][0]), tensors[part][1]).item()
        if mode:
            optimizer.train()
        return loss

    if mode:
        optimizer.train()
    best = held("test")
    chosen = (held("tune"), best)
    order, at, checkpoint = torch.randperm(len(x), generator=generator), 0, 1
    for step in range(steps):
        if at + batch > len(x):
            order, at = torch.randperm(len(x), generator=generator), 0
        rows = order[at : at + batch]
        at += batch
        if lr_at is not None:
            for group in optimizer.param_groups:
                group["lr"] = lr_at(step)
        optimizer.zero_grad()
        loss = loss_of(model(x[rows]), y[rows])
        if not math.isfinite(loss.item()):
            return {"end": None, "best": None, "byTune": None}
        loss.backward()
        optimizer.step()
        if step + 1 >= round(checkpoint * steps / CHECKPOINTS):
            checkpoint += 1
            end, tune = held("test"), held("tune")
            if not math.isfinite(end):
                return {"end": None, "best": None, "byTune": None}
            best = min(best, end)
            chosen = min(chosen, (tune, end))
    return {"end": end, "best": best, "byTune": chosen[1]}


def rounded(value):
    return value if value is None else float(f"{value:.5g}")


def columns(runs):
    return {key: [rounded(run[key]) for run in runs] for key in runs[0]}


def check(task):
    """Mean end of the pairs' own optimizers at the truth's best LR, here and in the truth."""
    found = {}
    for pair, truth in task["pairs"].items():
        if truth["optimizer"] not in ("adam", "adamw", "sgd", "momentum"):
            continue
        ends = [[math.inf if end is None else end for end in runs] for runs in truth["end"]]
        means = [sum(runs) / len(runs) for runs in ends]
        at = means.index(min(means))
        runs = [train(task, truth["optimizer"], seed, 10 ** truth["log10Lrs"][at])["end"] for seed in SEEDS]
        here = None if None in runs else sum(runs) / len(runs)
        found[pair] = {"here": rounded(here), "truth": rounded(means[at])}
    return found


def main():
    pattern = re.compile(sys.argv[1] if len(sys.argv) > 1 else "")
    results = json.loads(RESULTS.read_text())["runs"] if RESULTS.exists() else {}
    for file in sorted(TASKS.glob("*.json")):
        task = json.loads(file.read_text())
        if not pattern.search(task["name"]):
            continue
        rows = {name: columns([train(task, name, seed) for seed in SEEDS]) for name in SETTINGS}
        results[task["name"]] = {"check": check(task), **rows}
        print(task["name"], results[task["name"]], file=sys.stderr, flush=True)
        save(results)


def save(results):
    made = {
        "script": "test/bench/regret/rivals/tuning_free.py",
        "date": datetime.date.today().isoformat(),
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            **{name: version(name) for name in ("prodigyopt", "schedulefree")},
        },
        "seeds": SEEDS,
        "settings": SETTINGS,
    }
    lines = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(rows, separators=(',', ':'))}" for name, rows in results.items()
    )
    RESULTS.write_text(f'{{\n  "made": {json.dumps(made)},\n  "runs": {{\n{lines}\n  }}\n}}\n')


main()
