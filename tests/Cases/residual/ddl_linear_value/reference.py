"""Deep Delta Learning with a hidden layer before beta and a linear value."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import normal, save  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(16)
width = 6
depth = 2
hidden = 9
value_channels = 3
kernel = 3
beta_hidden = 4
k_eps = 1e-05
eps = 1e-06
B = 2
T = 5


def draw(*shape, scale=1.0, mean=0.0):
    return normal(random, shape, mean, scale)


M = value_channels
w = {"readout.conv.weight": draw(width * M, kernel, scale=0.5), "readout.read": draw(M)}
for i in range(depth):
    p = f"layers.{i}."
    w[p + "compress.conv.weight"], w[p + "compress.read"] = draw(width * M, kernel, scale=0.5), draw(M)
    for b in ("attn", "mlp"):
        w[p + b + "_norm.weight"] = draw(width, scale=0.2, mean=1)
        w[p + b + ".fc1.weight"], w[p + b + ".fc2.weight"] = draw(hidden, width, scale=0.5), draw(width, hidden, scale=0.5)
        w[p + b + "_delta.beta_in.weight"] = draw(beta_hidden, width, scale=0.5)
        w[p + b + "_delta.beta.weight"], w[p + b + "_delta.beta.bias"] = draw(1, beta_hidden), draw(1)
        w[p + b + "_delta.v.weight"], w[p + b + "_delta.v.bias"] = draw(M, width, scale=0.5), draw(M)


def compress(X, name):
    taps = w[name + ".conv.weight"].reshape(width, M, kernel)
    padded = np.concatenate([np.zeros((B, kernel - 1, width, M)), X], 1)
    conv = sum(taps[:, :, j] * padded[:, j:j + T] for j in range(kernel))
    return conv @ w[name + ".read"]


x = draw(B, T, width)
X = np.repeat(x[..., None], M, -1)
for i in range(depth):
    for b in ("attn", "mlp"):
        p = f"layers.{i}.{b}"
        z = compress(X, f"layers.{i}.compress")
        n = z / np.sqrt((z ** 2).mean(-1, keepdims=True) + eps) * w[p + "_norm.weight"]
        u = np.maximum(n @ w[p + ".fc1.weight"].T, 0) @ w[p + ".fc2.weight"].T
        k = u / np.sqrt((u ** 2).sum(-1, keepdims=True) + k_eps ** 2)
        inner = np.tanh(n @ w[p + "_delta.beta_in.weight"].T)
        beta = 2 / (1 + np.exp(-(inner @ w[p + "_delta.beta.weight"].T + w[p + "_delta.beta.bias"])))
        v = z @ w[p + "_delta.v.weight"].T + w[p + "_delta.v.bias"]
        X = X + beta[..., None] * k[..., None] * (v - np.einsum("btd,btdc->btc", k, X))[:, :, None]

save(HERE / "weights.safetensors", w)
save(HERE / "inputs.safetensors", {"x": x})
save(HERE / "outputs.safetensors", {"y": compress(X, "readout")})
