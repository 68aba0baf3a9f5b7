"""Several processes: torchrun --nproc-per-node 2 ddp.py. Rank 0 talks to the finder, the others follow it."""

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

import lr_finder

dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
rank, ranks = dist.get_rank(), dist.get_world_size()
device = torch.device("cuda", rank % torch.cuda.device_count()) if torch.cuda.is_available() else torch.device("cpu")

lr_finder.seed(0)
x = torch.randn(2000, 8)
y = (x[:, :2].prod(1) > 0).long()
train = TensorDataset(x[:1600], y[:1600])
# Each rank has held-out rows of its own.
held_x, held_y = x[1600 + rank :: ranks].to(device), y[1600 + rank :: ranks].to(device)

network = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 2)).to(device)
model = DistributedDataParallel(network)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
sampler = DistributedSampler(train)
loader = DataLoader(train, batch_size=16, sampler=sampler)
batches = lr_finder.Loop(loader)


def step():
    bx, by = (each.to(device) for each in next(batches))
    loss = nn.functional.cross_entropy(model(bx), by)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    # The finder gets the mean over ranks.
    return loss


@torch.no_grad()
def validate():
    # The network without its wrapper, which waits for all ranks.
    losses = nn.functional.cross_entropy(network(held_x), held_y, reduction="none")
    return {"losses": losses, "shard": True}


lr_finder.serve(step, optimizer=optimizer, model=model, evaluate=validate)

for update in range(250):
    if update % len(loader) == 0:
        sampler.set_epoch(update // len(loader))
    step()
print(f"rank {rank}: held-out loss {validate()['losses'].mean():.4f}")
dist.destroy_process_group()
