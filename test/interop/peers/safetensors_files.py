"""Reads and writes safetensors files with the reference library.

Request: {"read": path} answers names, shapes, types and hashes of the bytes; {"write": path} writes a file and answers the same.
"""
import hashlib
import json
import sys

import numpy
from safetensors import safe_open
from safetensors.numpy import save_file


def describe(array):
    data = numpy.ascontiguousarray(array).tobytes()
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def read(path):
    with safe_open(path, framework="numpy") as file:
        return {
            "metadata": file.metadata(),
            "tensors": {name: describe(file.get_tensor(name)) for name in file.keys()},
        }


def write(path):
    generator = numpy.random.default_rng(7)
    special = numpy.array([0.0, -0.0, numpy.inf, -numpy.inf, numpy.nan, 1e-45, 3.4028235e38], numpy.float32)
    tensors = {
        "matrix": generator.standard_normal((5, 7)).astype(numpy.float32),
        "special": special,
        "scalar": numpy.array(2.5, numpy.float32),
        "empty": numpy.zeros((0, 3), numpy.float32),
        "integers": numpy.array([[-2147483648, -1], [0, 2147483647]], numpy.int32),
        "flags": numpy.array([True, False, True]),
        "bytes": numpy.arange(256, dtype=numpy.uint8),
        "blocks.0.größe/重み \u2028": numpy.ones((2, 2, 2), numpy.float32),
    }
    save_file(tensors, path, metadata={"format": "np", "note": "\u00e9\u91cd\"\\"})
    return read(path)


request = json.load(sys.stdin)
json.dump(read(request["read"]) if "read" in request else write(request["write"]), sys.stdout)
