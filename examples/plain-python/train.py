"""Logistic regression by hand: nothing but Python, and nothing read from outside."""

import math
import os
import random
import sys

# In a project of yours the folder lr_finder lies beside the script (`lr-finder init`); here it is the repository's.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/python"))

import lr_finder  # noqa: E402

BATCH = 32
TRUTH = [1.5, -2.0, 0.7, 0.0]

lr_finder.seed(0)


def make_rows(count):
    """Points and their classes, 0 or 1; near the border the class is a matter of luck."""
    rows = []
    for _ in range(count):
        x = [random.gauss(0, 1) for _ in TRUTH]
        score = sum(w * value for w, value in zip(TRUTH, x))
        rows.append((x, 1 if random.random() < 1 / (1 + math.exp(-2 * score)) else 0))
    return rows


class Shuffled:
    """Batches of the rows in a new order every time; `lr_finder.Loop` makes them endless."""

    batch_size = BATCH

    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows) // BATCH

    def __iter__(self):
        order = random.sample(self.rows, len(self.rows))
        return iter([order[i * BATCH : (i + 1) * BATCH] for i in range(len(self))])


held_out = make_rows(500)
batches = lr_finder.Loop(Shuffled(make_rows(1600)))
weights = [0.0] * (len(TRUTH) + 1)


def scores(rows):
    return [sum(w * value for w, value in zip(weights, x)) + weights[-1] for x, _ in rows]


def losses_of(rows):
    """Cross entropy of each row: log(1 + exp(s)) - s * class, without overflow."""
    terms = zip(scores(rows), rows)
    return [max(s, 0) + math.log1p(math.exp(-abs(s))) - s * y for s, (_, y) in terms]


def mean_loss(rows):
    return sum(losses_of(rows)) / len(rows)


def step(lr):
    """One update of plain gradient descent at this LR; gives the loss of its batch before the update."""
    rows = next(batches)
    loss = mean_loss(rows)
    errors = [0.5 * (1 + math.tanh(s / 2)) - y for s, (_, y) in zip(scores(rows), rows)]
    for i in range(len(TRUTH)):
        weights[i] -= lr * sum(e * x[i] for e, (x, _) in zip(errors, rows)) / len(rows)
    weights[-1] -= lr * sum(errors) / len(rows)
    return loss


def set_weights(values):
    weights[:] = values


def main():
    lr_finder.serve(
        step,
        # Row by row, so that the finder knows how much a difference means.
        evaluate=lambda: losses_of(held_out),
        get_state=lambda: weights,
        set_state=set_weights,
        optimizer_name="sgd",
        parameter_count=len(weights),
    )
    # Reached only without the finder.
    lr = float(sys.argv[1]) if len(sys.argv) > 1 else 0.5
    for epoch in range(5):
        for _ in range(50):
            step(lr)
        print(f"epoch {epoch + 1}: held-out loss {mean_loss(held_out):.4f}")


if __name__ == "__main__":
    main()
