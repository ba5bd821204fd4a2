"""GCAB (Cotogni et al. 2022): a task learned before, whose masks are rounded, in attention and feed-forward."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


def softmax(s):
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


B, T, width, heads, hidden, tasks, task, mask_scale = 2, 5, 12, 3, 20, 3, 2, 1.5
head_dim = width // heads
x = draw(inputs, "x", B, T, width)
attn_mask = draw(weights, "attn.task_embedding", tasks, width)[task]
mlp_mask = draw(weights, "mlp.task_embedding", tasks, hidden)[task]
assert min(abs(attn_mask).min(), abs(mlp_mask).min()) > 1e-3 and 0 < (attn_mask > 0).sum() < width
m, n = (1 / (1 + np.exp(-mask_scale * e)) > 0.5 for e in (attn_mask, mlp_mask))


def linear(name, a, size, bias=False):
    y = a @ draw(weights, f"{name}.weight", size, a.shape[-1], scale=a.shape[-1] ** -0.5).T
    return y + draw(weights, f"{name}.bias", size, scale=0.3) if bias else y


z = m * x
q = m * linear("attn.q", z[:, 0], width)
k, v = m * linear("attn.k", z, width), linear("attn.v", z, width)
o = []
for h in range(heads):
    at = slice(h * head_dim, (h + 1) * head_dim)
    p = softmax(np.einsum("be,bse->bs", q[:, at], k[:, :, at]) / np.sqrt(head_dim))
    o.append(np.einsum("bs,bse->be", p, v[:, :, at]))
y = m * linear("attn.proj", m * np.concatenate(o, -1), width, bias=True)
u = np.maximum(linear("mlp.fc1", y, hidden, bias=True), 0)
out = y + linear("mlp.fc2", n * u, width, bias=True)

case("x [B, T, width] holds the class token at position 0. m = 1 where sigmoid(mask_scale * attn.task_embedding[task]) > 0.5, else 0; "
     "z = m x, q = m (z_0 attn.q.weight^T), k = m (z attn.k.weight^T), v = z attn.v.weight^T; o = softmax_s(q.k_s / sqrt(head_dim)) v "
     "in `heads` heads; a = m ((m concat_heads(o)) attn.proj.weight^T + attn.proj.bias). With n the mask of mlp.task_embedding in the "
     "same way, y [B, width] = a + (n relu(a mlp.fc1.weight^T + mlp.fc1.bias)) mlp.fc2.weight^T + mlp.fc2.bias.",
     dict(width=width, heads=heads, hidden=hidden, tasks=tasks, task=task, mask_scale=mask_scale), {"y": out},
     {"x": ["B", "T", width], "y": ["B", width]})
