"""Low-rank adapters of a linear layer, chosen by standardised gates."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(23)
width = 8
size = 5
adapters = 4
top_k = 2
rank = 2
eps = 1e-06
B = 2
T = 3


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


def std(a):
    centred = a - a.mean(-1, keepdims=True)
    return centred / np.sqrt((centred ** 2).mean(-1, keepdims=True) + eps)


w = {"gates": draw(adapters, width), "base.weight": draw(size, width, scale=0.4)}
x = draw(B, T, width)
score = std(x) @ std(w["gates"]).T / np.sqrt(width)
y = x @ w["base.weight"].T
order = np.argsort(-score, -1, kind="stable")
for z in range(adapters):
    down = w[f"adapters.{z}.down.weight"] = draw(rank, width, scale=0.5)
    up = w[f"adapters.{z}.up.weight"] = draw(size, rank)
    chosen = (order[..., :top_k] == z).any(-1)
    total = np.take_along_axis(np.exp(score), order[..., :top_k], -1).sum(-1)
    y = y + np.where(chosen, np.exp(score[..., z]) / total, 0)[..., None] * (x @ down.T @ up.T)

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x})
save(HERE / "outputs.safetensors", {"y": y})
