"""Delta Attention Residuals as the released block checkpoints compute it, with null source and linear gate."""
import json
import struct
from pathlib import Path

import numpy as np

random = np.random.default_rng(11)
width = 8
depth = 5
hidden = 12
layers_per_block = 2
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
        w[p + "_res.query"] = draw(width)
        w[p + "_res.norm.weight"] = draw(width, scale=0.2, mean=1)
        w[p + "_res.null_source"] = draw(width)
        w[p + "_res.gate.weight"] = draw(width, width, scale=0.4)
        w[p + "_res.gate.bias"] = draw(width, mean=-1)


def rms(x, gain):
    return x / np.sqrt((x ** 2).mean(-1, keepdims=True) + eps) * gain


def mlp(u, name):
    return np.maximum(u @ w[name + ".fc1.weight"].T, 0) @ w[name + ".fc2.weight"].T


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def route(x, deltas, name):
    v = np.stack([np.broadcast_to(w[name + ".null_source"], x.shape)] + deltas)
    scores = (rms(v, w[name + ".norm.weight"]) * w[name + ".query"]).sum(-1, keepdims=True)
    gate = 1 / (1 + np.exp(-(x @ w[name + ".gate.weight"].T + w[name + ".gate.bias"])))
    return x + gate * (softmax(scores, 0) * v).sum(0)


x0 = draw(B, T, width)
x, deltas = x0, []
for i in range(depth):
    p = f"layers.{i}."
    h = route(x, deltas, p + "attn_res") if i > 0 else x
    a = mlp(rms(h, w[p + "attn_norm.weight"]), p + "attn")
    if i % layers_per_block == 0:
        deltas = deltas + [x - deltas[-1] if deltas else x]
    x = x + a
    x = x + mlp(rms(route(x, deltas, p + "mlp_res"), w[p + "mlp_norm.weight"]), p + "mlp")

store("weights.safetensors", w)
store("inputs.safetensors", {"x": x0})
store("outputs.safetensors", {"y": x})
