"""A PyTorch trainer for lr-finder. Put your model in; everything marked (yours) goes.

lr-finder run --trainer "python lr_trainer.py"
"""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import lr_finder

# Before the model is made: the finder compares runs that begin with the same weights.
lr_finder.seed(0)

# (yours) Data: two rings.
angles = torch.rand(2000) * 6.2832
labels = torch.arange(2000) % 2
points = torch.stack([angles.cos(), angles.sin()], 1) * (1 + labels[:, None]) + torch.randn(2000, 2) * 0.2
held_out = points[1600:], labels[1600:]

# (yours) Model, optimizer, loss.
device = "cuda" if torch.cuda.is_available() else "cpu"
model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 2)).to(device)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
loss_of = nn.CrossEntropyLoss()

# Batches without end, that the finder can put back to where they were.
batches = lr_finder.Loop(
    DataLoader(TensorDataset(points[:1600], labels[:1600]), batch_size=32, shuffle=True)
)


def step():
    """One update; returns the loss of its batch before the update."""
    x, y = next(batches)
    optimizer.zero_grad()
    loss = loss_of(model(x.to(device)), y.to(device))
    loss.backward()
    optimizer.step()
    return loss


@torch.no_grad()
def validate():
    """The loss of each held-out row, so that the finder knows how much a difference means."""
    x, y = held_out
    return nn.functional.cross_entropy(model(x.to(device)), y.to(device), reduction="none")


# With mixed precision add scaler=…, with EMA or a second optimizer also=[…].
lr_finder.serve(step=step, optimizer=optimizer, model=model, evaluate=validate)

# Reached only without the finder: the training itself.
for _ in range(300):
    step()
model.eval()
print(f"held-out loss {validate().mean().item():.4f}")
