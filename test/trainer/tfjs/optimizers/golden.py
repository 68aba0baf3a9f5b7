"""Prints golden.json: three updates of each optimizer, in plain double arithmetic.

Loss 1/2 sum c (p - t)^2 with c = (1, 3), t = (0.5, 0), from p = (1, -2), lr 0.1. Rules as published:
sgd, momentum and nesterov as torch.optim.SGD (dampening 0), adagrad and rmsprop as TensorFlow
(epsilon inside the root), adam and adamw as torch (adamw: decay first), adamax as Kingma and Ba;
adadelta as TensorFlow.js, whose divisor is the accumulator of the step before.
Run: python3 golden.py > golden.json
"""
import json
from math import sqrt

C, T, P0, LR, EPS = (1.0, 3.0), (0.5, 0.0), (1.0, -2.0), 0.1, 1e-7


def run(rule, slots):
    p, s, path = list(P0), [dict(slots) for _ in P0], []
    for step in (1, 2, 3):
        for i in range(2):
            p[i] = rule(p[i], C[i] * (p[i] - T[i]), s[i], step)
        path.append(list(p))
    return path


def sgd(p, g, s, step):
    return p - LR * g


def momentum(p, g, s, step):
    s["v"] = 0.9 * s["v"] + g
    return p - LR * s["v"]


def nesterov(p, g, s, step):
    s["v"] = 0.9 * s["v"] + g
    return p - LR * (g + 0.9 * s["v"])


def adagrad(p, g, s, step):
    s["a"] += g * g
    return p - LR * g / sqrt(s["a"] + EPS)


def adadelta(p, g, s, step):
    d = sqrt(s["u"] + EPS) / sqrt(s["a"] + EPS) * g
    s["a"] = 0.95 * s["a"] + 0.05 * g * g
    s["u"] = 0.95 * s["u"] + 0.05 * d * d
    return p - LR * d


def rmsprop(p, g, s, step):
    s["a"] = 0.9 * s["a"] + 0.1 * g * g
    s["v"] = 0.5 * s["v"] + LR * g / sqrt(s["a"] + EPS)
    return p - s["v"]


def centered(p, g, s, step):
    s["a"] = 0.9 * s["a"] + 0.1 * g * g
    s["m"] = 0.9 * s["m"] + 0.1 * g
    s["v"] = 0.5 * s["v"] + LR * g / sqrt(s["a"] - s["m"] ** 2 + EPS)
    return p - s["v"]


def adam(p, g, s, step):
    s["m"] = 0.9 * s["m"] + 0.1 * g
    s["v"] = 0.999 * s["v"] + 0.001 * g * g
    m, v = s["m"] / (1 - 0.9**step), s["v"] / (1 - 0.999**step)
    return p - LR * m / (sqrt(v) + EPS)


def adamw(p, g, s, step):
    return adam(p - LR * 0.01 * p, g, s, step)


def adamax(p, g, s, step):
    s["m"] = 0.9 * s["m"] + 0.1 * g
    s["u"] = max(0.999 * s["u"], abs(g))
    return p - LR / (1 - 0.9**step) * s["m"] / (s["u"] + EPS)


print(json.dumps({
    "sgd": run(sgd, {}),
    "momentum": run(momentum, {"v": 0.0}),
    "nesterov": run(nesterov, {"v": 0.0}),
    "adagrad": run(adagrad, {"a": 0.1}),
    "adadelta": run(adadelta, {"a": 0.0, "u": 0.0}),
    "rmsprop": run(rmsprop, {"a": 0.0, "v": 0.0}),
    "rmsprop centered": run(centered, {"a": 0.0, "m": 0.0, "v": 0.0}),
    "adam": run(adam, {"m": 0.0, "v": 0.0}),
    "adamw": run(adamw, {"m": 0.0, "v": 0.0}),
    "adamax": run(adamax, {"m": 0.0, "u": 0.0}),
}, indent=2))
