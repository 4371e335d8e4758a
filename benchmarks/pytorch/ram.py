"""A plain PyTorch training step of the recurrent attention model, as a careful user would write it: prints images/s.

    ram.py BATCH THREADS SECONDS

The same network, loss and optimiser as Saccade's recipe mnist-28: one 8x8 patch, 7 glimpses, a ReLU core of 256 units, a
hidden layer in front of the mean, REINFORCE into the core, AdamW with clipping. A view of all windows makes the crops of a
batch one indexing operation; log-densities and baselines of all glimpses are computed at once.
"""
import ctypes
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

SIDE, PATCH, GLIMPSES, SIGMA = 28, 8, 7, 0.1


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.what, self.where = nn.Linear(PATCH * PATCH, 128), nn.Linear(2, 128)
        self.what_out, self.where_out = nn.Linear(128, 256), nn.Linear(128, 256)
        self.input, self.recurrent = nn.Linear(256, 256), nn.Linear(256, 256)
        self.hidden, self.mean = nn.Linear(256, 128), nn.Linear(128, 2)
        self.value, self.scores = nn.Linear(256, 1), nn.Linear(256, 10)

    def forward(self, windows, picked, place):
        noise = SIGMA * torch.randn(GLIMPSES - 1, len(picked), 2)
        means, samples, states = [], [], []
        for t in range(GLIMPSES):
            if t > 0:
                mean = torch.tanh(self.mean(F.relu(self.hidden(h))))
                sample = mean.detach() + noise[t - 1]
                means.append(mean)
                samples.append(sample)
                states.append(h.detach())
                place = sample.clamp(-1, 1)
            # The patch's corner in the padded image, rounded: nothing is negative.
            x, y = ((place + 1) * (SIDE / 2) + (PATCH / 2 + 0.5)).long().unbind(1)
            patch = windows[picked, y, x].flatten(1)
            g = F.relu(self.what_out(F.relu(self.what(patch))) + self.where_out(F.relu(self.where(place))))
            # The first state is zero.
            h = F.relu(self.input(g) + (self.recurrent(h) if t > 0 else self.recurrent.bias))
        log_density = -((torch.stack(samples) - torch.stack(means)) ** 2).sum(2) / (2 * SIGMA ** 2)
        return self.scores(h), log_density, self.value(torch.stack(states)).squeeze(2)


def main(batch, threads, seconds):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = Model()
    parameters = list(model.parameters())
    optimiser = torch.optim.AdamW(parameters, 1e-4, weight_decay=0.05, foreach=True)
    windows = F.pad(torch.rand(4096, SIDE, SIDE), [PATCH] * 4).unfold(1, PATCH, 1).unfold(2, PATCH, 1)
    labels = torch.randint(0, 10, (4096,))

    def step():
        picked = torch.randint(0, 4096, (batch,))
        scores, log_density, values = model(windows, picked, torch.rand(batch, 2) * 2 - 1)
        right = labels[picked]
        reward = (scores.argmax(1) == right).float()
        surprise = reward - values
        loss = F.cross_entropy(scores, right) + (surprise ** 2).mean() - 0.1 * (log_density * surprise.detach()).sum(0).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 5)
        optimiser.step()

    for _ in range(10):
        step()
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        step()
        steps += 1
    print(steps * batch / (time.perf_counter() - start))


def versions():
    config = ctypes.CDLL("libblas.so.3").openblas_get_config
    config.restype = ctypes.c_char_p
    print(f"PyTorch {torch.__version__}, {config().decode()}")


if sys.argv[1] == "--versions":
    versions()
else:
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
