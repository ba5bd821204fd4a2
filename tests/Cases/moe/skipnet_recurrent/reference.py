"""SkipNet with gates from one LSTM that runs over the depth."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(24)
width = 8
depth = 5
hidden = 4
inner = 6
B = 6


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


w = {"lstm.input.weight": draw(4 * hidden, hidden), "lstm.input.bias": draw(4 * hidden),
     "lstm.hidden.weight": draw(4 * hidden, hidden), "gate.weight": draw(1, hidden, scale=4), "gate.bias": draw(1, scale=0.1)}
for i in range(depth):
    w[f"blocks.{i}.fc1.weight"], w[f"blocks.{i}.fc2.weight"] = draw(inner, width, scale=0.5), draw(width, inner, scale=0.5)
    if i:
        w[f"blocks.{i}.embed.weight"], w[f"blocks.{i}.embed.bias"] = draw(hidden, width), draw(hidden)


def block(y, i):
    return y + np.maximum(y @ w[f"blocks.{i}.fc1.weight"].T, 0) @ w[f"blocks.{i}.fc2.weight"].T


x = draw(B, width)
y, h, c, opened = block(x, 0), np.zeros((B, hidden)), np.zeros((B, hidden)), []
for i in range(1, depth):
    e = y @ w[f"blocks.{i}.embed.weight"].T + w[f"blocks.{i}.embed.bias"]
    rows = e @ w["lstm.input.weight"].T + w["lstm.input.bias"] + h @ w["lstm.hidden.weight"].T
    write, keep, new, read = np.split(rows, 4, -1)
    c = sigmoid(keep) * c + sigmoid(write) * np.tanh(new)
    h = sigmoid(read) * np.tanh(c)
    score = h @ w["gate.weight"].T + w["gate.bias"]
    assert (abs(score) > 1e-3).all()
    opened.append(score > 0)
    y = np.where(score > 0, block(y, i), y)
assert 0.2 < np.mean(opened) < 0.8

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x})
save(HERE / "outputs.safetensors", {"y": y})
