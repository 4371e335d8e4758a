"""The recurrent attention model of Mnih et al. (2014) in PyTorch, with the weights of Saccade.

    model = SaccadeModel.from_pretrained("FOLDER")
    out = model(images)                         # [B, C, H, W], 0 black to 1 white, of any size
    out["probabilities"][:, -1].argmax(1)       # classes; names are model.config["id2label"]

The networks are those of config.json; the sensor and all rounding are those of Saccade.
"""
import json
import os
import struct

import torch
import torch.nn.functional as F
from torch import nn


def load_safetensors(path):
    """The 32-bit tensors of a safetensors file: length of the header, header in JSON, data."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    return {name: torch.frombuffer(data, dtype=torch.float32, count=(t["data_offsets"][1] - t["data_offsets"][0]) // 4,
                                   offset=t["data_offsets"][0]).reshape(t["shape"]).clone()
            for name, t in header.items() if t["dtype"] == "F32"}


class SaccadeModel(nn.Module):
    def __init__(self, config, tensors):
        super().__init__()
        self.config = config
        for name, tensor in tensors.items():
            *path, last = name.split(".")
            module = self
            for part in path:
                if not hasattr(module, part):
                    module.add_module(part, nn.Module())
                module = getattr(module, part)
            module.register_parameter(last, nn.Parameter(tensor, requires_grad=not last.startswith("running_")))

    @classmethod
    def from_pretrained(cls, folder):
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
            config = json.load(file)
        return cls(config, load_safetensors(os.path.join(folder, "model.safetensors"))).eval()

    def linear(self, layer, x):
        return F.linear(x, self.get_parameter(layer + ".weight"), self.get_parameter(layer + ".bias"))

    def norm(self, layer, x, t):
        if not self.config["batch_norm"]:
            return x
        mean, var = self.get_parameter(layer + ".running_mean"), self.get_parameter(layer + ".running_var")
        if mean.dim() == 2:  # statistics of each glimpse
            mean, var = mean[min(t, len(mean) - 1)], var[min(t, len(var) - 1)]
        return F.batch_norm(x, mean, var, self.get_parameter(layer + ".weight"), self.get_parameter(layer + ".bias"))

    def convolutions(self, stack, options, x, pooling="None"):
        each = lambda values, i: values[i if len(values) > 1 else 0]
        for i in range(len(options["filters"])):
            layer = f"{stack}{i + 1}"
            x = F.relu(F.conv2d(x, self.get_parameter(layer + ".weight"), self.get_parameter(layer + ".bias"),
                                stride=each(options["strides"], i), padding=each(options["filter_sides"], i) // 2))
            x = F.max_pool2d(x, each(options["pools"], i))
        (rows, columns), (most, place) = x.shape[2:], x.flatten(2).max(2)
        at_x, at_y = (2 * (place % columns) + 1) / columns - 1, (2 * (place // columns) + 1) / rows - 1
        return {"None": x.flatten(1), "Maximum": most, "Mean": x.mean((2, 3)),
                "MaximumAndPlace": torch.cat([most, most * at_x, most * at_y], 1)}[pooling]

    def start(self, location, size, side):
        placement, half = self.config["sensor"]["placement"], (self.config["sensor"]["reach"] * location + 1) / 2
        return (torch.round(half * (size + 1) - side / 2) if placement == "Wide"
                else torch.floor(half * size + (0.5 if side % 2 == 0 and placement == "Nearest" else 0)) - side // 2).long()

    def sense(self, images, location):
        """The patches around l, from fine to coarse, each pooled to G×G [B, K·C, G, G]."""
        sensor, (batch, _, height, width) = self.config["sensor"], images.shape
        patches = []
        for scale in range(sensor["scales"]):
            factor = sensor["scale_factor"] ** scale
            side = sensor["patch_side"] * factor
            x, y = (self.start(location[:, axis].double(), size, side)[:, None] + torch.arange(side, device=images.device)
                    for axis, size in ((0, width), (1, height)))
            inside = ((y >= 0) & (y < height))[:, :, None] & ((x >= 0) & (x < width))[:, None, :]
            rows, columns = y.clamp(0, height - 1)[:, :, None], x.clamp(0, width - 1)[:, None, :]
            pixels = images[torch.arange(batch, device=images.device)[:, None, None], :, rows, columns] - sensor["outside"]
            pooled = F.avg_pool2d((pixels * inside[..., None] + sensor["outside"]).permute(0, 3, 1, 2), factor)
            patches.append(pooled * self.config["input_scale"] * (factor ** 2 if self.config["input_sum"] else 1))
        return torch.cat(patches, 1)

    def glimpse_features(self, images, location, t):
        """g_t (paper, section 3.1)."""
        config, activate = self.config, F.relu if self.config["glimpse_activation"] == "Relu" else lambda x: x
        patches, options, pooling = self.sense(images, location), config["convolution"], config["convolution_pooling"]
        if options["filters"] and config["convolve_scales_apart"] and config["sensor"]["scales"] > 1:
            seen = torch.cat([self.convolutions(f"glimpse.tower{i + 1}_conv", options, scale, pooling)
                              for i, scale in enumerate(patches.chunk(config["sensor"]["scales"], 1))], 1)
        else:
            seen = self.convolutions("glimpse.conv", options, patches, pooling if options["filters"] else "None")
        what = activate(self.norm("glimpse.what_norm", self.linear("glimpse.what", seen), t))
        where = activate(self.norm("glimpse.where_norm", self.linear("glimpse.where", location), t))
        if config["glimpse_form"] == "Multiplied":
            return F.relu(self.linear("glimpse.what_out", what)) * F.relu(self.linear("glimpse.where_out", where))
        joined = (self.linear("glimpse.what_out", torch.cat([what, where], 1)) if config["glimpse_form"] == "Concatenated"
                  else self.linear("glimpse.what_out", what) + self.linear("glimpse.where_out", where))
        return F.relu(self.norm("glimpse.out_norm", joined, t))

    def step(self, core, x, state):
        """The next (h, c) of a layer of the core."""
        total = self.linear(core + ".input", x) + self.linear(core + ".recurrent", state[0])
        if self.config["core"] == "Relu":
            return F.relu(total), state[1]
        i, f, u, o = total.chunk(4, 1)
        cell = torch.sigmoid(f) * state[1] + torch.sigmoid(i) * torch.tanh(u)
        return torch.sigmoid(o) * torch.tanh(cell), cell

    def next_location(self, state):
        hidden = F.relu(self.linear("location.hidden", state)) if self.config["location_hidden"] else state
        mean = self.linear("location.mean", hidden)
        mean = torch.tanh(mean) if self.config["squash_mean"] else mean
        return (torch.tanh(mean) if self.config["squash_sample"] else mean).clamp(-1, 1)

    @torch.no_grad()
    def forward(self, images, first_location=None, glimpses=None):
        """Probabilities [B, T, classes], locations [B, T, 2] and values [B, T], the expected reward, after each of T glimpses.

        A first location [B, 2] that is random follows torch's seed unless it is given; the others are means of the policy.
        """
        config, batch = self.config, len(images)
        zeros = images.new_zeros(batch, config["hidden"])
        core, upper = (zeros, zeros), (zeros, zeros)
        if config["context"]["side"]:
            view = F.adaptive_avg_pool2d(images, config["context"]["side"])
            seen = self.convolutions("context.conv", config["context"]["convolution"], view, config["context"]["pooling"])
            upper = F.relu(self.linear("context.state", F.relu(self.linear("context.hidden", seen)))), zeros
            core = core if config["core_layers"] > 1 else upper
        if first_location is None and config["first_location"] != "Learned":
            first_location = images.new_zeros(batch, 2) if config["first_location"] == "Centre" else (
                torch.rand(batch, 2, device=images.device) * 2 - 1)
        out = {"probabilities": [], "locations": [], "values": []}
        for t in range(glimpses or config["glimpses"]):
            location = first_location if t == 0 and first_location is not None else self.next_location(upper[0])
            core = self.step("core", self.glimpse_features(images, location, t), core)
            upper = self.step("location_core", core[0], upper) if config["core_layers"] > 1 else core
            out["probabilities"].append(F.softmax(self.linear("action.scores", core[0]), 1))
            out["locations"].append(location)
            out["values"].append(self.linear("baseline.value", upper[0])[:, 0])
        return {name: torch.stack(steps, 1) for name, steps in out.items()}
