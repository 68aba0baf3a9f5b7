"""Groups: the head learns ten times as fast as the body, biases do not decay; an average of the weights evaluates."""

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader, TensorDataset

import lr_finder

lr_finder.seed(0)
x = torch.randn(2000, 8)
y = (x[:, :2].prod(1) > 0).long()

body = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
head = nn.Linear(32, 2)
model = nn.Sequential(body, head)
average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.95))
optimizer = torch.optim.AdamW(
    [
        {"params": [p for p in body.parameters() if p.dim() > 1]},
        {"params": [p for p in body.parameters() if p.dim() == 1], "weight_decay": 0.0},
        {"params": head.parameters(), "lr": 1e-2},
    ],
    lr=1e-3,
)
batches = lr_finder.Loop(DataLoader(TensorDataset(x[:1600], y[:1600]), batch_size=32, shuffle=True))


def step():
    bx, by = next(batches)
    loss = nn.functional.cross_entropy(model(bx), by)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    average.update_parameters(model)
    return loss


@torch.no_grad()
def validate():
    return nn.functional.cross_entropy(average(x[1600:]), y[1600:], reduction="none")


# The LR that is found is the body's, 1e-3 here; the head keeps ten times that. `average` is put back as well.
lr_finder.serve(step, optimizer=optimizer, model=[model, average], evaluate=validate)

for _ in range(250):
    step()
print(f"held-out loss {validate().mean():.4f}")
