"""A trainer for lr-finder, without a framework. Put your model in; everything marked (yours) goes.

lr-finder run --trainer "python lr_trainer.py" --end-lr 100
"""

import random

import lr_finder

lr_finder.seed(0)

# (yours) Data and model: a line through noisy points.
rows = [(x / 50, 3 * x / 50 - 1 + random.gauss(0, 0.1)) for x in range(-100, 100)]
train, held_out = rows[::2], rows[1::2]
weights = [0.0, 0.0]


def losses_of(batch):
    """The loss of each row."""
    return [(weights[0] * x + weights[1] - y) ** 2 for x, y in batch]


def mean_loss(batch):
    return sum(losses_of(batch)) / len(batch)


def step(lr):
    """One update at this LR; returns the loss of its batch before the update."""
    batch = random.sample(train, 16)
    loss = mean_loss(batch)
    errors = [(weights[0] * x + weights[1] - y, x) for x, y in batch]
    weights[0] -= lr * sum(2 * error * x for error, x in errors) / len(batch)
    weights[1] -= lr * sum(2 * error for error, _ in errors) / len(batch)
    return loss


def set_weights(values):
    weights[:] = values


lr_finder.serve(
    step,
    # Row by row, so that the finder knows how much a difference means.
    evaluate=lambda: losses_of(held_out),
    # Everything that a step changes, so that the finder can put it back. Random state is seen to.
    get_state=lambda: weights,
    set_state=set_weights,
    optimizer_name="sgd",
    batch_size=16,
    steps_per_epoch=len(train) // 16,
    parameter_count=2,
)

# Reached only without the finder: the training itself.
for _ in range(100):
    step(0.1)
print(f"held-out loss {mean_loss(held_out):.4f}")
