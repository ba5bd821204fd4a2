"""Linear maps of some inputs: WINA (Chen et al. 2025) by size alone, and a mask between groups without offset."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
rng, weights, inputs, draw, case = files.rng, files.weights, files.inputs, files.draw, files.write


B, T, width, size, keep = 2, 3, 12, 6, 5
x = draw(inputs, "x", B, T, width)
plain = draw(weights, "plain.weight", size, width, scale=0.3)
masked = draw(weights, "masked.weight", size, width, scale=0.3)
mask = (rng.random((3, 4)) < 0.5).astype(np.float32)
assert 0 < mask.sum() < 12
weights["mask"] = mask
order = -np.sort(-abs(x), -1)
assert (order[..., keep - 1] - order[..., keep]).min() > 1e-3
kept = np.where(abs(x) >= order[..., keep - 1:keep], x, 0)

case("plain = (x with all but the `keep` largest |x_j| of each position set to 0) plain.weight^T. mask [3, 4] is a fixed 0/1 buffer; masked = x (masked.weight * M)^T "
     "with M[r, c] = mask[r // (size / 3), c // (width / 4)].",
     dict(width=width, size=size, keep=keep), {"plain": kept @ plain.T, "masked": x @ (masked * np.kron(mask, np.ones((size // 3, width // 4)))).T},
     {"x": ["B", "T", width], "plain": ["B", "T", size], "masked": ["B", "T", size]})
