"""G-ForgetNet: a gate on what the processor sees of the step before."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(27)
width = 8
steps = 3
B = 4


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


w = {"gate.gate.weight": draw(width, 2 * width, scale=0.5), "gate.gate.bias": draw(width),
     "processor.weight": draw(width, 2 * width, scale=0.5)}
z = draw(B, width)
h = z
for step in range(steps):
    gate = 1 / (1 + np.exp(-(np.concatenate([z, h], -1) @ w["gate.gate.weight"].T + w["gate.gate.bias"])))
    h = np.tanh(np.concatenate([z, gate * h], -1) @ w["processor.weight"].T)

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"z": z})
save(HERE / "outputs.safetensors", {"y": h})
