"""A gate over all experts with an activation, features and a temperature."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(21)
width = 8
experts = 5
hidden = 6
view = 4
temperature = 0.4
B = 2
T = 3


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


w = {"features.proj.weight": draw(view, width), "router.weight": draw(experts, view)}
x = draw(B, T, width)
g = softmax(np.tanh(np.maximum(x @ w["features.proj.weight"].T, 0) @ w["router.weight"].T) / temperature)
y = 0
for i in range(experts):
    up = w[f"experts.{i}.fc1.weight"] = draw(hidden, width, scale=0.5)
    down = w[f"experts.{i}.fc2.weight"] = draw(width, hidden, scale=0.5)
    y = y + g[..., i:i + 1] * (np.maximum(x @ up.T, 0) @ down.T)

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x})
save(HERE / "outputs.safetensors", {"y": y})
