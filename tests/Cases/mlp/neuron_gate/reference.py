"""Dopamine (Ghasemlou 2026): thresholds and gains on the neurons of a frozen layer, smooth and hard."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


B, width, hidden = 4, 6, 10
x = draw(inputs, "x", B, width)
fc, offset = draw(weights, "fc.weight", hidden, width, scale=0.6), draw(weights, "fc.bias", hidden, scale=0.3)
a = np.maximum(x @ fc.T + offset, 0)
outputs = {}
for name in "smooth", "hard":
    threshold, gain = draw(weights, f"{name}.threshold", hidden, mean=0.3, scale=0.3), draw(weights, f"{name}.gain", hidden, mean=1, scale=0.3)
    assert abs(a - threshold).min() > 1e-3
    gate = a > threshold if name == "hard" else 1 / (1 + np.exp(threshold - a))
    outputs[f"of_{name}"] = gain * a * gate

case("a = relu(x fc.weight^T + fc.bias). of_smooth = gain a sigmoid(a - threshold); of_hard = gain a where a > threshold, else 0; gain and threshold "
     "[hidden] under smooth and under hard.",
     dict(width=width, hidden=hidden), outputs, {"x": ["B", width], **{k: ["B", hidden] for k in outputs}})
