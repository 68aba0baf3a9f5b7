/** A classifier with everything that has state: batch norm, dropout, slots, a shuffled loader. */
export const MODEL = `
import copy, numpy, random, sys, torch, lr_finder
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
torch.set_num_threads(1)
lr_finder.seed(0)
x = torch.randn(120, 6); y = (x.sum(1) > 0).long()
model = nn.Sequential(nn.Linear(6, 12), nn.BatchNorm1d(12), nn.Dropout(0.3), nn.Linear(12, 2))
model.register_buffer("not_saved", torch.zeros(1), persistent=False)
batches = lr_finder.Loop(DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True))
loss_of = nn.CrossEntropyLoss()
def step():
    bx, by = next(batches)
    bx = bx + 0.01 * torch.from_numpy(numpy.random.randn(*bx.shape)).float() * random.random()
    optimizer.zero_grad()
    loss = loss_of(model(bx), by) + 1e-3 * model.not_saved.sum()
    loss.backward()
    optimizer.step()
    model.not_saved += 1
    return loss
def validate():
    return loss_of(model(x), y)
`;
/** A script that trains it with this optimizer. */
export const serving = (
  optimizer: string,
  call = "optimizer=optimizer, model=model, evaluate=validate",
) => `${MODEL}\noptimizer = ${optimizer}\nlr_finder.serve(step, ${call})\n`;
