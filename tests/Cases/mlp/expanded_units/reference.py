"""Expanded gating ranges (Huang 2024) in feed-forwards of both orders."""
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


B, T, width, hidden = 2, 3, 8, 11
x = draw(inputs, "x", B, T, width)
sigmoid, cdf = lambda a: 1 / (1 + np.exp(-a)), lambda a: 0.5 * (1 + np.vectorize(math.erf)(a / np.sqrt(2)))


def linear(name, a, size):
    return a @ draw(weights, f"{name}.weight", size, a.shape[-1], scale=a.shape[-1] ** -0.5).T


def expand(name, g):
    alpha = draw(weights, f"{name}.alpha", 1, mean=0.3, scale=0.1)
    return g * (1 + 2 * alpha) - alpha


h = linear("mlp.fc1", x, hidden)
outputs = {"of_mlp": linear("mlp.fc2", h * expand("mlp", cdf(h)), width)}
for name, gate, second in ("first", sigmoid, False), ("second", cdf, True):
    h = linear(f"{name}.gate", x, hidden)
    g = expand(name, gate(h))
    outputs[f"of_{name}"] = linear(f"{name}.down", (h * g if second else g) * linear(f"{name}.up", x, hidden), width)

case("G(g) = g (1 + 2 alpha) - alpha with the scalar N.alpha (shape [1]), each output of_N with its parameters under N; Phi(t) = (1 + erf(t/sqrt 2))/2. "
     "mlp: (h G(Phi(h))) fc2.weight^T, h = x fc1.weight^T. first: (G(sigmoid(h)) (x up.weight^T)) down.weight^T, h = x gate.weight^T. second: "
     "(h G(Phi(h)) (x up.weight^T)) down.weight^T.",
     dict(width=width, hidden=hidden), outputs, {"x": ["B", "T", width], **{k: ["B", "T", width] for k in outputs}})
