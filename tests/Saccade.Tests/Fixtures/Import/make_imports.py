#!/usr/bin/env python3
"""Makes small files of weights as other programs save them, with the probabilities that their networks give.

    /usr/bin/python3 make_imports.py      # Debian: python3-torch python3-h5py

Each NAME.pt, .h5 or .npz has random weights; NAME.expected.npz has an image (0 to 255), a first location, and the locations and
probabilities after each of three glimpses. The networks are written here in NumPy from their description: patches, normalisation, order of
axes and gates as in kevinzakka/recurrent-visual-attention and amasky/ram.
"""
from pathlib import Path

import h5py
import numpy as np
import torch

HERE = Path(__file__).parent
HIDDEN, SEEN, FEATURES, CLASSES, GLIMPSES = 6, 4, 5, 3, 3


def relu(x):
    return np.maximum(x, 0)


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def patch(image, top, left, side, outside):
    """A square of an image [C, H, W]."""
    padded = np.pad(image, ((0, 0), (64, 64), (64, 64)), constant_values=outside)
    return padded[:, top + 64:top + 64 + side, left + 64:left + 64 + side]


def pooled(square, side):
    channels, whole, _ = square.shape
    factor = whole // side
    return square.reshape(channels, side, factor, side, factor).mean((2, 4))


def linear(rng, outputs, inputs):
    return rng.normal(0, 0.8, (outputs, inputs)).astype(np.float32), rng.normal(0, 0.3, outputs).astype(np.float32)


def apply(layer, x):
    return layer[0] @ x + layer[1]


def expected(name, image, first, looks, probabilities):
    np.savez(HERE / f"{name}.expected.npz", image=image.astype(np.float32), first=np.float32(first),
             locations=np.array(looks, np.float32), probabilities=np.array(probabilities, np.float32))


def kevinzakka(name, rng, hidden_layer, new_form):
    channels, side, scales, size = 3, 4, 2, 14
    layers = {
        "sensor.fc1": linear(rng, SEEN, scales * side * side * channels), "sensor.fc2": linear(rng, SEEN, 2),
        "sensor.fc3": linear(rng, FEATURES, SEEN), "sensor.fc4": linear(rng, FEATURES, SEEN),
        "rnn.i2h": linear(rng, HIDDEN, FEATURES), "rnn.h2h": linear(rng, HIDDEN, HIDDEN),
        "classifier.fc": linear(rng, CLASSES, HIDDEN), "baseliner.fc": linear(rng, 1, HIDDEN),
    }
    if hidden_layer:
        layers["locator.fc"], layers["locator.fc_lt"] = linear(rng, 3, HIDDEN), linear(rng, 2, 3)
    else:
        layers["locator.fc"] = linear(rng, 2, HIDDEN)
    state = {f"{layer}.{part}": torch.from_numpy(value.copy())
             for layer, values in layers.items() for part, value in zip(("weight", "bias"), values)}
    # What a training has beside the weights: a step, a NumPy number, the state of an optimiser with keys that are numbers.
    optimiser = {"state": {0: {"step": 3, "exp_avg": torch.ones(2, 3)}}, "param_groups": [{"lr": 1e-3, "betas": (0.9, 0.999)}]}
    torch.save({"epoch": 3, "model_state": state, "optim_state": optimiser, "best_valid_acc": np.float64(1.5)}, HERE / f"{name}.pt",
               _use_new_zipfile_serialization=new_form)

    image = rng.integers(0, 256, (channels, size, size))
    pixels = ((image / 255 - 0.1307) / 0.3081).astype(np.float32)
    location = first = rng.uniform(-1, 1, 2).astype(np.float32)
    h, looks, probabilities = np.zeros(HIDDEN, np.float32), [], []
    for _ in range(GLIMPSES):
        x, y = (int(0.5 * (value + 1) * size) for value in location.astype(np.float64))
        seen = []
        for scale in range(scales):
            width = side * 2 ** scale
            seen.append(pooled(patch(pixels, y - width // 2, x - width // 2, width, 0), side).transpose(1, 2, 0))
        what, where = relu(apply(layers["sensor.fc1"], np.array(seen).ravel())), relu(apply(layers["sensor.fc2"], location))
        g = relu(apply(layers["sensor.fc3"], what) + apply(layers["sensor.fc4"], where))
        h = relu(apply(layers["rnn.i2h"], g) + apply(layers["rnn.h2h"], h))
        looks.append(location)
        probabilities.append(softmax(apply(layers["classifier.fc"], h)))
        if hidden_layer:
            location = np.tanh(apply(layers["locator.fc_lt"], relu(apply(layers["locator.fc"], h)))).clip(-1, 1)
        else:
            location = np.tanh(np.tanh(apply(layers["locator.fc"], h)))
    expected(name, image, first, looks, probabilities)


def amasky(name, rng, lstm):
    side, scales, size = 4, 2, 13
    layers = {
        "emb_l": linear(rng, SEEN, 2), "emb_x": linear(rng, SEEN, scales * side * side), "fc_lg": linear(rng, FEATURES, SEEN),
        "fc_xg": linear(rng, FEATURES, SEEN), "fc_ha": linear(rng, CLASSES, HIDDEN), "fc_hl": linear(rng, 2, HIDDEN),
        "fc_hb": linear(rng, 1, HIDDEN),
    }
    if lstm:
        layers["core_lstm/upward"] = linear(rng, 4 * HIDDEN, FEATURES)
        layers["core_lstm/lateral"] = linear(rng, 4 * HIDDEN, HIDDEN)[0], None
    else:
        layers["core_gh"], layers["core_hh"] = linear(rng, HIDDEN, FEATURES), linear(rng, HIDDEN, HIDDEN)
    arrays = {f"{layer}/{part}": value for layer, values in layers.items() for part, value in zip("Wb", values) if value is not None}
    if lstm:
        np.savez_compressed(HERE / f"{name}.npz", **arrays)
    else:
        with h5py.File(HERE / f"{name}.h5", "w") as file:
            for i, (key, value) in enumerate(sorted(arrays.items())):
                # As Chainer packs them; as one piece; in several chunks with the bytes of numbers shuffled.
                chunks = tuple(max(1, n // 2) for n in value.shape)
                options = ({"compression": 4}, {}, {"compression": 4, "shuffle": True, "chunks": chunks})
                file.create_dataset(key, data=value, **options[i % 3])

    image = rng.integers(0, 256, (1, size, size))
    pixels = (image / 255).astype(np.float32)
    location = first = rng.uniform(-1, 1, 2).astype(np.float32)  # row, column
    h, c, looks, probabilities = np.zeros(HIDDEN, np.float32), np.zeros(HIDDEN, np.float32), [], []
    for _ in range(GLIMPSES):
        centre = 0.5 * (location.astype(np.float64) + 1) * (size + 1)
        seen = []
        for scale in range(scales):
            width = side * 2 ** scale
            top, left = np.round(centre - 0.5 * width).astype(int)
            seen.append(pooled(patch(pixels, top, left, width, 0), side))
        what, where = relu(apply(layers["emb_x"], np.array(seen).ravel())), relu(apply(layers["emb_l"], location))
        g = relu(apply(layers["fc_lg"], where) + apply(layers["fc_xg"], what))
        if lstm:
            a, i, f, o = (apply(layers["core_lstm/upward"], g) + layers["core_lstm/lateral"][0] @ h).reshape(HIDDEN, 4).T
            c = np.tanh(a) * sigmoid(i) + sigmoid(f) * c
            h = sigmoid(o) * np.tanh(c)
        else:
            h = relu(apply(layers["core_hh"], h) + apply(layers["core_gh"], g))
        looks.append(location[::-1])
        probabilities.append(softmax(apply(layers["fc_ha"], h)))
        location = np.tanh(apply(layers["fc_hl"], h))
    expected(name, image, first[::-1], looks, probabilities)


kevinzakka("kevinzakka", np.random.default_rng(1), hidden_layer=False, new_form=False)
kevinzakka("kevinzakka-2020", np.random.default_rng(2), hidden_layer=True, new_form=True)
amasky("amasky", np.random.default_rng(3), lstm=False)
amasky("amasky-lstm", np.random.default_rng(4), lstm=True)
