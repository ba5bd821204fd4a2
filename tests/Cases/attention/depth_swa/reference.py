"""ShortSWA along depth: the newest state attends to the last few, at each position by itself."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


def softmax(s):
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


B, T, width, heads, kv_heads, head_dim, window, depth = 2, 3, 12, 4, 2, 5, 3, 4
x = draw(inputs, "x", B, T, width)
states, ys = [x], []
for i in range(depth):
    w = {n: draw(weights, f"layers.{i}.swa.{n}.weight", *shape, scale=width ** -0.5)
         for n, shape in dict(q=(heads * head_dim, width), k=(kv_heads * head_dim, width), v=(kv_heads * head_dim, width),
                              o=(width, heads * head_dim)).items()}
    y = np.zeros((B, T, width))
    for b in range(B):
        for t in range(T):
            near = np.stack([s[b, t] for s in states[-window:]])                     # [n, width]
            q = (w["q"] @ near[-1]).reshape(heads, head_dim)
            k, v = ((near @ w[n].T).reshape(-1, kv_heads, head_dim) for n in "kv")
            o = []
            for h in range(heads):
                g = h // (heads // kv_heads)
                o.append(softmax(k[:, g] @ q[h] / np.sqrt(head_dim)) @ v[:, g])
            y[b, t] = w["o"] @ np.concatenate(o)
    h = states[-1] + y
    gain = draw(weights, f"layers.{i}.norm.weight", width, mean=1, scale=0.2)
    states.append(h / np.sqrt((h ** 2).mean(-1, keepdims=True) + 1e-6) * gain)

case("`depth` layers, each x_{l+1} = RMSNorm(x_l + Swa_l(x_0 .. x_l); layers.l.norm.weight), eps 1e-6, names under layers.l.swa. At each position by itself: q = x_l "
     "q.weight^T in `heads` heads of head_dim, k_i = x_i k.weight^T and v_i = x_i v.weight^T in `kv_heads`, for the last `window` "
     "states i <= l, x_l included (all of them while there are fewer); query head h reads kv head floor(h / (heads / kv_heads)); "
     "o = sum_i softmax_i(q.k_i / sqrt(head_dim)) v_i; Swa = concat_heads(o) o.weight^T. y is the last x. In the first layer the "
     "softmax has one source, so q and k there have no effect.",
     dict(width=width, heads=heads, kv_heads=kv_heads, head_dim=head_dim, window=window, depth=depth),
     {"y": states[-1]}, {"x": ["B", "T", width], "y": ["B", "T", width]})
