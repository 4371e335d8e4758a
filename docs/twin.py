#!/usr/bin/python3
"""The model once more, in NumPy and double precision, written from docs/shapes-and-units.md.

    saccade trace models/mnist-28.safetensors --out traces.npz
    python3 docs/twin.py models/mnist-28.safetensors traces.npz

Computes the rollouts of the archive anew from its images, and prints the largest differences of locations, probabilities and
value estimates at any glimpse. Exits with 1 if one is above 1e-6. A uniformly random first location is taken from the archive,
and the later ones must be those of the mean policy, the default of `saccade trace`.
"""
import json
import struct
import sys

import numpy as np


def read_model(path):
    """The options and the tensors of a safetensors file: the length of a JSON header, the header, the values."""
    with open(path, "rb") as file:
        header, data = json.loads(file.read(struct.unpack("<Q", file.read(8))[0])), file.read()
    options = json.loads(header.pop("__metadata__")["model"])
    tensors = {}
    for name, entry in header.items():
        first, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[first:end], "<f4").reshape(entry["shape"]).astype(np.float64)
    return options, tensors


def relu(x):
    return np.maximum(x, 0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Twin:
    def __init__(self, path):
        self.options, self.tensors = read_model(path)
        later = any(part in name for part in ("conv", "_core", "context.", "stop.") for name in self.tensors)
        if later or self.options["glimpse_form"] == "Multiplied":
            sys.exit(f"{path}: this twin has the networks of 2014, without convolutions, context, second core layer and stop")
        if self.options["sensor"].get("placement", "Nearest") != "Nearest":
            sys.exit(f"{path}: this twin has Saccade's sensor, not that of other programs")

    def linear(self, name, x):
        return x @ self.tensors[name + ".weight"].T + self.tensors[name + ".bias"]

    def normalise(self, name, x, t):
        """Batch normalisation with the running statistics, of which there may be one row for each glimpse."""
        if not self.options["batch_norm"]:
            return x
        mean, variance = (np.atleast_2d(self.tensors[f"{name}.running_{part}"]) for part in ("mean", "var"))
        row = min(t, len(mean) - 1)
        x = (x - mean[row]) / np.sqrt(variance[row] + 1e-5)
        return x * self.tensors[name + ".weight"] + self.tensors[name + ".bias"]

    def retina(self, image, location):
        """ρ [K·C·G²] of one image [C, H, W] at one location (x, y)."""
        sensor, options, patches = self.options["sensor"], self.options, []
        scale_of_input, summed = (
            options.get(key, options.get(former)) for key, former in (("input_scale", "retina_gain"), ("input_sum", "retina_sum")))
        for scale in range(sensor["scales"]):
            factor = sensor["scale_factor"] ** scale
            side = sensor["patch_side"] * factor
            left, top = (
                int(np.floor((sensor["reach"] * l + 1) / 2 * size - side / 2 + 0.5)) + side
                for l, size in zip(location, (image.shape[2], image.shape[1])))
            black_around = np.pad(image / 255, ((0, 0), (side, side), (side, side)))
            pooled = black_around[:, top:top + side, left:left + side].reshape(len(image), side // factor, factor, side // factor, factor).mean((2, 4))
            patches.append(pooled.ravel() * scale_of_input * (factor ** 2 if summed else 1))
        return np.concatenate(patches)

    def features(self, retinas, locations, t):
        activate = relu if self.options.get("glimpse_activation", "Relu") == "Relu" else np.asarray
        h_g = activate(self.normalise("glimpse.what_norm", self.linear("glimpse.what", retinas), t))
        h_l = activate(self.normalise("glimpse.where_norm", self.linear("glimpse.where", locations), t))
        if self.options["glimpse_form"] == "Additive":
            g = self.linear("glimpse.what_out", h_g) + self.linear("glimpse.where_out", h_l)
        else:
            g = self.linear("glimpse.what_out", np.concatenate([h_g, h_l], 1))
        return relu(self.normalise("glimpse.out_norm", g, t))

    def core(self, g, h, c):
        a = self.linear("core.input", g) + self.linear("core.recurrent", h)
        if self.options["core"] == "Relu":
            return relu(a), c
        i, f, u, o = np.split(a, 4, 1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(u)
        return sigmoid(o) * np.tanh(c), c

    def next_location(self, h):
        hidden = relu(self.linear("location.hidden", h)) if self.options["location_hidden"] else h
        mean = self.linear("location.mean", hidden)
        mean = np.tanh(mean) if self.options["squash_mean"] else mean
        return np.tanh(mean) if self.options.get("squash_sample") else np.clip(mean, -1, 1)

    def rollouts(self, images, first, glimpses):
        h = c = np.zeros((len(images), self.options["hidden"]))
        starts = {"Uniform": first, "Centre": np.zeros_like(first), "Learned": self.next_location(h)}
        location = starts[self.options["first_location"]]
        for t in range(glimpses):
            location = location if t == 0 else self.next_location(h)
            seen = np.stack([self.retina(image, l) for image, l in zip(images, location)])
            h, c = self.core(self.features(seen, location, t), h, c)
            logits = self.linear("action.scores", h)
            scores = np.exp(logits - logits.max(1, keepdims=True))
            yield location, scores / scores.sum(1, keepdims=True), self.linear("baseline.value", h)[:, 0]


def main():
    twin, traces = Twin(sys.argv[1]), np.load(sys.argv[2])
    first, glimpses = traces["locations"][:, 0].astype(np.float64), traces["locations"].shape[1]
    computed = zip(*twin.rollouts(traces["images"], first, glimpses))
    names = ("locations", "probabilities", "baselines")
    differences = {name: np.abs(np.stack(values, 1) - traces[name]).max() for name, values in zip(names, computed)}
    print(*(f"{name}: {difference:.1e}" for name, difference in differences.items()), sep="\n")
    return int(not max(differences.values()) <= 1e-6)


if __name__ == "__main__":
    sys.exit(main())
