"""A second, faster residual stream, read by an early exit (M2R2)."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(14)
width = 8
depth = 3
hidden = 12
rank = 2
B = 2
T = 3


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


x = draw(B, T, width)
w, fast, slow, early = {}, x, x, None
for i in range(depth):
    p = f"layers.{i}."
    down = w[p + "accelerator.down.weight"] = draw(rank, 2 * width, scale=0.4)
    up = w[p + "accelerator.up.weight"] = draw(width, rank, scale=0.4)
    fast = fast + np.concatenate([fast, slow], -1) @ down.T @ up.T
    fc1 = w[p + "mlp.fc1.weight"] = draw(hidden, width, scale=0.5)
    fc2 = w[p + "mlp.fc2.weight"] = draw(width, hidden, scale=0.4)
    slow = slow + np.maximum(slow @ fc1.T, 0) @ fc2.T
    early = fast if i == 0 else early

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x})
save(HERE / "outputs.safetensors", {"early": early, "y": slow + fast})
