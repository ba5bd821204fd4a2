"""Ladder residual whose first layers are ordinary."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(12)
width = 8
depth = 4
hidden = 12
first = 2
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


def branch(x, name):
    u = x / np.sqrt((x ** 2).mean(-1, keepdims=True) + eps) * w[name + "_norm.weight"]
    return np.maximum(u @ w[name + ".fc1.weight"].T, 0) @ w[name + ".fc2.weight"].T


x = draw(B, T, width)
a = h = x
for i in range(depth):
    late = i >= first
    next_a = h + branch(a if late else h, f"layers.{i}.attn")
    h = next_a + branch(h if late else next_a, f"layers.{i}.mlp")
    a = next_a

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x})
save(HERE / "outputs.safetensors", {"y": h})
