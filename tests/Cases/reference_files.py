"""What the cases' reference.py share: numbers that float32 holds exactly, and the files of a case.

A reference.py is a second writing of a case's equations, in NumPy and double precision. It made the tensors beside it; tests never run it.
"""
import json
import pathlib
import struct

import numpy as np

KINDS = {"float32": "F32", "float64": "F32", "bool": "BOOL", "int64": "I64"}


def normal(rng, shape, mean=0.0, scale=1.0):
    """Normal numbers in double precision that float32 holds exactly."""
    return (mean + scale * rng.standard_normal(shape)).astype(np.float32).astype(np.float64)


def save(path, tensors):
    """One safetensors file; floats as float32."""
    header, data = {}, b""
    for key, a in sorted(tensors.items()):
        a = np.asarray(a)
        kind = KINDS[str(a.dtype)]
        a = np.ascontiguousarray(a, np.float32 if kind == "F32" else None)
        header[key] = {"dtype": kind, "shape": a.shape, "data_offsets": [len(data), len(data) + a.nbytes]}
        data += a.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


class CaseFiles:
    """The files of one case: draw its weights and inputs, then write them with what the equations give."""

    def __init__(self, script, seed):
        self.folder = pathlib.Path(script).parent
        self.rng = np.random.default_rng(seed)
        self.weights, self.inputs = {}, {}

    def draw(self, into, name, *shape, mean=0.0, scale=1.0):
        """Normal numbers under a name of the weights or inputs."""
        numbers = normal(self.rng, shape, mean, scale)
        into[name] = numbers.astype(np.float32)
        return numbers

    def write(self, about, constants, outputs, shapes, rtol=2e-5, atol=5e-6):
        """The tensors and case.json; shapes as the language has them, by input and output."""
        for name, tensors in ("weights", self.weights), ("inputs", self.inputs), ("outputs", outputs):
            save(self.folder / f"{name}.safetensors", tensors)
        description = {"name": self.folder.name, "about": about, "constants": constants,
                       "inputs": {k: shapes[k] for k in self.inputs}, "outputs": {k: shapes[k] for k in outputs},
                       "rtol": rtol, "atol": atol}
        (self.folder / "case.json").write_text(json.dumps(description, indent=1) + "\n")
