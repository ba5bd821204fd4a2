"""Expanded gating ranges (Huang 2024) in feed-forwards of both orders."""
import math

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


B, T, width, hidden = 2, 3, 8, 11
x = draw(inputs, "x", B, T, width)
sigmoid, cdf = lambda a: 1 / (1 + np.exp(-a)), lambda a: 0.5 * (1 + np.vectorize(math.erf)(a / np.sqrt(2)))


def linear(name, a, size):
    return a @ draw(weights, f"{name}.weight", size, a.shape[-1], scale=a.shape[-1] ** -0.5).T


def expand(name, g):
    alpha = draw(weights, f"{name}.alpha", 1, mean=0.3, scale=0.1)
    return g * (1 + 2 * alpha) - alpha


h = linear("mlp.fc1", x, hidden)
outputs = {"of_mlp": linear("mlp.fc2", h * expand("mlp", cdf(h)), width)}
for name, gate, second in ("first", sigmoid, False), ("second", cdf, True):
    h = linear(f"{name}.gate", x, hidden)
    g = expand(name, gate(h))
    outputs[f"of_{name}"] = linear(f"{name}.down", (h * g if second else g) * linear(f"{name}.up", x, hidden), width)

case("G(g) = g (1 + 2 alpha) - alpha with the scalar N.alpha (shape [1]), each output of_N with its parameters under N; Phi(t) = (1 + erf(t/sqrt 2))/2. "
     "mlp: (h G(Phi(h))) fc2.weight^T, h = x fc1.weight^T. first: (G(sigmoid(h)) (x up.weight^T)) down.weight^T, h = x gate.weight^T. second: "
     "(h G(Phi(h)) (x up.weight^T)) down.weight^T.",
     dict(width=width, hidden=hidden), outputs, {"x": ["B", "T", width], **{k: ["B", "T", width] for k in outputs}})
