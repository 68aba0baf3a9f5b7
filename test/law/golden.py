"""Golden values of a law's surface, by another way: one dense covariance for each picture.

    pip install numpy && python test/law/golden.py > test/law/golden.json

src/law/surface.ts solves for the rates of each picture (a precision matrix of as many rows as features);
here the rates are integrated out, cov(y) = F S F' + K + noise, and the pictures are weighed by the
normal density of the cells' best LRs. Same beliefs, same grid of pictures.
"""

import itertools
import json

import numpy as np

BELOW, ABOVE, HORIZON, SIZE = (0.55, 0.15), (-0.08, 0.1), (0.06, 0.1), (-0.24, 0.27)
SHIFTS = (0, 0.3, 0.6)
KNEES = np.linspace(-2, 2, 9)
SCATTERS = (0.03, 0.06, 0.12, 0.25, 0.5)
WIDTH, RESIDUAL, LENGTH = 0.2, 0.06, 0.6


def below(u):
    return -WIDTH * np.logaddexp(0, -u / WIDTH)


def features(x, knee, shift):
    size, horizon, batch = x.T
    u = batch - shift * horizon - knee
    low = below(u) - below(-knee)
    return np.stack([np.ones(len(x)), low, u + knee - low, size, horizon], 1)


def kernel(a, b):
    squares = ((a[:, None] - b[None]) ** 2).sum(-1)
    return RESIDUAL**2 * np.exp(-squares / (2 * LENGTH**2))


rng = np.random.default_rng(7)
cells = []
for size, horizon, batch in itertools.product((50, 200), (1e3, 8e3), (16, 64, 512)):
    x = np.log10([size, horizon, batch])
    y = -2 - 0.4 * (x[0] - 2) + 0.5 * min(x[2] - 2, 0) + 0.08 * rng.standard_normal()
    cells.append({"x": x.tolist(), "y": float(y), "standardError": float(rng.uniform(0.03, 0.1))})
points = [[3.0, 4.5, 2.5], [2.0, 3.5, 1.5], [2.5, 5.0, 1.0]]

X = np.array([c["x"] for c in cells])
y = np.array([c["y"] for c in cells])
errors = np.array([c["standardError"] for c in cells])
centre, base = X.mean(0), y.mean()
X, P = X - centre, np.array(points) - centre
mean = np.array([0, BELOW[0], ABOVE[0], SIZE[0], HORIZON[0]])
S = np.diag(np.array([1, BELOW[1], ABOVE[1], SIZE[1], HORIZON[1]]) ** 2)
pictures = []
for shift, knee, scatter in itertools.product(SHIFTS, KNEES, SCATTERS):
    F, f = features(X, knee, shift), features(P, knee, shift)
    G = F @ S @ F.T + kernel(X, X) + np.diag(scatter**2 + errors**2)
    g = F @ S @ f.T + kernel(X, P)
    r = y - base - F @ mean
    sign, logdet = np.linalg.slogdet(G)
    score = -0.5 * (r @ np.linalg.solve(G, r) + logdet)
    score += -0.5 * np.log(scatter / 0.1) ** 2 - 0.5 * (knee / 1.2) ** 2
    W = np.linalg.solve(G, g)
    m = base + f @ mean + W.T @ r
    v = np.einsum("ij,jk,ik->i", f, S, f) + RESIDUAL**2 - (g * W).sum(0)
    C = f @ S @ f.T + kernel(P, P) - g.T @ W
    pictures.append((score, m, v, scatter, C))
score = np.array([p[0] for p in pictures])
w = np.exp(score - score.max())
w /= w.sum()
M = np.array([p[1] for p in pictures])
V = np.array([p[2] for p in pictures])
m = w @ M
v = w @ (V + (M - m) ** 2)
C01 = sum(w[i] * (p[4][0, 1] + (M[i, 0] - m[0]) * (M[i, 1] - m[1])) for i, p in enumerate(pictures))
scatter = np.sqrt(w @ np.array([p[3] for p in pictures]) ** 2)
print(
    json.dumps(
        {
            "made": "python test/law/golden.py, numpy " + np.__version__,
            "cells": cells,
            "points": points,
            "mean": m.tolist(),
            "variance": v.tolist(),
            "covariance01": float(C01),
            "scatter": float(scatter),
        },
        indent=1,
    )
)
