"""A small convolutional network on idx images (MNIST's format), with PyTorch."""

import argparse
import gzip
import os
import struct
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

HERE = os.path.dirname(os.path.abspath(__file__))
# In a project of yours the folder lr_finder lies beside the script (`lr-finder init`); here it is the repository's.
sys.path.insert(0, os.path.join(HERE, "../../src/python"))

import lr_finder  # noqa: E402

DIGITS = os.path.join(HERE, "../../datasets/digits-")


def read_idx(path):
    """The bytes of an idx file, gzipped or not, in its own shape."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        data = bytearray(file.read())
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise SystemExit(f"{path} is not an idx file of bytes")
    shape = struct.unpack_from(f">{data[3]}I", data, 4)
    return torch.frombuffer(data, dtype=torch.uint8, offset=4 + 4 * data[3]).reshape(shape)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", default=f"{DIGITS}images.idx3-ubyte.gz", help="idx file of images")
    parser.add_argument("--labels", default=f"{DIGITS}labels.idx1-ubyte.gz", help="idx file of labels")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--accumulate", type=int, default=1, help="micro-batches in one update")
    parser.add_argument("--epochs", type=int, default=5)
    args = parser.parse_args()

    lr_finder.seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    images = read_idx(args.images).unsqueeze(1).float().div(255)
    labels = read_idx(args.labels).long()
    held_out = len(images) // 5
    train = TensorDataset(images[held_out:], labels[held_out:])
    test_images, test_labels = images[:held_out].to(device), labels[:held_out].to(device)

    size = images.shape[-1] // 4
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(32 * size * size, 10),
    ).to(device)
    # Two groups: the finder keeps the head's LR at three times the base.
    optimizer = torch.optim.AdamW(
        [
            {"params": model[:-1].parameters()},
            {"params": model[-1].parameters(), "lr": 3 * args.lr},
        ],
        lr=args.lr,
    )
    batches = lr_finder.Loop(DataLoader(train, batch_size=args.batch_size, shuffle=True))
    loss_of = nn.CrossEntropyLoss()

    def micro_step():
        x, y = next(batches)
        loss = loss_of(model(x.to(device)), y.to(device))
        (loss / args.accumulate).backward()
        return loss

    def update():
        optimizer.step()
        optimizer.zero_grad()

    @torch.no_grad()
    def validate():
        # Row by row, so that the finder knows how much a difference means.
        return nn.functional.cross_entropy(model(test_images), test_labels, reduction="none")

    step = lr_finder.accumulate(micro_step, args.accumulate, update)
    lr_finder.serve(step, optimizer=optimizer, model=model, evaluate=validate)

    # Reached only without the finder.
    for epoch in range(args.epochs):
        for _ in range(max(1, len(train) // (args.batch_size * args.accumulate))):
            step()
        model.eval()
        print(f"epoch {epoch + 1}: held-out loss {validate().mean().item():.4f}")
        model.train()


if __name__ == "__main__":
    main()
