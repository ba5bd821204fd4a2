"""MSViT: coarse or fine tokens of each region, and attention among those used."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(26)
width = 8
hidden = 6
heads = 2
B = 2
R = 3
F = 4


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


w = {"tokens.gate_in.weight": draw(hidden, width), "tokens.gate_in.bias": draw(hidden), "tokens.gate_out.weight": draw(1, hidden),
     "tokens.gate_out.bias": draw(1)}
w |= {f"attn.{n}.weight": draw(width, width, scale=0.5) for n in "qkvo"}
coarse, fine = draw(B, R, width), draw(B, R, F, width)
gate = np.maximum(coarse @ w["tokens.gate_in.weight"].T + w["tokens.gate_in.bias"], 0) @ w["tokens.gate_out.weight"].T
gate = gate[..., 0] + w["tokens.gate_out.bias"]
assert (abs(gate) > 1e-3).all() and (gate > 0).any() and (gate < 0).any()

y, size = np.zeros((B, R * (F + 1), width)), width // heads
for b in range(B):
    places, tokens = [], []
    for r in range(R):
        for j in range(F + 1):
            if (j > 0) == (gate[b, r] > 0):
                places.append(r * (F + 1) + j)
                tokens.append(fine[b, r, j - 1] if j else coarse[b, r])
    q, k, v = (np.array(tokens) @ w[f"attn.{n}.weight"].T for n in "qkv")
    out = []
    for h in range(heads):
        s = slice(h * size, (h + 1) * size)
        e = np.exp(q[:, s] @ k[:, s].T / np.sqrt(size))
        out.append(e / e.sum(-1, keepdims=True) @ v[:, s])
    y[b, places] = np.concatenate(out, -1) @ w["attn.o.weight"].T

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"coarse": coarse, "fine": fine})
save(HERE / "outputs.safetensors", {"y": y})
