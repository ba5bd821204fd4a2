"""Gated attention (Qiu et al. 2025): the forms of the gate that have no case of their own."""
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


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def rms(a, gain):
    return a / np.sqrt((a ** 2).mean(-1, keepdims=True) + eps) * gain


def rope(a):                                                                         # [B, T, heads, head_dim]
    half = head_dim // 2
    angle = np.arange(a.shape[1])[:, None, None] * base ** (-2 * np.arange(half) / head_dim)
    lo, hi = a[..., :half], a[..., half:]
    return np.concatenate([lo * np.cos(angle) - hi * np.sin(angle), hi * np.cos(angle) + lo * np.sin(angle)], -1)


B, T, width, heads, kv_heads, head_dim, base, eps = 2, 5, 12, 4, 2, 6, 10000.0, 1e-6
x = draw(inputs, "x", B, T, width)
rows = dict(norm=None, silu=None, value_headwise=kv_heads, value_shared=head_dim, key_headwise=kv_heads, query_headwise=heads)
outputs = {}
for form, score in rows.items():
    def linear(name, a, size):
        return a @ draw(weights, f"{form}.{name}.weight", size, a.shape[-1], scale=a.shape[-1] ** -0.5).T
    q = linear("q", x, heads * head_dim).reshape(B, T, heads, head_dim)
    k, v = (linear(n, x, kv_heads * head_dim).reshape(B, T, kv_heads, head_dim) for n in "kv")
    if score:
        gate = sigmoid(linear("gate", x, score))
        gate = gate[:, :, None, :] if form == "value_shared" else gate[..., None]
        q, k, v = (a * gate if form.startswith(n) else a for a, n in ((q, "query"), (k, "key"), (v, "value")))
    q, k = (rope(rms(a, draw(weights, f"{form}.{n}_norm.weight", head_dim, mean=1, scale=0.2))) for a, n in ((q, "q"), (k, "k")))
    k, v = (a.repeat(heads // kv_heads, axis=2) for a in (k, v))
    s = np.einsum("bthe,bshe->bhts", q, k) / np.sqrt(head_dim)
    s = np.where(np.tril(np.ones((T, T), bool)), s, -np.inf)
    o = np.einsum("bhts,bshe->bthe", softmax(s), v)
    if form == "norm":
        o = rms(o, draw(weights, "norm.gate.weight", head_dim, mean=1, scale=0.2))
    if form == "silu":
        o = o * sigmoid(o)
    outputs[f"of_{form}"] = linear("o", o.reshape(B, T, -1), width)

case("Each output of_F is one causal grouped-query attention under the names F: q, k, v = x {q,k,v}.weight^T in heads of head_dim; "
     "a gate g = sigmoid(x gate.weight^T) multiplies, before norm and rope, v per kv head (value_headwise) or per channel for all "
     "heads (value_shared), k per kv head (key_headwise), q per head (query_headwise); q and k get an RMS norm per head (q_norm, "
     "k_norm) and rope over the halves of a head; o = softmax(q.k / sqrt(head_dim), s <= t) v. Instead of a gate, norm applies an "
     "RMS norm per head to o (gain gate.weight [head_dim]) and silu o sigmoid(o). of_F = concat_heads(o) o.weight^T.",
     dict(width=width, heads=heads, kv_heads=kv_heads, head_dim=head_dim, rope_base=base, eps=eps), outputs,
     {"x": ["B", "T", width], **{k: ["B", "T", width] for k in outputs}})
