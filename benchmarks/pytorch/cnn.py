"""A plain PyTorch convolutional net on a folder of pictures, as a careful user would write it: prints errors and processor time.

    cnn.py DIR EPOCHS [THREADS]

DIR has train/CLASS, test/CLASS and, if it likes, val/CLASS. The net is that of 'saccade train --images DIR --model cnn': four layers of
3x3 filters with max pooling, the maximum of each filter, the classes; AdamW, batches of 32, a rate of 0.001 that falls to 0, clipping.
Training pictures are random square crops, mirrored, with random brightness and contrast. Files are decoded once.
"""
import pathlib
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

SIDE = 160


def read(folder, classes):
    """Pixels [3, SIDE, SIDE] of the centre of each picture, and labels."""
    pictures, labels = [], []
    for label, name in enumerate(classes):
        for file in sorted((folder / name).glob("*")) if (folder / name).is_dir() else []:
            image = Image.open(file).convert("RGB")
            scale = SIDE / min(image.size)
            image = image.resize([round(side * scale) for side in image.size], Image.BILINEAR)
            left, top = (image.width - SIDE) // 2, (image.height - SIDE) // 2
            pictures.append(np.asarray(image.crop((left, top, left + SIDE, top + SIDE))))
            labels.append(label)
    return torch.tensor(np.stack(pictures)).permute(0, 3, 1, 2).contiguous(), torch.tensor(labels)


def augment(images):
    """One crop of 80 to 100% of the side, one mirroring, one brightness and contrast for each image."""
    batch = len(images)
    side = 1 - 0.2 * torch.rand(batch)
    mirrored = torch.where(torch.rand(batch) < 0.5, -side, side)
    zero = torch.zeros(batch)
    shift = (1 - side)[:, None] * (2 * torch.rand(batch, 2) - 1)
    affine = torch.stack([torch.stack([mirrored, zero, shift[:, 0]], 1), torch.stack([zero, side, shift[:, 1]], 1)], 1)
    images = F.grid_sample(images, F.affine_grid(affine, images.shape, align_corners=False), align_corners=False)
    contrast, brightness = (1 + 0.2 * (2 * torch.rand(2, batch, 1, 1, 1) - 1))
    mean = images.mean((1, 2, 3), keepdim=True)
    return (((images - mean) * contrast + mean) * brightness).clamp(0, 1)


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        filters = [3, 16, 32, 64, 64]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in zip(filters, filters[1:]))
        self.scores = nn.Linear(filters[-1], classes)

    def forward(self, x):
        for layer in self.layers:
            x = F.max_pool2d(F.relu(layer(x)), 2)
        return self.scores(x.amax((2, 3)))


@torch.no_grad()
def error(model, images, labels):
    wrong = sum((model(x.float() / 255).argmax(1) != y).sum().item() for x, y in zip(images.split(64), labels.split(64)))
    return 100 * wrong / len(labels)


def main(directory, epochs, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    root = pathlib.Path(directory)
    classes = sorted(folder.name for folder in (root / "train").iterdir() if folder.is_dir())
    images, labels = read(root / "train", classes)
    model = Net(len(classes))
    optimiser = torch.optim.AdamW(model.parameters(), 1e-3, weight_decay=0.01)
    steps = epochs * ((len(images) + 31) // 32)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    started = time.process_time()
    for epoch in range(1, epochs + 1):
        for picked in torch.randperm(len(images)).split(32):
            loss = F.cross_entropy(model(augment(images[picked].float() / 255)), labels[picked])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5)
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch}: loss {loss.item():.3f}, {time.process_time() - started:.0f} s of processor time", flush=True)
    for split in ("val", "test"):
        if (root / split).is_dir():
            print(f"{split} error {error(model, *read(root / split, classes)):.2f}%")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 2)
