"""Dopamine (Ghasemlou 2026): thresholds and gains on the neurons of a frozen layer, smooth and hard."""
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


B, width, hidden = 4, 6, 10
x = draw(inputs, "x", B, width)
fc, offset = draw(weights, "fc.weight", hidden, width, scale=0.6), draw(weights, "fc.bias", hidden, scale=0.3)
a = np.maximum(x @ fc.T + offset, 0)
outputs = {}
for name in "smooth", "hard":
    threshold, gain = draw(weights, f"{name}.threshold", hidden, mean=0.3, scale=0.3), draw(weights, f"{name}.gain", hidden, mean=1, scale=0.3)
    assert abs(a - threshold).min() > 1e-3
    gate = a > threshold if name == "hard" else 1 / (1 + np.exp(threshold - a))
    outputs[f"of_{name}"] = gain * a * gate

case("a = relu(x fc.weight^T + fc.bias). of_smooth = gain a sigmoid(a - threshold); of_hard = gain a where a > threshold, else 0; gain and threshold "
     "[hidden] under smooth and under hard.",
     dict(width=width, hidden=hidden), outputs, {"x": ["B", width], **{k: ["B", hidden] for k in outputs}})
