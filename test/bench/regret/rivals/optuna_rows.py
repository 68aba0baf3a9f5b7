"""What Optuna would choose, simulated on the grids of the truth; leaves optuna.json beside this file.

Run: node test/bench/regret/rivals/export-grids.mjs, then, where `pip install optuna` was done,
    python test/bench/regret/rivals/optuna_rows.py
A study is one search of simulate.mjs: a range of LRs and the seed of the truth that chooses. Without a
pruner a trial is a whole run. With one, checkpoints are reported one after the other, and what is spent
is counted in checkpoints; the answer is the best trial that was completed, as Optuna's own.
"""

import bisect
import datetime
import json
import pathlib
import platform
import sys
import zlib

import optuna

HERE = pathlib.Path(__file__).parent
GRIDS = HERE.parent / ".cache" / "rivals" / "grids.json"

optuna.logging.set_verbosity(optuna.logging.ERROR)


class Grid:
    """Tune losses of a pair at every checkpoint for one seed, linear over log10 LR, at most the one before training."""

    def __init__(self, pair, seed, checkpoints):
        self.log10_lrs = pair["log10Lrs"]
        self.initial = pair["tuneInitial"]
        self.curves = [self.padded(row[seed % len(row)], checkpoints) for row in pair["curves"]]

    def padded(self, run, checkpoints):
        losses = [self.initial if loss is None else min(loss, self.initial) for loss in run["losses"]]
        losses += [self.initial] * (checkpoints - len(losses))
        if run["diverged"]:
            losses[-1] = self.initial
        return losses

    def run(self, log10_lr):
        right = bisect.bisect_left(self.log10_lrs, log10_lr)
        if right == 0:
            return self.curves[0]
        if right == len(self.log10_lrs):
            return self.curves[-1]
        left_lr, right_lr = self.log10_lrs[right - 1], self.log10_lrs[right]
        share = (log10_lr - left_lr) / (right_lr - left_lr)
        return [a + share * (b - a) for a, b in zip(self.curves[right - 1], self.curves[right])]


def variants(seed, checkpoints):
    """Name to sampler and pruner (None: whole runs)."""
    tpe = optuna.samplers.TPESampler
    return {
        "optuna tpe": (tpe(seed=seed), None),
        "optuna tpe after 2": (tpe(seed=seed, n_startup_trials=2), None),
        "optuna median": (tpe(seed=seed), optuna.pruners.MedianPruner()),
        "optuna hyperband": (
            tpe(seed=seed),
            optuna.pruners.HyperbandPruner(min_resource=1, max_resource=checkpoints, reduction_factor=3),
        ),
    }


def search(grid, measure, span, sampler, pruner, runs, checkpoints):
    """log10 LRs that are the answer after each of `runs` whole runs' worth of training."""
    study = optuna.create_study(sampler=sampler, pruner=pruner or optuna.pruners.NopPruner())
    spent = 0
    done = []
    while spent < max(runs) * checkpoints:
        trial = study.ask()
        log10_lr = trial.suggest_float("log10_lr", *span)
        lowest = grid.initial
        state = optuna.trial.TrialState.COMPLETE
        for step, loss in enumerate(grid.run(log10_lr), 1):
            lowest = min(lowest, loss)
            value = loss if measure == "end" else lowest
            spent += 1
            if pruner is None:
                continue
            trial.report(value, step)
            if step < checkpoints and trial.should_prune():
                state = optuna.trial.TrialState.PRUNED
                break
        if state == optuna.trial.TrialState.COMPLETE:
            study.tell(trial, value)
        else:
            study.tell(trial, state=state)
        done.append((spent, state, value, log10_lr))
    answers = []
    for most in runs:
        within = [trial for trial in done if trial[0] <= most * checkpoints]
        complete = [trial for trial in within if trial[1] == optuna.trial.TrialState.COMPLETE]
        answers.append(round(min(complete or within or done[:1], key=lambda trial: trial[2])[3], 3))
    return answers


def main():
    given = json.loads(GRIDS.read_text())
    checkpoints, runs = given["checkpoints"], given["runs"]
    pairs = {}
    for name, pair in given["pairs"].items():
        rows = {}
        for number, each in enumerate(given["searches"]):
            grid = Grid(pair, each["seed"], checkpoints)
            span = given["ranges"][each["range"]]
            for measure in ("end", "best"):
                seed = zlib.crc32(f"{name} {number} {measure}".encode()) % 2**31
                for variant, (sampler, pruner) in variants(seed, checkpoints).items():
                    found = search(grid, measure, span, sampler, pruner, runs, checkpoints)
                    rows.setdefault(variant, [{} for _ in given["searches"]])[number][measure] = found
        pairs[name] = rows
        print(name, file=sys.stderr, flush=True)
    made = {
        "script": "test/bench/regret/rivals/optuna_rows.py",
        "date": datetime.date.today().isoformat(),
        "versions": {"python": platform.python_version(), "optuna": optuna.__version__},
        "truth": given["truth"],
        "seeds": "crc32 of pair, number of the search and measure, modulo 2^31",
        "runs": runs,
        "log10 LRs": given["ranges"],
    }
    lines = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(rows, separators=(',', ':'))}" for name, rows in pairs.items()
    )
    text = f'{{\n  "made": {json.dumps(made)},\n  "pairs": {{\n{lines}\n  }}\n}}\n'
    (HERE / "optuna.json").write_text(text)


main()
