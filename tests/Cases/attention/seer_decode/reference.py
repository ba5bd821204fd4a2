"""SeerAttention-R (Gao et al. 2025): the gate of decoding, by count and by threshold."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=16)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


def softmax(s):
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def rope(a, positions):                                                              # [n, heads, size]
    half = a.shape[-1] // 2
    angle = np.asarray(positions)[:, None, None] * base ** (-2 * np.arange(half) / a.shape[-1])
    lo, hi = a[..., :half], a[..., half:]
    return np.concatenate([lo * np.cos(angle) - hi * np.sin(angle), hi * np.cos(angle) + lo * np.sin(angle)], -1)


B, T, width, heads, kv_heads, head_dim, gate_dim, base = 2, 14, 12, 4, 2, 6, 4, 10000.0
block, top_k, threshold, group = 3, 2, 0.25, heads // kv_heads
x = draw(inputs, "x", B, T, width)
outputs = {}
for name in "by_count", "by_threshold":
    def w(path, *shape):
        return draw(weights, f"{name}.{path}", *shape, scale=1.5 * shape[-2 if path.startswith("gate") else -1] ** -0.5)
    wq, wk, wv = w("q.weight", heads * head_dim, width), w("k.weight", kv_heads * head_dim, width), w("v.weight", kv_heads * head_dim, width)
    gate_q, gate_k = w("gate_q", kv_heads, group * head_dim, gate_dim), w("gate_k", kv_heads, 3 * head_dim, gate_dim)
    wo = w("o.weight", width, heads * head_dim)
    y = np.zeros((B, T, width))
    for b in range(B):
        q, k, v = ((x[b] @ a.T).reshape(T, -1, head_dim) for a in (wq, wk, wv))
        full = T // block                                                            # compressed keys of full blocks only
        cells = k[:full * block].reshape(full, block, kv_heads, head_dim)
        pooled = np.concatenate([cells.max(1), cells.min(1), cells.mean(1)], -1)
        kg = rope(np.einsum("ncd,cde->nce", pooled, gate_k), np.arange(full) * block)
        qg = rope(np.einsum("tcd,cde->tce", q.reshape(T, kv_heads, -1), gate_q), np.arange(T))
        qr, kr = rope(q, np.arange(T)), rope(k, np.arange(T))
        for t in range(T):
            o = np.zeros((heads, head_dim))
            own = t // block
            for c in range(kv_heads):
                kept = {own}
                if own:
                    g = softmax(kg[:own, c] @ qg[t, c] / np.sqrt(gate_dim))
                    order = np.argsort(-g)
                    if name == "by_count":
                        assert own <= top_k or g[order[top_k - 1]] - g[order[top_k]] > 1e-3
                        kept |= set(order[:top_k])
                    else:
                        assert abs(g - threshold).min() > 1e-3
                        kept |= set(np.flatnonzero(g > threshold))
                s = [i for i in range(t + 1) if i // block in kept]
                for h in range(c * group, (c + 1) * group):
                    o[h] = softmax(kr[s, c] @ qr[t, h] / np.sqrt(head_dim)) @ v[s, c]
            y[b, t] = wo @ o.reshape(-1)
    outputs[name] = y

case("Every position t as if it were decoded last; `by_count` and `by_threshold` are two layers under their names. q = x q.weight^T in "
     "`heads` heads of head_dim, k and v likewise in `kv_heads`; group = heads / kv_heads. Gate of kv head c, before rope: qg_t = concat of "
     "the group's queries, times gate_q[c] [group*head_dim, gate_dim]; kg_n = concat(max, min, mean of k over full block n of `block` "
     "positions) gate_k[c]; rope (halves, size gate_dim) turns qg by t and kg by n*block. G = softmax over the blocks n < floor(t / block) of "
     "qg.kg / sqrt(gate_dim). Kept: the top_k greatest G (all if fewer), or those with G > threshold, and t's own block. o = softmax(q.k / "
     "sqrt(head_dim)) v with rope on q and k, over s <= t in kept blocks; y = concat_heads(o) o.weight^T.",
     dict(width=width, heads=heads, kv_heads=kv_heads, head_dim=head_dim, gate_dim=gate_dim, rope_base=base, block=block, top_k=top_k,
          threshold=threshold), outputs, {"x": ["B", "T", width], **{k: ["B", "T", width] for k in outputs}})
