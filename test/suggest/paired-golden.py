"""Prints paired-golden.json: differences of held-out losses and their standard errors, by scipy and numpy.

`rows`: scipy.stats.ttest_rel; its standard error is mean difference / t. `unpaired`: the denominator of
scipy.stats.ttest_ind with equal_var=False (Welch). `groups`: the weighted least squares of a constant on the
128 group means, by numpy.linalg.lstsq on rows scaled with the square roots of the group sizes; `standardErrorOfRows` is ttest_rel's of all rows.
Run: python3 paired-golden.py > paired-golden.json (scipy 1.17, numpy 2)
"""
import json

import numpy as np
from scipy import stats

GROUPS = 128
random = np.random.default_rng(15)


def seven(values):
    return [float(f"{value:.6e}") for value in values]


def losses(rows):
    """Two models' losses on the same rows: rows differ much, models little."""
    hard = random.gamma(2.0, 0.5, rows)
    a = np.array(seven(hard * random.uniform(0.9, 1.2, rows)))
    b = np.array(seven(hard * random.uniform(0.8, 1.1, rows)))
    return a, b


def paired(rows):
    a, b = losses(rows)
    difference = float(np.mean(a - b))
    error = difference / float(stats.ttest_rel(a, b).statistic)
    return {"a": a.tolist(), "b": b.tolist(), "difference": difference, "standardError": error}


def unpaired(rows, others):
    a, b = losses(rows)[0], losses(others)[1]
    difference = float(np.mean(a) - np.mean(b))
    error = difference / float(stats.ttest_ind(a, b, equal_var=False).statistic)
    return {"a": a.tolist(), "b": b.tolist(), "difference": difference, "standardError": error}


def grouped(rows):
    a, b = losses(rows)
    means = lambda x: np.array(seven([np.mean(x[g::GROUPS]) for g in range(GROUPS)]))
    sizes = np.array([len(a[g::GROUPS]) for g in range(GROUPS)], dtype=float)
    differences = means(a) - means(b)
    scale = np.sqrt(sizes)
    (constant,), (residual,), _, _ = np.linalg.lstsq(scale[:, None], scale * differences, rcond=None)
    error = np.sqrt(residual / (GROUPS - 1) / sizes.sum())
    each = np.mean(a - b) / stats.ttest_rel(a, b).statistic
    return {
        "a": a.tolist(), "b": b.tolist(), "groupsOfA": means(a).tolist(),
        "difference": float(constant), "standardError": float(error), "standardErrorOfRows": float(each),
    }


print(json.dumps({
    "rows": [paired(n) for n in (2, 3, 17, 40)],
    "unpaired": [unpaired(5, 8), unpaired(30, 12)],
    "groups": [grouped(n) for n in (129, 200, 384)],
}))
