"""Feed-forwards whose parts are arguments: GLU variants, activations, the sub-layers of a hourglass."""
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from reference_files import CaseFiles  # noqa: E402

files = CaseFiles(__file__, seed=7)
weights, inputs, draw, case = files.weights, files.inputs, files.draw, files.write


B, T, width, hidden, depth, eps = 2, 3, 8, 11, 2, 1e-6
x = draw(inputs, "x", B, T, width)
relu, sigmoid, silu = lambda a: np.maximum(a, 0), lambda a: 1 / (1 + np.exp(-a)), lambda a: a / (1 + np.exp(-a))


def linear(name, a, size, bias=False):
    y = a @ draw(weights, f"{name}.weight", size, a.shape[-1], scale=a.shape[-1] ** -0.5).T
    return y + draw(weights, f"{name}.bias", size, scale=0.3) if bias else y


def glu(name, a, act, bias=False):
    return linear(f"{name}.down", act(linear(f"{name}.gate", a, hidden, bias)) * linear(f"{name}.up", a, hidden, bias), width, bias)


z = x
for i in range(depth):
    n = z / np.sqrt((z ** 2).mean(-1, keepdims=True) + eps) * draw(weights, f"stack.blocks.{i}.norm.weight", width, mean=1, scale=0.2)
    z = z + glu(f"stack.blocks.{i}", n, silu)
outputs = {"of_glu": glu("glu", x, sigmoid, bias=True), "of_reglu": glu("reglu", x, relu),
           "of_mlp": linear("mlp.fc2", silu(linear("mlp.fc1", x, hidden, bias=True)), width, bias=True), "of_stack": z,
           "of_plain": x + linear("plain.blocks.0.fc2", relu(linear("plain.blocks.0.fc1", x, hidden)), width)}
head = linear("lifted.lift", x, 13)
for i in range(depth):
    head = head + linear(f"lifted.blocks.{i}.fc2", silu(linear(f"lifted.blocks.{i}.fc1", head, 5)), 13)
outputs["of_lifted"] = relu(linear("lifted.head", head, 6))

case("Each output of_N has its parameters under N. glu and reglu: (f(x gate.weight^T) (x up.weight^T)) down.weight^T, f = sigmoid with biases on "
     "all three, f = relu without. mlp: silu(x fc1^T + b) fc2^T + b. stack: `depth` times z = z + SwiGLU(RMSNorm(z; norm.weight)), names under "
     "blocks.i. plain: x + relu(x fc1^T) fc2^T, names under blocks.0. lifted: z = x lift.weight^T to 13 channels, `depth` times z = z + silu(z fc1^T) "
     "fc2^T with 5 hidden units, then relu(z head.weight^T) to 6.",
     dict(width=width, hidden=hidden, depth=depth, eps=eps), outputs,
     {"x": ["B", "T", width], **{k: ["B", "T", v.shape[-1]] for k, v in outputs.items()}})
