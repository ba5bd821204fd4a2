"""G-ForgetNet: a gate on what the processor sees of the step before."""
import json
import struct
from pathlib import Path

import numpy as np

random = np.random.default_rng(27)
width = 8
steps = 3
B = 4


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


w = {"gate.gate.weight": draw(width, 2 * width, scale=0.5), "gate.gate.bias": draw(width),
     "processor.weight": draw(width, 2 * width, scale=0.5)}
z = draw(B, width)
h = z
for step in range(steps):
    gate = 1 / (1 + np.exp(-(np.concatenate([z, h], -1) @ w["gate.gate.weight"].T + w["gate.gate.bias"])))
    h = np.tanh(np.concatenate([z, gate * h], -1) @ w["processor.weight"].T)

store("weights.safetensors", w)
store("inputs.safetensors", {"z": z})
store("outputs.safetensors", {"y": h})
