"""Two networks with an optimizer each. Both LRs go together and keep their ratio: the discriminator's is the base."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import lr_finder

lr_finder.seed(0)
angles = torch.rand(2000) * 6.2832
rows = torch.stack([angles.cos(), angles.sin()], 1) + torch.randn(2000, 2) * 0.05
generator = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
discriminator = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
of_discriminator = torch.optim.Adam(discriminator.parameters(), lr=4e-4, betas=(0.5, 0.9))
of_generator = torch.optim.Adam(generator.parameters(), lr=1e-4, betas=(0.5, 0.9))
batches = lr_finder.Loop(DataLoader(TensorDataset(rows[:1600]), batch_size=64, shuffle=True))
softplus = nn.functional.softplus


def step():
    (real,) = next(batches)
    fake = generator(torch.randn(len(real), 4))
    loss = (softplus(-discriminator(real)) + softplus(discriminator(fake.detach()))).mean()
    of_discriminator.zero_grad()
    loss.backward()
    of_discriminator.step()
    fooled = softplus(-discriminator(fake)).mean()
    of_generator.zero_grad()
    fooled.backward()
    of_generator.step()
    return loss


noise = torch.randn(400, 4)


@torch.no_grad()
def validate():
    """How far what is made is from held-out rows, which falls as the generator learns: neither loss does."""
    apart = torch.cdist(generator(noise), rows[1600:])
    return apart.mean(1) - torch.cdist(generator(noise), generator(noise)).mean(1) / 2


lr_finder.serve(
    step,
    optimizer=[of_discriminator, of_generator],
    model=[discriminator, generator],
    evaluate=validate,
)

for _ in range(200):
    step()
print(f"distance from held-out rows {validate().mean():.4f}")
