"""A mixture of mixtures: the weights of two gates multiply."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(22)
width = 8
groups = 3
experts = 4
top_groups = 2
top_k = 1
hidden = 6
B = 2
T = 3


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


def gate(x, name, count, chosen):
    """The softmax over the best scores alone."""
    scores = x @ w[name].T
    order = np.argsort(-scores, -1, kind="stable")[..., :chosen]
    kept = np.full_like(scores, -np.inf)
    np.put_along_axis(kept, order, np.take_along_axis(scores, order, -1), -1)
    e = np.exp(kept - kept.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


w = {"router.weight": draw(groups, width)}
x = draw(B, T, width)
outer, y = gate(x, "router.weight", groups, top_groups), 0
for i in range(groups):
    w[f"experts.{i}.router.weight"] = draw(experts, width)
    inner = gate(x, f"experts.{i}.router.weight", experts, top_k)
    for j in range(experts):
        p = f"experts.{i}.experts.{j}."
        up, down = draw(hidden, width, scale=0.5), draw(width, hidden, scale=0.5)
        w[p + "fc1.weight"], w[p + "fc2.weight"] = up, down
        y = y + outer[..., i:i + 1] * inner[..., j:j + 1] * (np.maximum(x @ up.T, 0) @ down.T)

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x})
save(HERE / "outputs.safetensors", {"y": y})
