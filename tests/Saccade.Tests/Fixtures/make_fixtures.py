#!/usr/bin/python3
"""Writes the *.safetensors beside this script: what a plain PyTorch twin of the model computes.

PyTorchFixtureTests.cs compares Saccade with them: one unrolling, each loss term, every gradient, and the weights
after ten steps. Names of cases as arguments make these alone. It needs PyTorch and NumPy and nothing else (the files
were made with 1.13 and 1.24).

All is computed in double precision. A seed whose run could go another way for a rounding error (a glimpse about to
jump by a pixel, a tie between classes, a unit about to switch) is passed over: see `is_steady`.
"""
import json
import math
import pathlib
import struct
import sys

import numpy as np
import torch
from torch import nn

STEPS = 10

# Every case overrides these; PyTorchFixture.cs says the same in Saccade's options.
DEFAULTS = dict(
    patch=3, scales=2, factor=2, reach=1.0, channels=1, height=12, width=12, images=5, rollouts=1, glimpses=4, classes=4,
    form="additive", batch_norm=False, core="relu", location_hidden=0, squash=True, sigma=0.3, first="uniform",
    term="exact", reduction="sum", subtract_baseline=True, location_reaches_core=False, baseline_reaches_core=False,
    location_weight=0.5, baseline_weight=0.7, reward="accuracy", reward_at="last", action_at="last", trace=1.0,
    filters=(), apart=False, pooling="none", layers=1, context=0, context_filters=(), context_pooling="none", smoothing=0.0,
    leave_one_out=False, saliency=False,
    optimiser="adam", rate=1e-2, momentum=0.0, nesterov=False, weight_decay=0.0, clip=0.0)

CASES = {
    "paper": dict(),
    "report": dict(
        form="concatenated", location_hidden=5, squash=False, first="centre", term="report", reduction="mean",
        subtract_baseline=False, location_reaches_core=True, optimiser="sgd", rate=0.05, momentum=0.9),
    "learned_start": dict(
        core="lstm", location_hidden=5, first="learned", term="bare", rollouts=2, images=3, height=11, width=16,
        location_reaches_core=True, baseline_reaches_core=True, optimiser="adamw", weight_decay=0.1),
    "batch_norm": dict(
        batch_norm=True, squash=False, channels=2, images=6, reduction="mean", baseline_reaches_core=True,
        optimiser="sgd", rate=0.05, momentum=0.9, nesterov=True, weight_decay=0.01, clip=0.5),
    "colour": dict(
        core="lstm", squash=False, location_hidden=5, channels=3, height=17, width=9, factor=3, reach=0.7, rollouts=2,
        images=3, first="learned", reduction="mean", location_reaches_core=True, weight_decay=0.05),
    "batch_norm_joined": dict(
        form="concatenated", batch_norm=True, first="centre", term="bare", images=3, rollouts=2, subtract_baseline=False,
        baseline_reaches_core=True, optimiser="sgd", rate=0.05),
    "one_scale": dict(
        scales=1, patch=5, location_hidden=5, first="centre", term="report", location_reaches_core=True, clip=0.3),
    "three_rollouts": dict(
        form="concatenated", core="lstm", squash=False, images=2, rollouts=3, scales=3, patch=2, term="bare", reduction="mean",
        baseline_reaches_core=True, optimiser="sgd", rate=0.1, momentum=0.9, nesterov=True),
    # The returns and rewards beyond the paper, and every optimiser with a gradient that is clipped.
    "lambda_0": dict(
        location_hidden=5, reward="probability", trace=0.0, rollouts=2, images=3, glimpses=5, location_reaches_core=True,
        baseline_reaches_core=True, optimiser="adamw", weight_decay=0.05, clip=0.2),
    "lambda_0_4": dict(
        core="lstm", first="centre", reward_at="every", action_at="every", trace=0.4, rollouts=3, images=2, glimpses=5,
        location_reaches_core=True, optimiser="sgd", rate=0.2, momentum=0.9, clip=0.1),
    "lambda_1": dict(
        form="concatenated", squash=False, first="learned", reward="probability", reward_at="every", rollouts=2, images=4,
        reduction="mean", baseline_reaches_core=True, optimiser="sgd", rate=0.5, clip=0.1),
    "lambda_0_4_last": dict(
        location_hidden=5, action_at="every", trace=0.4, glimpses=6, subtract_baseline=False, clip=0.1),
    # The parts of Ba et al. (2015): convolutions, the product of what and where, two core layers, a context network.
    "dram": dict(
        patch=6, filters=(3, 4), form="multiplied", layers=2, context=5, first="learned", location_hidden=5,
        location_reaches_core=True, baseline_reaches_core=True),
    "dram_lstm": dict(
        patch=6, channels=2, filters=(3, 4), apart=True, core="lstm", layers=2, context=6, context_filters=(2,), first="learned",
        images=3, rollouts=2, location_reaches_core=True, smoothing=0.1, optimiser="sgd", rate=0.2, momentum=0.9, clip=0.5),
    # Own pictures: global pooling, a context of the one core, rewards of progress, other rollouts as baseline.
    "pictures": dict(
        patch=6, filters=(3, 4), apart=True, pooling="maximum_and_place", context=7, context_filters=(3, 4),
        context_pooling="maximum_and_place", first="learned", location_hidden=5, action_at="every", reward="progress", images=2,
        rollouts=3, leave_one_out=True, location_reaches_core=True, optimiser="adamw", weight_decay=0.05),
    # Locations from a saliency map. A bias common to all places has no gradient, and Adam would scale what rounding makes of it.
    "saliency": dict(
        patch=3, context=12, context_filters=(3, 4), saliency=True, first="learned", glimpses=5, rollouts=2, images=3, height=24,
        width=20, location_reaches_core=True, optimiser="sgd", rate=0.2, momentum=0.9, clip=0.5),
    "pooled": dict(
        patch=6, filters=(3, 4), form="concatenated", pooling="maximum", context=6, context_filters=(4,), context_pooling="mean",
        location_reaches_core=True, reward="progress", subtract_baseline=False),
}


def convolutions(owner, name, channels, filters):
    """Adds 3×3 convolutions called name1, name2, … to a module."""
    layers = []
    for i, count in enumerate(filters):
        layers.append(nn.Conv2d(channels, count, 3, padding=1))
        owner.add_module(f"{name}{i + 1}", layers[-1])
        channels = count
    return layers


def convolve(layers, images, pooling):
    """Each layer with a relu, the last with max pooling too; then all places, or what global pooling leaves of each filter."""
    for layer in layers:
        images = torch.relu(layer(images))
    if layers:
        images = nn.functional.max_pool2d(images, 2)
    if not layers or pooling == "none":
        return images.flatten(1)
    if pooling == "mean":
        return images.mean((2, 3))
    most, place = images.flatten(2).max(2)
    if pooling == "maximum":
        return most
    rows, columns = images.shape[2:]
    x, y = ((2 * index + 1).to(images.dtype) / count - 1 for index, count in ((place % columns, columns), (place // columns, rows)))
    return torch.cat([most, most * x, most * y], 1)


def convolved(filters, pooling, channels, side):
    """The number of values that convolve leaves of an image."""
    if not filters:
        return channels * side ** 2
    return filters[-1] * {"none": (side // 2) ** 2, "maximum": 1, "mean": 1, "maximum_and_place": 3}[pooling]


class Glimpse(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.o, self.concatenated = o, o["form"] == "concatenated"
        self.towers = o["scales"] if o["apart"] else 1
        channels = o["scales"] * o["channels"] // self.towers
        names = [f"tower{i + 1}_conv" for i in range(self.towers)] if o["apart"] else ["conv"]
        self.stacks = [convolutions(self, name, channels, o["filters"]) for name in names]
        self.what = nn.Linear(self.towers * convolved(o["filters"], o["pooling"], channels, o["patch"]), 6)
        self.where = nn.Linear(2, 6)
        self.what_out = nn.Linear(12 if self.concatenated else 6, 8)
        if not self.concatenated:
            self.where_out = nn.Linear(6, 8)
        self.normalises = o["batch_norm"]
        if self.normalises:
            self.what_norm, self.where_norm, self.out_norm = nn.BatchNorm1d(6), nn.BatchNorm1d(6), nn.BatchNorm1d(8)

    def forward(self, retina, location):
        scales = retina.view(len(retina), -1, self.o["patch"], self.o["patch"]).chunk(self.towers, 1)
        seen = torch.cat([convolve(stack, scale, self.o["pooling"]) for stack, scale in zip(self.stacks, scales)], 1)
        h_g, h_l = self.what(seen), self.where(location)
        if self.normalises:
            h_g, h_l = self.what_norm(h_g), self.where_norm(h_l)
        h_g, h_l = torch.relu(h_g), torch.relu(h_l)
        if self.o["form"] == "multiplied":
            return torch.relu(self.what_out(h_g)) * torch.relu(self.where_out(h_l))
        g = self.what_out(torch.cat([h_g, h_l], 1)) if self.concatenated else self.what_out(h_g) + self.where_out(h_l)
        return torch.relu(self.out_norm(g) if self.normalises else g)


class Context(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.o = o
        self.stack = convolutions(self, "conv", o["channels"], o["context_filters"])
        if not o["saliency"]:
            self.hidden = nn.Linear(convolved(o["context_filters"], o["context_pooling"], o["channels"], o["context"]), 6)
            self.state = nn.Linear(6, 7)

    def forward(self, images):
        """u_0 [B, 7], or for a saliency map the maps [B, filters, rows, columns]."""
        view = nn.functional.adaptive_avg_pool2d(images / 255, self.o["context"])
        if self.o["saliency"]:
            return convolve(self.stack, view, "none").view(len(images), self.o["context_filters"][-1], self.o["context"] // 2, -1)
        return torch.relu(self.state(torch.relu(self.hidden(convolve(self.stack, view, self.o["context_pooling"])))))


class Core(nn.Module):
    def __init__(self, o, inputs=8):
        super().__init__()
        self.lstm = o["core"] == "lstm"
        self.input = nn.Linear(inputs, 28 if self.lstm else 7)
        self.recurrent = nn.Linear(7, 28 if self.lstm else 7)

    def forward(self, g, state):
        h, c = state
        a = self.input(g) + self.recurrent(h)
        if not self.lstm:
            return torch.relu(a), c
        i, f, u, out = a[:, 0:7], a[:, 7:14], a[:, 14:21], a[:, 21:28]
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(u)
        return torch.sigmoid(out) * torch.tanh(c), c


class Location(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.squash = o["squash"]
        if o["saliency"]:
            self.saliency = nn.Linear(o["context_filters"][-1], 1)
            return
        units = o["location_hidden"]
        if units:
            self.hidden = nn.Linear(7, units)
        self.mean = nn.Linear(units or 7, 2)

    def forward(self, h):
        m = self.mean(torch.relu(self.hidden(h)) if hasattr(self, "hidden") else h)
        return torch.tanh(m) if self.squash else m


def expected_place(saliency, looks, half):
    """μ [2]: the mean of the places (x, y) of a map [rows, columns] by their softmax, without those near an earlier look."""
    rows, columns = saliency.shape
    places = [((2 * column + 1) / columns - 1, (2 * row + 1) / rows - 1) for row in range(rows) for column in range(columns)]
    free = [not any(abs(x - look[0]) < half[0] and abs(y - look[1]) < half[1] for look in looks) for x, y in places]
    kept = [i for i in range(len(places)) if free[i] or not any(free)]
    return saliency.flatten()[kept].softmax(0) @ torch.tensor([places[i] for i in kept], dtype=saliency.dtype)


class Head(nn.Module):
    def __init__(self, name, outputs):
        super().__init__()
        setattr(self, name, nn.Linear(7, outputs))
        self.name = name

    def forward(self, h):
        return getattr(self, self.name)(h)


class Twin(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.o = o
        self.glimpse, self.core, self.location = Glimpse(o), Core(o), Location(o)
        self.action, self.baseline = Head("scores", o["classes"]), Head("value", 1)
        if o["layers"] == 2:
            self.location_core = Core(o, 7)
        if o["context"]:
            self.context = Context(o)


def sense(o, image, x, y):
    """The retina [K, C, G, G] at one location: plain loops, in the words of the convention."""
    channels, height, width = image.shape
    retina = np.zeros((o["scales"], channels, o["patch"], o["patch"]))
    for k in range(o["scales"]):
        pool = o["factor"] ** k
        side = o["patch"] * pool
        left = math.floor((o["reach"] * x + 1) / 2 * width - side / 2 + 0.5)
        top = math.floor((o["reach"] * y + 1) / 2 * height - side / 2 + 0.5)
        for row in range(side):
            for column in range(side):
                if 0 <= top + row < height and 0 <= left + column < width:
                    retina[k, :, row // pool, column // pool] += image[:, top + row, left + column]
        retina[k] /= 255 * pool * pool
    return retina


def margin_to_jump(o, location, sample):
    """How far, in pixels, a chosen location is from where a patch would jump or the clamp would change."""
    least = math.inf
    for axis, size in ((0, o["width"]), (1, o["height"])):
        least = min(least, abs(abs(sample[axis]) - 1) * size)
        if abs(location[axis]) < 1:
            for k in range(o["scales"]):
                start = (o["reach"] * location[axis] + 1) / 2 * size - o["patch"] * o["factor"] ** k / 2 + 0.5
                least = min(least, abs(start - round(start)))
    return least


def lambda_returns(o, rewards, baselines):
    """The λ-return of each decision [D, N], summed forwards: what is expected after k further answers counts (1 − λ)·λ^(k−1).

    rewards [D, N] are those of the answers after the decisions. With one reward, the last answer's, it is the return of all;
    otherwise a return is the mean over the answers still to come, and b the estimate of that mean.
    """
    decisions, trace, returns = len(rewards), o["trace"], []
    for d in range(decisions):
        left = decisions - d
        later = sum(((1 - trace) * trace ** (k - 1) * (left - k if o["reward_at"] == "every" else 1) * baselines[d + k]
                     for k in range(1, left)), torch.zeros_like(rewards[0]))
        if o["reward_at"] == "every":
            earned = sum(trace ** k * rewards[d + k] for k in range(left))
            returns.append((earned + later) / left)
        else:
            returns.append(trace ** (left - 1) * rewards[-1] + later)
    return torch.stack(returns)


def unroll(model, data, watch):
    o, dtype = model.o, next(model.parameters()).dtype
    n, each = len(data["starts"]), o["rollouts"]
    state = (torch.zeros(n, 7, dtype=dtype), torch.zeros(n, 7, dtype=dtype))
    upper = state
    half = [o["patch"] * o["factor"] ** (o["scales"] - 1) / o[side] for side in ("width", "height")]
    if o["saliency"]:
        maps = model.context(torch.tensor(data["images"], dtype=dtype))
        saliency = model.location.saliency(maps.permute(0, 2, 3, 1)).squeeze(-1).repeat_interleave(each, 0)
    elif o["context"]:
        upper = (model.context(torch.tensor(data["images"], dtype=dtype)).repeat_interleave(each, 0), state[1])
        state = upper if o["layers"] == 1 else state
    locations, samples, means, judged, answers = [], [], [], [], []
    for t in range(o["glimpses"]):
        if t == 0 and o["first"] == "uniform":
            look = torch.tensor(data["starts"], dtype=dtype)
        elif t == 0 and o["first"] == "centre":
            look = torch.zeros(n, 2, dtype=dtype)
        else:
            if o["saliency"]:
                mean = torch.stack([expected_place(saliency[i], [look[i].tolist() for look in locations], half) for i in range(n)])
            else:
                mean = model.location(upper[0] if o["location_reaches_core"] else upper[0].detach())
            sample = mean.detach() + o["sigma"] * torch.tensor(data["steps"][t], dtype=dtype)
            means.append(mean)
            samples.append(sample)
            judged.append(upper[0])
            look = sample.clamp(-1, 1)
            for i in range(n):
                watch["jump"] = min(watch["jump"], margin_to_jump(o, look[i].tolist(), sample[i].tolist()))
            watch["clamped"] += int((look != sample).sum())
        seen = np.stack([sense(o, data["images"][i // each], *look[i].tolist()).ravel() for i in range(n)])
        state = model.core(model.glimpse(torch.tensor(seen, dtype=dtype), look), state)
        upper = model.location_core(state[0], upper) if o["layers"] == 2 else state
        locations.append(look)
        answers.append(model.action(state[0]))
    judged = torch.stack(judged)
    baselines = model.baseline(judged if o["baseline_reaches_core"] else judged.detach()).squeeze(-1)
    return dict(locations=torch.stack(locations), samples=torch.stack(samples), means=torch.stack(means),
                baselines=baselines, answers=torch.stack(answers), scores=answers[-1], hidden=state[0])


def losses(o, out, labels, watch):
    answers = out["answers"].detach()
    of_label = answers.log_softmax(-1).gather(-1, labels.expand(len(answers), -1).unsqueeze(-1)).squeeze(-1)
    if o["reward"] == "accuracy":
        best = (answers if o["reward_at"] == "every" else answers[-1:]).topk(2, -1).values
        watch["tie"] = min(watch["tie"], float((best[..., 0] - best[..., 1]).min()))
        rewards = (answers.argmax(-1) == labels).to(answers.dtype)
    else:
        rewards = of_label.exp()
    rewards = rewards[-len(out["baselines"]):]
    watch["rewards"].add(float(rewards[-1].mean()))
    counted = out["answers"] if o["action_at"] == "every" else out["answers"][-1:]
    action = torch.stack([nn.functional.cross_entropy(scores, labels, label_smoothing=o["smoothing"])
                          for scores in counted]).mean()
    held = out["baselines"].detach()
    if o["reward"] == "progress":
        # What log p of the right class gains from the state of a decision to the end; before the first glimpse all have the same p.
        start = torch.full_like(of_label[:1], -math.log(o["classes"]))
        returns = target = of_label[-1] - torch.cat([start, of_label[:-1]])[-len(held):]
    else:
        returns, target = lambda_returns(o, rewards, held), lambda_returns({**o, "trace": 1.0}, rewards, held)
    baseline = ((target - out["baselines"]) ** 2).mean()
    advantage = returns - held if o["subtract_baseline"] else returns
    if o["leave_one_out"]:
        of_image = advantage.view(len(advantage), -1, o["rollouts"])
        advantage = advantage - ((of_image.sum(-1, keepdim=True) - of_image) / (o["rollouts"] - 1)).flatten(1)
    s = o["sigma"]
    d2 = ((out["samples"] - out["means"]) ** 2).sum(-1)
    constant = 2 * (-math.log(s) - math.log(math.sqrt(2 * math.pi)))
    log_density = {"exact": constant - d2 / (2 * s * s), "report": constant - d2 / (2 * s), "bare": -d2 / (2 * s * s)}[o["term"]]
    weighted = log_density * advantage
    location = -(weighted.sum(0) if o["reduction"] == "sum" else weighted.mean(0)).mean()
    total = action + o["baseline_weight"] * baseline + o["location_weight"] * location
    return dict(action=action, baseline=baseline, location=location, total=total)


def make_optimiser(o, parameters):
    if o["optimiser"] == "sgd":
        return torch.optim.SGD(parameters, 1, momentum=o["momentum"], nesterov=o["nesterov"], weight_decay=o["weight_decay"])
    kind = torch.optim.Adam if o["optimiser"] == "adam" else torch.optim.AdamW
    return kind(parameters, 1, weight_decay=o["weight_decay"])


def draw(o, seed):
    torch.manual_seed(seed)
    model = Twin(o)
    with torch.no_grad():
        # Paths that differ from image to image, and statistics and scales of batch normalisation that are not 0 and 1.
        (model.location.saliency if o["saliency"] else model.location.mean).weight.mul_(2)
        for name, value in model.state_dict().items():
            if "_norm" in name and value.dtype == torch.float32:
                value.copy_(torch.rand(value.shape) + 0.5 if name.endswith(("weight", "var")) else torch.randn(value.shape) * 0.2)
    n = o["images"] * o["rollouts"]
    return model, dict(
        images=torch.randint(0, 256, (o["images"], o["channels"], o["height"], o["width"])).numpy().astype(np.float32),
        labels=torch.randint(0, o["classes"], (o["images"],)).numpy(),
        starts=(torch.rand(n, 2) * 2 - 1).numpy(), steps=torch.randn(o["glimpses"], n, 2).numpy())


def run(o, seed, dtype):
    """Ten steps; returns all that a fixture holds, and how near they came to a jump or a tie."""
    model, data = draw(o, seed)
    watch = dict(jump=math.inf, tie=math.inf, clamped=0, clipped=0, rewards=set())
    held = {k: v for k, v in data.items()}
    held.update({f"weights/{k}": v for k, v in model.state_dict().items() if v.dtype == torch.float32})
    held = {k: v.clone() if torch.is_tensor(v) else v for k, v in held.items()}
    model = model.to(dtype)
    labels = torch.tensor(data["labels"]).repeat_interleave(o["rollouts"])
    optimiser = make_optimiser(o, list(model.parameters()))
    for step in range(STEPS):
        optimiser.zero_grad()
        out = unroll(model, data, watch)
        terms = losses(o, out, labels, watch)
        terms["total"].backward()
        if step == 0:
            held.update({f"expected/{k}": v.detach().clone() for k, v in {**out, **terms}.items()})
            held.update({f"gradients/{k}": (torch.zeros_like(v) if v.grad is None else v.grad).clone()
                         for k, v in model.named_parameters()})
        held[f"losses/{step}"] = terms["total"].detach()
        if o["clip"]:
            length = math.sqrt(sum(float((p.grad ** 2).sum()) for p in model.parameters() if p.grad is not None))
            for p in model.parameters():
                if p.grad is not None and length > o["clip"]:
                    p.grad.mul_(o["clip"] / length)
            watch["clipped"] += length > o["clip"]
        for group in optimiser.param_groups:
            group["lr"] = o["rate"] * (1 - step / (2 * STEPS))
        optimiser.step()
    held.update({f"after/{k}": v for k, v in model.state_dict().items() if v.dtype == dtype})
    return {k: np.asarray(v, dtype=np.float32) for k, v in held.items()}, watch


def is_steady(exact, single, watch):
    """Whether a run in single precision must come out as this one in double precision did."""
    gap = max(float(np.abs(exact[k] - single[k]).max()) for k in exact if not k.startswith("gradients/"))
    rewards = watch["rewards"]
    return watch["jump"] > 1e-3 and watch["tie"] > 1e-3 and gap < 1e-5 and max(rewards) > 0 and min(rewards) < 1


def write(path, tensors, metadata):
    header, start = {"__metadata__": metadata}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [start, start + value.nbytes]}
        start += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(np.ascontiguousarray(v).tobytes() for v in tensors.values()))


def main():
    torch.set_num_threads(1)
    for name in sys.argv[1:] or CASES:
        o = {**DEFAULTS, **CASES[name]}
        for seed in range(1000):
            exact, watch = run(o, seed, torch.float64)
            if watch["jump"] <= 1e-3:
                continue
            single, _ = run(o, seed, torch.float32)
            if is_steady(exact, single, watch):
                break
        else:
            raise SystemExit(f"{name}: no seed gave a steady run")
        path = pathlib.Path(__file__).with_name(f"{name}.safetensors")
        write(path, exact, {"seed": str(seed), "torch": torch.__version__, "options": json.dumps(o)})
        print(f"{name}: seed {seed}, {path.stat().st_size} bytes, {watch['clamped']} clamped, {watch['clipped']} clipped, "
              f"{watch['jump']:.1e} px to a jump, rewards {min(watch['rewards']):.2f} to {max(watch['rewards']):.2f}")


if __name__ == "__main__":
    main()
