"""Activation steering by a controller (Hegazy et al. 2025): layers are moved along a fixed direction."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


B, T, width, depth, hidden = 3, 4, 8, 3, 5
x = draw(inputs, "x", B, T, width)
direction = draw(weights, "direction", width)
probe = x.mean(1)
fc1, b1 = draw(weights, "controller.fc1.weight", hidden, width, scale=0.6), draw(weights, "controller.fc1.bias", hidden, scale=0.3)
fc2, b2 = draw(weights, "controller.fc2.weight", 1 + depth, hidden, scale=0.6), draw(weights, "controller.fc2.bias", 1 + depth, scale=0.3)
y = np.maximum(probe @ fc1.T + b1, 0) @ fc2.T + b2
h = x
for i in range(depth):
    h = h + np.tanh(h @ draw(weights, f"layers.{i}.fc.weight", width, width, scale=0.4).T)
    h = h + (y[:, 0] * y[:, 1 + i])[:, None, None] * direction

case("probe = mean of x over T; c = relu(probe controller.fc1.weight^T + bias) controller.fc2.weight^T + bias, 1 + depth numbers: strength s = c_0, weights w = "
     "c_1 ... `depth` layers h <- h + tanh(h layers.i.fc.weight^T), after each of which h <- h + s w_i direction, for every position. y is the last h.",
     dict(width=width, depth=depth, hidden=hidden), {"y": h}, {"x": ["B", "T", width], "y": ["B", "T", width]})
