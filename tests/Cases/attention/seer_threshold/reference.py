"""SeerAttention (Gao et al. 2024) for a whole sequence, its blocks kept by a threshold."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=8)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


def softmax(s):
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def rope(a, positions):                                                              # [n, heads, size]
    half = a.shape[-1] // 2
    angle = np.asarray(positions)[:, None, None] * base ** (-2 * np.arange(half) / a.shape[-1])
    lo, hi = a[..., :half], a[..., half:]
    return np.concatenate([lo * np.cos(angle) - hi * np.sin(angle), hi * np.cos(angle) + lo * np.sin(angle)], -1)


B, T, width, heads, kv_heads, head_dim, base, block, threshold = 2, 16, 12, 4, 2, 6, 10000.0, 3, 0.2
group = heads // kv_heads
x = draw(inputs, "x", B, T, width)
wq = draw(weights, "attn.q.weight", heads * head_dim, width, scale=width ** -0.5)
wk, wv = (draw(weights, f"attn.{n}.weight", kv_heads * head_dim, width, scale=width ** -0.5) for n in "kv")
gate_k = draw(weights, "attn.gate_k", heads, 3 * head_dim, head_dim, scale=0.5)
wo = draw(weights, "attn.o.weight", width, heads * head_dim, scale=0.3)
y = np.zeros((B, T, width))
blocks = [range(i, min(i + block, T)) for i in range(0, T, block)]
dropped = 0
for b in range(B):
    q, k, v = ((x[b] @ a.T).reshape(T, -1, head_dim) for a in (wq, wk, wv))
    first = [cells[0] for cells in blocks]
    qg = rope(np.stack([q[list(cells)].mean(0) for cells in blocks]), first)
    pooled = np.stack([np.concatenate([k[list(cells)].max(0), k[list(cells)].min(0), k[list(cells)].mean(0)], -1) for cells in blocks])
    kg = rope(np.einsum("nhd,hde->nhe", pooled.repeat(group, axis=1), gate_k), first)
    qr, kr = rope(q, np.arange(T)), rope(k, np.arange(T))
    o = np.zeros((T, heads, head_dim))
    for h in range(heads):
        for m, cells in enumerate(blocks):
            g = softmax(kg[:m + 1, h] @ qg[m, h] / np.sqrt(head_dim))
            assert abs(g - threshold).min() > 1e-3
            # a diagonal block has no special right; where nothing is kept the case would have no value
            kept = set(range(m + 1)) if m >= len(blocks) - 2 else set(np.flatnonzero(g > threshold))
            dropped += m + 1 - len(kept)
            for t in cells:
                s = [i for i in range(t + 1) if i // block in kept]
                assert s
                o[t, h] = softmax(kr[s, h // group] @ qr[t, h] / np.sqrt(head_dim)) @ v[s, h // group]
    y[b] = o.reshape(T, -1) @ wo.T
assert dropped > 10

case("As seer_prefill_dense, without norm and residual: q = x attn.q.weight^T in `heads` heads, k and v in `kv_heads`; before rope, qg = mean of "
     "q over each block of `block` positions (the last may be short), kg_h = [max, min, mean of k over the block] attn.gate_k[h], both with rope "
     "at the block's first position; G = softmax over n <= m of qg_m.kg_n / sqrt(head_dim). Query block m keeps the key blocks with G > threshold; "
     "the last two query blocks keep every n <= m. Attention with rope, scale 1/sqrt(head_dim), over s <= t in kept blocks; "
     "y = concat_heads(o) attn.o.weight^T.",
     dict(width=width, heads=heads, kv_heads=kv_heads, head_dim=head_dim, rope_base=base, block=block, threshold=threshold), {"y": y},
     {"x": ["B", "T", width], "y": ["B", "T", width]})
