"""Queryable LoRA (Vaidya et al. 2026): low-rank updates from atoms that all layers share."""
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


B, T, width, rank, atoms, query, top_k, depth = 2, 3, 8, 4, 5, 3, 2, 3
x = draw(inputs, "x", B, T, width)
table, keys = draw(weights, "atoms", atoms, rank, rank, scale=0.5), draw(weights, "keys", atoms, query)
h, summary = x, np.zeros((B, T, rank))
for i in range(depth):
    base = draw(weights, f"layers.{i}.base.weight", width, width, scale=0.4)
    a, up = draw(weights, f"layers.{i}.lora.a.weight", rank, width, scale=0.4), draw(weights, f"layers.{i}.lora.b.weight", width, rank)
    wq = draw(weights, f"layers.{i}.lora.query.weight", query, 2 * rank, scale=0.5)
    y = h @ base.T
    for b in range(B):
        for t in range(T):
            z = a @ h[b, t]
            s = keys @ (wq @ np.concatenate([z, summary[b, t]]))
            best = np.argsort(-s)[:top_k]
            assert np.diff(-np.sort(-s)[top_k - 1:top_k + 1])[0] < -1e-3
            w = np.exp(s[best] - s[best].max())
            y[b, t] += up @ (np.einsum("m,mij->ij", w / w.sum(), table[best]) @ z)
            summary[b, t] += z
    h = h + np.tanh(y)

case("`depth` layers h <- h + tanh(h base.weight^T + update), names under layers.i, shared atoms [atoms, rank, rank] and keys [atoms, query]. z = h "
     "lora.a.weight^T; s = keys (concat(z, summary) lora.query.weight^T); w = softmax over the top_k largest s, others 0; update = ((sum_m w_m atoms[m]) z) "
     "lora.b.weight^T; summary, 0 at first, is the sum of the earlier layers' z. y is the last h.",
     dict(width=width, rank=rank, atoms=atoms, query=query, top_k=top_k, depth=depth), {"y": h},
     {"x": ["B", "T", width], "y": ["B", "T", width]})
