"""A PyTorch Lightning trainer for lr-finder. Put your module in; everything marked (yours) goes.

lr-finder run --trainer "python lr_trainer.py"
"""

import lightning
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import lr_finder
import lr_finder.lightning

# Before the model is made: the finder starts this script again with the same seed.
lr_finder.seed(0)

# (yours) Data: two rings.
angles = torch.rand(2000) * 6.2832
labels = torch.arange(2000) % 2
points = torch.stack([angles.cos(), angles.sin()], 1) * (1 + labels[:, None]) + torch.randn(2000, 2) * 0.2


# (yours) Module.
class Rings(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 2))

    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.cross_entropy(self.layers(x), y)

    def validation_step(self, batch, batch_idx):
        x, y = batch
        # Row by row, so that the finder knows how much a difference means; the mean alone is enough, too.
        losses = nn.functional.cross_entropy(self.layers(x), y, reduction="none")
        self.log("val_loss", losses.mean())
        return {"losses": losses}

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=1e-3)


# The callback is all that is added: it does nothing without the finder.
trainer = lightning.Trainer(max_epochs=5, callbacks=[lr_finder.lightning.callback()])
train, held_out = TensorDataset(points[:1600], labels[:1600]), TensorDataset(points[1600:], labels[1600:])
trainer.fit(Rings(), DataLoader(train, batch_size=32, shuffle=True), DataLoader(held_out, batch_size=200))
