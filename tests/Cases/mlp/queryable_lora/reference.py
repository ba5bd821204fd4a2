"""Queryable LoRA (Vaidya et al. 2026): low-rank updates from atoms that all layers share."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


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
