"""LINA (Wang et al. 2026): bidirectional linear attention with scales on keys and values."""
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


B, N, width, heads, head_dim, eps = 2, 6, 10, 2, 4, 1e-6
x = draw(inputs, "x", B, N, width)
outputs = {}
for name, size in ("none", 0), ("token", 1), ("channel", head_dim):
    def linear(path, a, out):
        return a @ draw(weights, f"{name}.{path}.weight", out, a.shape[-1], scale=a.shape[-1] ** -0.5).T \
            + draw(weights, f"{name}.{path}.bias", out, scale=0.3)
    q, k, v = (linear(n, x, heads * head_dim).reshape(B, N, heads, head_dim) for n in "qkv")
    q, k = np.maximum(q, 0) + 1e-6, np.maximum(k, 0) + 1e-6
    if size:
        k = k * draw(weights, f"{name}.key_scale", N, heads, size, mean=1, scale=0.3)
        v = v * draw(weights, f"{name}.value_scale", N, heads, size, mean=1, scale=0.3)
    # every position weighs all others: a_nm = q_n . k_m
    a = np.einsum("bnhe,bmhe->bhnm", q, k)
    o = np.einsum("bhnm,bmhe->bnhe", a, v) / (a.sum(-1).transpose(0, 2, 1)[..., None] + N * eps)
    outputs[f"with_{name}"] = linear("o", o.reshape(B, N, -1), width)

case("Three layers, named by their gate: q, k, v = x {q,k,v}.weight^T + bias in `heads` heads of head_dim; q, k <- max(., 0) + 1e-6; then k <- k "
     "key_scale and v <- v value_scale, learned per position and head, [positions, heads, 1] (token) or [positions, heads, head_dim] (channel), "
     "or not at all (none). o_n = (sum_m (q_n.k_m) v_m / N) / (sum_m q_n.k_m / N + eps); output = concat_heads(o) o.weight^T + o.bias.",
     dict(positions=N, width=width, heads=heads, head_dim=head_dim), outputs,
     {"x": ["B", N, width], **{k: ["B", N, width] for k in outputs}}, rtol=5e-5, atol=1e-5)
