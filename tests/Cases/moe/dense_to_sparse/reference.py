"""A gate over all experts with an activation, features and a temperature."""
import json
import struct
from pathlib import Path

import numpy as np

random = np.random.default_rng(21)
width = 8
experts = 5
hidden = 6
view = 4
temperature = 0.4
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


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


w = {"features.proj.weight": draw(view, width), "router.weight": draw(experts, view)}
x = draw(B, T, width)
g = softmax(np.tanh(np.maximum(x @ w["features.proj.weight"].T, 0) @ w["router.weight"].T) / temperature)
y = 0
for i in range(experts):
    up = w[f"experts.{i}.fc1.weight"] = draw(hidden, width, scale=0.5)
    down = w[f"experts.{i}.fc2.weight"] = draw(width, hidden, scale=0.5)
    y = y + g[..., i:i + 1] * (np.maximum(x @ up.T, 0) @ down.T)

store("weights.safetensors", w)
store("inputs.safetensors", {"x": x})
store("outputs.safetensors", {"y": y})
