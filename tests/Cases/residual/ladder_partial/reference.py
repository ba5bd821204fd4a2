"""Ladder residual whose first layers are ordinary."""
import json
import struct
from pathlib import Path

import numpy as np

random = np.random.default_rng(12)
width = 8
depth = 4
hidden = 12
first = 2
eps = 1e-06
B = 2
T = 3


def store(name, tensors):
    """Writes float32 (or bool and int64) tensors as safetensors beside this script."""
    kinds, header, body = {"float64": "F32", "bool": "BOOL", "int64": "I64"}, {}, b""
    for key in sorted(tensors):
        value = np.ascontiguousarray(tensors[key])
        data = (value.astype(np.float32) if value.dtype == np.float64 else value).tobytes()
        header[key] = {"dtype": kinds[str(value.dtype)], "shape": list(value.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    (Path(__file__).parent / name).write_bytes(struct.pack("<Q", len(text)) + text + body)


def draw(*shape, scale=1.0, mean=0.0):
    """Normal numbers that float32 holds exactly."""
    return (mean + scale * random.standard_normal(shape)).astype(np.float32).astype(np.float64)


w = {}
for i in range(depth):
    for b in ("attn", "mlp"):
        p = f"layers.{i}.{b}"
        w[p + "_norm.weight"] = draw(width, scale=0.2, mean=1)
        w[p + ".fc1.weight"] = draw(hidden, width, scale=0.5)
        w[p + ".fc2.weight"] = draw(width, hidden, scale=0.4)


def branch(x, name):
    u = x / np.sqrt((x ** 2).mean(-1, keepdims=True) + eps) * w[name + "_norm.weight"]
    return np.maximum(u @ w[name + ".fc1.weight"].T, 0) @ w[name + ".fc2.weight"].T


x = draw(B, T, width)
a = h = x
for i in range(depth):
    late = i >= first
    next_a = h + branch(a if late else h, f"layers.{i}.attn")
    h = next_a + branch(h if late else next_a, f"layers.{i}.mlp")
    a = next_a

store("weights.safetensors", w)
store("inputs.safetensors", {"x": x})
store("outputs.safetensors", {"y": h})
