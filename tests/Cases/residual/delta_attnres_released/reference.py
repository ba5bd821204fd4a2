"""Delta Attention Residuals as the released block checkpoints compute it, with null source and linear gate."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(11)
width = 8
depth = 5
hidden = 12
layers_per_block = 2
eps = 1e-06
B = 2
T = 3


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


w = {}
for i in range(depth):
    for b in ("attn", "mlp"):
        p = f"layers.{i}.{b}"
        w[p + "_norm.weight"] = draw(width, scale=0.2, mean=1)
        w[p + ".fc1.weight"] = draw(hidden, width, scale=0.5)
        w[p + ".fc2.weight"] = draw(width, hidden, scale=0.4)
        w[p + "_res.query"] = draw(width)
        w[p + "_res.norm.weight"] = draw(width, scale=0.2, mean=1)
        w[p + "_res.null_source"] = draw(width)
        w[p + "_res.gate.weight"] = draw(width, width, scale=0.4)
        w[p + "_res.gate.bias"] = draw(width, mean=-1)


def rms(x, gain):
    return x / np.sqrt((x ** 2).mean(-1, keepdims=True) + eps) * gain


def mlp(u, name):
    return np.maximum(u @ w[name + ".fc1.weight"].T, 0) @ w[name + ".fc2.weight"].T


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def route(x, deltas, name):
    v = np.stack([np.broadcast_to(w[name + ".null_source"], x.shape)] + deltas)
    scores = (rms(v, w[name + ".norm.weight"]) * w[name + ".query"]).sum(-1, keepdims=True)
    gate = 1 / (1 + np.exp(-(x @ w[name + ".gate.weight"].T + w[name + ".gate.bias"])))
    return x + gate * (softmax(scores, 0) * v).sum(0)


x0 = draw(B, T, width)
x, deltas = x0, []
for i in range(depth):
    p = f"layers.{i}."
    h = route(x, deltas, p + "attn_res") if i > 0 else x
    a = mlp(rms(h, w[p + "attn_norm.weight"]), p + "attn")
    if i % layers_per_block == 0:
        deltas = deltas + [x - deltas[-1] if deltas else x]
    x = x + a
    x = x + mlp(rms(route(x, deltas, p + "mlp_res"), w[p + "mlp_norm.weight"]), p + "mlp")

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x0})
save(HERE / "outputs.safetensors", {"y": x})
