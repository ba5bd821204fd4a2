"""Gated attention (Qiu et al. 2025): gates on the result of attention, with heads that are whole vectors wide."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=11)
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


B, T, width, few, group, kv_heads, head_dim, window, base, eps = 2, 7, 8, 4, 5, 2, 16, 3, 10000.0, 1e-6
x = draw(inputs, "x", B, T, width)
steps = np.arange(T)[:, None] - np.arange(T)
outputs = {}
for form in "elementwise", "headwise", "shared", "additive_silu", "independent", "silu":
    heads = group * kv_heads if form in ("independent", "silu") else few

    def linear(name, a, size):
        return a @ draw(weights, f"{form}.{name}.weight", size, a.shape[-1], scale=a.shape[-1] ** -0.5).T
    q = linear("q", x, heads * head_dim).reshape(B, T, heads, head_dim)
    k, v = (linear(n, x, kv_heads * head_dim).reshape(B, T, kv_heads, head_dim) for n in "kv")
    q, k = (rope(rms(a, draw(weights, f"{form}.{n}_norm.weight", head_dim, mean=1, scale=0.2))) for a, n in ((q, "q"), (k, "k")))
    k, v = (a.repeat(heads // kv_heads, axis=2) for a in (k, v))
    s = np.einsum("bthe,bshe->bhts", q, k) / np.sqrt(head_dim)
    s = np.where((steps >= 0) & (steps < (window if form in ("headwise", "additive_silu") else T)), s, -np.inf)
    o = np.einsum("bhts,bshe->bthe", softmax(s), v)
    if form in ("elementwise", "additive_silu"):
        g = linear("gate", x, heads * head_dim).reshape(o.shape)
        o = o * sigmoid(g) if form == "elementwise" else o + g * sigmoid(g)
    if form == "headwise":
        o = o * sigmoid(linear("gate", x, heads))[..., None]
    if form == "shared":
        o = o * sigmoid(linear("gate", x, head_dim))[:, :, None, :]
    if form == "independent":
        o = o * sigmoid(draw(weights, "independent.gate", heads, head_dim))
    if form == "silu":
        o = o * sigmoid(o)
    outputs[f"of_{form}"] = linear("o", o.reshape(B, T, -1), width)

case("Each output of_F is one causal grouped-query attention under the names F: q, k, v = x {q,k,v}.weight^T in heads of head_dim, "
     "heads of q for the first four and group kv_heads for the others; q and k get an RMS norm per head (q_norm, k_norm) and rope over the "
     "halves of a head; o = softmax(q.k / sqrt(head_dim), s <= t) v, of headwise and additive_silu over the last window steps alone. "
     "With g = x gate.weight^T o becomes o sigmoid(g), with a g per head and channel (elementwise), per head (headwise) or per channel "
     "for all heads (shared), or o + g sigmoid(g) (additive_silu); with a learned g = gate o sigmoid(g) (independent); or o sigmoid(o) "
     "(silu). of_F = concat_heads(o) o.weight^T.",
     dict(width=width, heads=few, kv_heads=kv_heads, group=group, head_dim=head_dim, window=window, rope_base=base, eps=eps), outputs,
     {"x": ["B", "T", width], **{k: ["B", "T", width] for k in outputs}})
