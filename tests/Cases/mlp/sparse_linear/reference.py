"""Linear maps of some inputs: WINA (Chen et al. 2025) by size alone, and a mask between groups without offset."""
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


B, T, width, size, keep = 2, 3, 12, 6, 5
x = draw(inputs, "x", B, T, width)
plain = draw(weights, "plain.weight", size, width, scale=0.3)
masked = draw(weights, "masked.weight", size, width, scale=0.3)
mask = (rng.random((3, 4)) < 0.5).astype(np.float32)
assert 0 < mask.sum() < 12
weights["mask"] = mask
order = -np.sort(-abs(x), -1)
assert (order[..., keep - 1] - order[..., keep]).min() > 1e-3
kept = np.where(abs(x) >= order[..., keep - 1:keep], x, 0)

case("plain = (x with all but the `keep` largest |x_j| of each position set to 0) plain.weight^T. mask [3, 4] is a fixed 0/1 buffer; masked = x (masked.weight * M)^T "
     "with M[r, c] = mask[r // (size / 3), c // (width / 4)].",
     dict(width=width, size=size, keep=keep), {"plain": kept @ plain.T, "masked": x @ (masked * np.kron(mask, np.ones((size // 3, width // 4)))).T},
     {"x": ["B", "T", width], "plain": ["B", "T", size], "masked": ["B", "T", size]})
