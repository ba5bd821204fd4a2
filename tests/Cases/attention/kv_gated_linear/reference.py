"""LINA (Wang et al. 2026): bidirectional linear attention with scales on keys and values."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


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
