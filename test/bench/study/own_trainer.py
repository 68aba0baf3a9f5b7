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



class Weights(torch.nn.Module):
    """A model of own_tasks.py, which keeps its weights by name."""

    def __init__(self):
        super().__init__()
        for name, value in init(arguments.task, arguments.width, 1).items():
            self.register_parameter(name, torch.nn.Parameter(value))
        self.weights = dict(self.named_parameters())


model = Weights()
optimizer = (
    torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    if arguments.optimizer == "sgd"
    else torch.optim.Adam(model.parameters())
)
draws = generator(7)
rows_held_out = held_out(arguments.task)


def step():
    optimizer.zero_grad()
    loss = loss_of(arguments.task, model.weights, *DRAW[arguments.task](arguments.batch, draws))
    loss.backward()
    optimizer.step()
    return loss.item()


def evaluate():
    with torch.no_grad():
        return loss_of(arguments.task, model.weights, *rows_held_out).item()


serve(step=step, optimizer=optimizer, model=model, evaluate=evaluate, also=[draws], batch_size=arguments.batch)
