"""LayerScale and SkipInit: residual modules scaled by learned gains, without norms."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(13)
width = 8
depth = 2
hidden = 12
B = 2
T = 3


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


x = draw(B, T, width)
w, y = {}, x
for i in range(depth):
    for branch, scale, size in (("first", "channel", width), ("second", "layer", 1)):
        p = f"layers.{i}."
        gain = w[p + scale + ".weight"] = draw(size)
        up = w[p + branch + ".fc1.weight"] = draw(hidden, width, scale=0.5)
        down = w[p + branch + ".fc2.weight"] = draw(width, hidden, scale=0.4)
        y = y + gain * (np.maximum(y @ up.T, 0) @ down.T)

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x})
save(HERE / "outputs.safetensors", {"y": y})
