"""Small tasks with as much data as one likes, so that longer runs do not over-fit.

Each gives batches, and a model of a width as a pure function of its weights, so that many trainings run at once.

- `mlp`: a random teacher (16 inputs, 32 tanh units, 4 classes), 10 % of the labels drawn at random.
- `cnn`: 8 x 8 pictures of gratings in 4 directions with random phase and heavy noise.
- `transformer`: next-symbol prediction in a Markov chain of order 2 over 12 symbols, 16 symbols at a time.
"""

import math

import torch
import torch.nn.functional as F

TASKS = ("mlp", "cnn", "transformer")
HEAD = 16


def generator(seed):
    return torch.Generator().manual_seed(seed)


def draw_mlp(count, g):
    teacher = generator(101)
    first, second = torch.randn(16, 32, generator=teacher) / 4, torch.randn(32, 4, generator=teacher)
    x = torch.randn(count, 16, generator=g)
    y = (torch.tanh(x @ first * 2) @ second).argmax(1)
    noisy = torch.rand(count, generator=g) < 0.1
    return x, torch.where(noisy, torch.randint(4, (count,), generator=g), y)


def draw_cnn(count, g):
    y = torch.randint(4, (count,), generator=g)
    angle = y * math.pi / 4
    phase = 2 * math.pi * torch.rand(count, generator=g)
    at = torch.arange(8.0)
    along = at[None, :, None] * torch.cos(angle)[:, None, None] + at[None, None] * torch.sin(angle)[:, None, None]
    x = torch.sin(1.6 * along + phase[:, None, None]) + 1.2 * torch.randn(count, 8, 8, generator=g)
    return x[:, None], y


CHAIN = torch.softmax(2 * torch.randn(12, 12, 12, generator=generator(102)), -1).cumsum(-1)


def draw_transformer(count, g):
    rows = torch.randint(12, (count, 2), generator=g)
    for _ in range(15):
        ends = CHAIN[rows[:, -2], rows[:, -1]]
        following = (torch.rand(count, 1, generator=g) > ends).sum(1).clamp(max=11)
        rows = torch.cat([rows, following[:, None]], 1)
    return rows[:, :-1], rows[:, 1:]


DRAW = {"mlp": draw_mlp, "cnn": draw_cnn, "transformer": draw_transformer}


def init(task, width, seed):
    g = generator(seed)

    def matrix(rows, columns, scale=1.0):
        return scale * torch.randn(rows, columns, generator=g) / math.sqrt(rows)

    if task == "mlp":
        return {
            "a": matrix(16, width, math.sqrt(2)), "ab": torch.zeros(width),
            "b": matrix(width, width, math.sqrt(2)), "bb": torch.zeros(width),
            "c": matrix(width, 4), "cb": torch.zeros(4),
        }
    if task == "cnn":
        channels = width // 8
        return {
            "a": torch.randn(channels, 1, 3, 3, generator=g) * math.sqrt(2 / 9), "ab": torch.zeros(channels),
            "b": torch.randn(channels, channels, 3, 3, generator=g) * math.sqrt(2 / 9 / channels),
            "bb": torch.zeros(channels), "c": matrix(channels * 4, 4), "cb": torch.zeros(4),
        }
    half = width // 2
    return {
        "e": torch.randn(12, half, generator=g) * 0.5, "p": torch.randn(16, half, generator=g) * 0.5,
        "q": matrix(half, half), "k": matrix(half, half), "v": matrix(half, half), "o": matrix(half, half),
        "m": matrix(half, 2 * half, math.sqrt(2)), "n": matrix(2 * half, half), "u": matrix(half, 12),
    }


def norm(h):
    return F.layer_norm(h, h.shape[-1:])


def loss_of(task, w, x, y):
    if task == "mlp":
        h = torch.relu(x @ w["a"] + w["ab"])
        h = torch.relu(h @ w["b"] + w["bb"])
        return F.cross_entropy(h @ w["c"] + w["cb"], y)
    if task == "cnn":
        h = torch.relu(F.conv2d(x, w["a"], w["ab"], padding=1))
        h = F.avg_pool2d(h, 2)
        h = torch.relu(F.conv2d(h, w["b"], w["bb"], padding=1))
        h = F.avg_pool2d(h, 2).flatten(1)
        return F.cross_entropy(h @ w["c"] + w["cb"], y)
    h = w["e"][x] + w["p"]
    a = norm(h)
    scores = (a @ w["q"]) @ (a @ w["k"]).transpose(-1, -2) / math.sqrt(w["q"].shape[-1])
    length = scores.shape[-1]
    future = torch.ones(length, length, dtype=torch.bool).triu(1)
    h = h + torch.softmax(scores.masked_fill(future, -1e9), -1) @ (a @ w["v"]) @ w["o"]
    h = h + F.gelu(norm(h) @ w["m"]) @ w["n"]
    return F.cross_entropy((norm(h) @ w["u"]).flatten(0, 1), y.flatten())


def held_out(task):
    return DRAW[task](2048, generator(999))
