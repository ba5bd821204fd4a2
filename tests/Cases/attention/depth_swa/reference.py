"""ShortSWA along depth: the newest state attends to the last few, at each position by itself."""
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
