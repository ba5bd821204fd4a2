"""Low-rank adapters of a linear layer, chosen by standardised gates."""
import json
import struct
from pathlib import Path

import numpy as np

random = np.random.default_rng(23)
width = 8
size = 5
adapters = 4
top_k = 2
rank = 2
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


def std(a):
    centred = a - a.mean(-1, keepdims=True)
    return centred / np.sqrt((centred ** 2).mean(-1, keepdims=True) + eps)


w = {"gates": draw(adapters, width), "base.weight": draw(size, width, scale=0.4)}
x = draw(B, T, width)
score = std(x) @ std(w["gates"]).T / np.sqrt(width)
y = x @ w["base.weight"].T
order = np.argsort(-score, -1, kind="stable")
for z in range(adapters):
    down = w[f"adapters.{z}.down.weight"] = draw(rank, width, scale=0.5)
    up = w[f"adapters.{z}.up.weight"] = draw(size, rank)
    chosen = (order[..., :top_k] == z).any(-1)
    total = np.take_along_axis(np.exp(score), order[..., :top_k], -1).sum(-1)
    y = y + np.where(chosen, np.exp(score[..., z]) / total, 0)[..., None] * (x @ down.T @ up.T)

store("weights.safetensors", w)
store("inputs.safetensors", {"x": x})
store("outputs.safetensors", {"y": y})
