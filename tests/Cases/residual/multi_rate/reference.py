"""A second, faster residual stream, read by an early exit (M2R2)."""
import json
import struct
from pathlib import Path

import numpy as np

random = np.random.default_rng(14)
width = 8
depth = 3
hidden = 12
rank = 2
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


x = draw(B, T, width)
w, fast, slow, early = {}, x, x, None
for i in range(depth):
    p = f"layers.{i}."
    down = w[p + "accelerator.down.weight"] = draw(rank, 2 * width, scale=0.4)
    up = w[p + "accelerator.up.weight"] = draw(width, rank, scale=0.4)
    fast = fast + np.concatenate([fast, slow], -1) @ down.T @ up.T
    fc1 = w[p + "mlp.fc1.weight"] = draw(hidden, width, scale=0.5)
    fc2 = w[p + "mlp.fc2.weight"] = draw(width, hidden, scale=0.4)
    slow = slow + np.maximum(slow @ fc1.T, 0) @ fc2.T
    early = fast if i == 0 else early

store("weights.safetensors", w)
store("inputs.safetensors", {"x": x})
store("outputs.safetensors", {"early": early, "y": slow + fast})
