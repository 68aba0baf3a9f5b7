"""One cell of the small tasks of own_tasks.py as a trainer, for studies of them: own-study.mjs."""

import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../src/python"))

import torch
from lr_finder import serve
from own_tasks import DRAW, generator, held_out, init, loss_of

parser = argparse.ArgumentParser()
parser.add_argument("--task", required=True)
parser.add_argument("--optimizer", required=True)
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--width", type=int, required=True)
arguments = parser.parse_args()
torch.set_num_threads(1)

weights = {name: value.requires_grad_() for name, value in init(arguments.task, arguments.width, 1).items()}
optimizer = (
    torch.optim.SGD(weights.values(), lr=0.1, momentum=0.9)
    if arguments.optimizer == "sgd"
    else torch.optim.Adam(weights.values())
)
draws = generator(7)
x_held_out, y_held_out = held_out(arguments.task)


def step():
    optimizer.zero_grad()
    loss = loss_of(arguments.task, weights, *DRAW[arguments.task](arguments.batch, draws))
    loss.backward()
    optimizer.step()
    return loss.item()


def evaluate():
    with torch.no_grad():
        return loss_of(arguments.task, weights, x_held_out, y_held_out).item()


class Draws:
    """The batches: all that training changes beside weights and optimizer."""

    def state_dict(self):
        return {"draws": draws.get_state()}

    def load_state_dict(self, state):
        draws.set_state(state["draws"])


class Weights(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for name, value in weights.items():
            weights[name] = torch.nn.Parameter(value.detach())
            self.register_parameter(name, weights[name])


serve(
    step=step,
    optimizer=optimizer,
    model=None,
    evaluate=evaluate,
    batch_size=arguments.batch,
)
