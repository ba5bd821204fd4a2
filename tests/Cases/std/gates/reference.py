"""Activations with constants of their own, by their formulas."""
import math

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


x = draw(inputs, "x", 4, 8, scale=3)
outputs = {"of_golu": x * 1.5 * np.exp(-0.5 * np.exp(-2 * x)), "of_normal_cdf": 0.5 * (1 + np.vectorize(math.erf)(x / np.sqrt(2))),
           "of_positive_relu": np.maximum(x, 0) + 1e-6}
case("of_golu = 1.5 x exp(-0.5 exp(-2 x)); of_normal_cdf = (1 + erf(x / sqrt 2))/2; of_positive_relu = max(x, 0) + 1e-6.", dict(width=8), outputs,
     {"x": ["B", 8], **{k: ["B", 8] for k in outputs}})
