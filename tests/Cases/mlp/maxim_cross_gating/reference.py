"""MAXIM (Tu et al. 2022): cross-gating of two images."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


B, height, image_width, channels, guide_channels, size, eps = 2, 4, 6, 5, 3, 6, 1e-6
grid_height, grid_width, block_height, block_width = 2, 3, 4, 2
x = draw(inputs, "x", B, height, image_width, channels)
guide = draw(inputs, "guide", B, height, image_width, guide_channels)


def gelu(a):
    return a / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (a + 0.044715 * a ** 3)))


def linear(name, a, out):
    return a @ draw(weights, f"{name}.weight", out, a.shape[-1], scale=a.shape[-1] ** -0.5).T + draw(weights, f"{name}.bias", out, scale=0.3)


def norm(name, a):
    c = a - a.mean(-1, keepdims=True)
    return c / np.sqrt((c ** 2).mean(-1, keepdims=True) + eps) * draw(weights, f"{name}.weight", a.shape[-1], mean=1, scale=0.2) \
        + draw(weights, f"{name}.bias", a.shape[-1], scale=0.2)


def mix(name, a, tall, wide, across):
    rows, cols = height // tall, image_width // wide
    tiles = a.reshape(B, rows, tall, cols, wide, -1).transpose(0, 1, 3, 2, 4, 5).reshape(B, rows * cols, tall * wide, -1)
    tiles = np.swapaxes(linear(name, np.swapaxes(tiles, 1, 3), rows * cols), 1, 3) if across \
        else np.swapaxes(linear(name, np.swapaxes(tiles, 2, 3), tall * wide), 2, 3)
    return tiles.reshape(B, rows, cols, tall, wide, -1).transpose(0, 1, 3, 2, 4, 5).reshape(B, height, image_width, -1)


def gate(name, a):
    u, v = np.split(gelu(linear(f"{name}.in_proj", norm(f"{name}.norm", a), 2 * size)), 2, -1)
    u = mix(f"{name}.grid", u, height // grid_height, image_width // grid_width, True)
    v = mix(f"{name}.block", v, block_height, block_width, False)
    return linear(f"{name}.out_proj", np.concatenate([u, v], -1), size)


px, py = linear("cross.proj_x", x, size), linear("cross.proj_y", guide, size)
gx = gate("cross.gate_x", gelu(linear("cross.in_x", norm("cross.norm_x", px), size)))
gy = gate("cross.gate_y", gelu(linear("cross.in_y", norm("cross.norm_y", py), size)))
new_y = py + linear("cross.out_y", py * gx, size)
new_x = px + linear("cross.out_x", px * gy, size) + new_y

case("x [B, height, image_width, 5] and guide [.., guide_channels] are images, names under cross; LN is LayerNorm over channels with .weight, .bias and "
     "eps, every Linear has a bias, GELU is the tanh form. px = proj_x(x), py = proj_y(guide), of `size` channels; g_x = S(GELU(in_x(LN(px; norm_x))); "
     "gate_x), g_y likewise. S(a): [u, v] = the channel halves of GELU(in_proj(LN(a; norm))); u is cut into grid_height x grid_width equal tiles and "
     "`grid` (weight [n, n], n = number of tiles, row-major) is a Linear across the tiles for each place in a tile and each channel; v into tiles of "
     "block_height x block_width pixels and `block` a Linear across the pixels of a tile; S = out_proj(concat(u, v)). to_guide = py + out_y(py g_x); "
     "to_x = px + out_x(px g_y) + to_guide.",
     dict(height=height, image_width=image_width, channels=channels, guide_channels=guide_channels, size=size, grid_height=grid_height,
          grid_width=grid_width, block_height=block_height, block_width=block_width, eps=eps),
     {"to_x": new_x, "to_guide": new_y},
     {"x": ["B", height, image_width, channels], "guide": ["B", height, image_width, guide_channels],
      "to_x": ["B", height, image_width, size], "to_guide": ["B", height, image_width, size]})
