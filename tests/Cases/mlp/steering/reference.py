"""Activation steering by a controller (Hegazy et al. 2025): layers are moved along a fixed direction."""
import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)
weights, inputs = {}, {}


def draw(into, name, *shape, mean=0.0, scale=1.0):
    """Normal numbers, rounded to the float32 that is stored."""
    into[name] = (mean + scale * rng.standard_normal(shape)).astype(np.float32)
    return into[name].astype(np.float64)


def save(name, tensors):
    """One safetensors file; floats as float32."""
    header, data = {}, b""
    for key, a in sorted(tensors.items()):
        a = np.ascontiguousarray(a, np.int64 if a.dtype == np.int64 else np.float32)
        header[key] = {"dtype": "I64" if a.dtype == np.int64 else "F32", "shape": a.shape,
                       "data_offsets": [len(data), len(data) + a.nbytes]}
        data += a.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (HERE / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def case(about, constants, outputs, shapes, rtol=2e-5, atol=5e-6):
    """The case's files; shapes as the language has them, by input and output."""
    for name, tensors in ("weights", weights), ("inputs", inputs), ("outputs", outputs):
        save(name, tensors)
    description = {"name": HERE.name, "about": about, "constants": constants,
                   "inputs": {k: shapes[k] for k in inputs}, "outputs": {k: shapes[k] for k in outputs},
                   "rtol": rtol, "atol": atol}
    (HERE / "case.json").write_text(json.dumps(description, indent=1) + "\n")


B, T, width, depth, hidden = 3, 4, 8, 3, 5
x = draw(inputs, "x", B, T, width)
direction = draw(weights, "direction", width)
probe = x.mean(1)
fc1, b1 = draw(weights, "controller.fc1.weight", hidden, width, scale=0.6), draw(weights, "controller.fc1.bias", hidden, scale=0.3)
fc2, b2 = draw(weights, "controller.fc2.weight", 1 + depth, hidden, scale=0.6), draw(weights, "controller.fc2.bias", 1 + depth, scale=0.3)
y = np.maximum(probe @ fc1.T + b1, 0) @ fc2.T + b2
h = x
for i in range(depth):
    h = h + np.tanh(h @ draw(weights, f"layers.{i}.fc.weight", width, width, scale=0.4).T)
    h = h + (y[:, 0] * y[:, 1 + i])[:, None, None] * direction

case("probe = mean of x over T; c = relu(probe controller.fc1.weight^T + bias) controller.fc2.weight^T + bias, 1 + depth numbers: strength s = c_0, weights w = "
     "c_1 ... `depth` layers h <- h + tanh(h layers.i.fc.weight^T), after each of which h <- h + s w_i direction, for every position. y is the last h.",
     dict(width=width, depth=depth, hidden=hidden), {"y": h}, {"x": ["B", "T", width], "y": ["B", "T", width]})
