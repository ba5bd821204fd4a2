"""Activations with constants of their own, by their formulas."""
import json
import math
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


x = draw(inputs, "x", 4, 8, scale=3)
outputs = {"of_golu": x * 1.5 * np.exp(-0.5 * np.exp(-2 * x)), "of_normal_cdf": 0.5 * (1 + np.vectorize(math.erf)(x / np.sqrt(2))),
           "of_positive_relu": np.maximum(x, 0) + 1e-6}
case("of_golu = 1.5 x exp(-0.5 exp(-2 x)); of_normal_cdf = (1 + erf(x / sqrt 2))/2; of_positive_relu = max(x, 0) + 1e-6.", dict(width=8), outputs,
     {"x": ["B", 8], **{k: ["B", 8] for k in outputs}})
