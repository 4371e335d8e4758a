"""A plain PyTorch training step of the recurrent attention model, as a careful user would write it: prints images/s.

The same network, loss and batch as Saccade's benchmark of mnist-28: one 8x8 patch, 6 glimpses, ReLU core of 256 units,
REINFORCE into the core, Adam with clipping. All crops of a batch are taken by one indexing operation.
"""
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
BATCH = int(sys.argv[1])
SIDE, PATCH, GLIMPSES, SIGMA = 28, 8, 6, 0.1


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.what, self.where = nn.Linear(PATCH * PATCH, 128), nn.Linear(2, 128)
        self.what_out, self.where_out = nn.Linear(128, 256), nn.Linear(128, 256)
        self.input, self.recurrent = nn.Linear(256, 256), nn.Linear(256, 256)
        self.mean, self.value, self.scores = nn.Linear(256, 2), nn.Linear(256, 1), nn.Linear(256, 10)

    def forward(self, padded, starts):
        rows = torch.arange(len(padded)).view(-1, 1, 1)
        offsets = torch.arange(PATCH)
        h = padded.new_zeros(len(padded), 256)
        place = starts
        log_density, values = [], []
        for t in range(GLIMPSES):
            if t > 0:
                mean = torch.tanh(self.mean(h))
                with torch.no_grad():
                    sample = mean + SIGMA * torch.randn_like(mean)
                log_density.append(-((sample - mean) ** 2).sum(1) / (2 * SIGMA ** 2) - 2 * math.log(SIGMA * math.sqrt(2 * math.pi)))
                values.append(self.value(h.detach()).squeeze(1))
                place = sample.clamp(-1, 1)
            corner = ((place + 1) / 2 * SIDE - PATCH / 2 + 0.5).floor().long() + PATCH
            xs, ys = corner[:, :1] + offsets, corner[:, 1:] + offsets
            patch = padded[rows, ys.unsqueeze(2), xs.unsqueeze(1)].flatten(1)
            g = F.relu(self.what_out(F.relu(self.what(patch))) + self.where_out(F.relu(self.where(place))))
            h = F.relu(self.input(g) + self.recurrent(h))
        return self.scores(h), torch.stack(log_density), torch.stack(values)


model = Model()
optimiser = torch.optim.Adam(model.parameters(), 1e-4)
images = F.pad(torch.rand(4096, SIDE, SIDE), [PATCH] * 4)
labels = torch.randint(0, 10, (4096,))


def step():
    picked = torch.randint(0, 4096, (BATCH,))
    starts = torch.rand(BATCH, 2) * 2 - 1
    scores, log_density, values = model(images[picked], starts)
    reward = (scores.argmax(1) == labels[picked]).float()
    surprise = reward - values
    loss = F.cross_entropy(scores, labels[picked]) + (surprise ** 2).mean()
    loss = loss - 0.1 * (log_density * surprise.detach()).sum(0).mean()
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5)
    optimiser.step()


for _ in range(20):
    step()
rates = []
for _ in range(5):
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < 0.4:
        step()
        steps += 1
    rates.append(steps * BATCH / (time.perf_counter() - start))
print(sorted(rates)[2])
