"""Several processes that hold a part of the weights each: torchrun --nproc-per-node 2 fsdp.py."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

import lr_finder

kind = "cuda" if torch.cuda.is_available() else "cpu"
dist.init_process_group("nccl" if kind == "cuda" else "gloo")
rank, ranks = dist.get_rank(), dist.get_world_size()
if kind == "cuda":
    torch.cuda.set_device(rank % torch.cuda.device_count())

lr_finder.seed(0)
x = torch.randn(2000, 8)
y = (x[:, :2].prod(1) > 0).long()
train = TensorDataset(x[:1600], y[:1600])
held_x, held_y = x[1600 + rank :: ranks].to(kind), y[1600 + rank :: ranks].to(kind)

model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2)).to(kind)
mesh = init_device_mesh(kind, (ranks,))
for layer in model:
    if isinstance(layer, nn.Linear):
        fully_shard(layer, mesh=mesh)
fully_shard(model, mesh=mesh)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
batches = lr_finder.Loop(DataLoader(train, batch_size=16, sampler=DistributedSampler(train)))


def step():
    bx, by = (each.to(kind) for each in next(batches))
    loss = nn.functional.cross_entropy(model(bx), by)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


@torch.no_grad()
def validate():
    # Every rank takes part in every forward pass: each has as many rows as the others.
    losses = nn.functional.cross_entropy(model(held_x), held_y, reduction="none")
    return {"losses": losses, "shard": True}


# A rank puts back the part of weights and slots that it holds.
lr_finder.serve(step, optimizer=optimizer, model=model, evaluate=validate)

for _ in range(250):
    step()
print(f"rank {rank}: held-out loss {validate()['losses'].mean():.4f}")
dist.destroy_process_group()
