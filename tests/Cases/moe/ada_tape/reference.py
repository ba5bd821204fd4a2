"""AdaTape: tokens of a bank, appended until a halting sum is reached."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(25)
width = 8
bank_size = 10
steps = 3
top_k = 3
threshold = 1.0
halt_by = 2
eps = 1e-05
B = 4
T = 5


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


w = {"bank": draw(bank_size, width), "norm.weight": draw(width, scale=0.2, mean=1), "norm.bias": draw(width, scale=0.2)}


def norm(a):
    c = a - a.mean(-1, keepdims=True)
    return c / np.sqrt((c ** 2).mean(-1, keepdims=True) + eps) * w["norm.weight"] + w["norm.bias"]


x, keys = draw(B, T, width), norm(w["bank"])
tape, used = np.zeros((B, steps, width)), np.zeros((B, steps), bool)
for b in range(B):
    q, taken, halt = x[b].mean(0), [], 0.0
    for s in range(steps):
        if halt >= threshold:
            break
        assert abs(halt - threshold) > 1e-3
        score = keys @ norm(q)
        order = [n for n in np.argsort(-score, kind="stable") if n not in taken][:top_k]
        e = np.exp((score[order] - score[order].max()) / np.sqrt(width))
        p = e / e.sum()
        tape[b, s], used[b, s] = p @ w["bank"][order], True
        halt, q, taken = halt + p[:halt_by].sum(), keys[order[0]], taken + order
assert not used.all() and used[:, 1].any()

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x})
save(HERE / "outputs.safetensors", {"tape": tape, "used": used.astype(np.float64)})
