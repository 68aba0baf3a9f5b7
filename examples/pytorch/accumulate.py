"""An update of four batches: bfloat16 autocast, clipping, and a schedule that the finder takes no notice of."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import lr_finder

MICRO_BATCHES, EPOCHS = 4, 5

lr_finder.seed(0)
angles = torch.rand(2000) * 6.2832
labels = torch.arange(2000) % 2
points = torch.stack([angles.cos(), angles.sin()], 1) * (1 + labels[:, None]) + torch.randn(2000, 2) * 0.2

model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 2))
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
loader = DataLoader(TensorDataset(points[:1600], labels[:1600]), batch_size=16, shuffle=True)
batches = lr_finder.Loop(loader)
updates = EPOCHS * len(loader) // MICRO_BATCHES
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=updates)


def micro_step():
    x, y = next(batches)
    with torch.autocast("cpu", torch.bfloat16):
        loss = nn.functional.cross_entropy(model(x), y)
    (loss / MICRO_BATCHES).backward()
    return loss


def update():
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()


@torch.no_grad()
def validate():
    # Row by row, so that the finder knows how much a difference means.
    return nn.functional.cross_entropy(model(points[1600:]), labels[1600:], reduction="none")


step = lr_finder.accumulate(micro_step, MICRO_BATCHES, update)
lr_finder.serve(step, optimizer=optimizer, model=model, evaluate=validate)

# Reached only without the finder: the training itself. The schedule is its part, and not a step's.
for _ in range(updates):
    step()
    scheduler.step()
model.eval()
print(f"held-out loss {validate().mean():.4f}")
