"""LayerScale and SkipInit: residual modules scaled by learned gains, without norms."""
import json
import struct
from pathlib import Path

import numpy as np

random = np.random.default_rng(13)
width = 8
depth = 2
hidden = 12
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
w, y = {}, x
for i in range(depth):
    for branch, scale, size in (("first", "channel", width), ("second", "layer", 1)):
        p = f"layers.{i}."
        gain = w[p + scale + ".weight"] = draw(size)
        up = w[p + branch + ".fc1.weight"] = draw(hidden, width, scale=0.5)
        down = w[p + branch + ".fc2.weight"] = draw(width, hidden, scale=0.4)
        y = y + gain * (np.maximum(y @ up.T, 0) @ down.T)

store("weights.safetensors", w)
store("inputs.safetensors", {"x": x})
store("outputs.safetensors", {"y": y})
