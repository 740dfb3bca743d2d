"""Writes the files beside it with PyTorch and NumPy: python3 make_fixtures.py

Recorded with PyTorch 1.13 and NumPy 1.24. Expected values are written as safetensors by a few
independent lines below, so they also check the Java reader of that format.
"""
import collections
import json
import os
import pickle
import struct

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16",
    torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8",
    torch.uint8: "U8", torch.bool: "BOOL",
}


def path(name):
    return os.path.join(HERE, name)


def raw(tensor):
    tensor = tensor.detach().contiguous()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return tensor.numpy().tobytes()


def write_safetensors(name, tensors):
    header, blobs, offset = {}, [], 0
    for key, tensor in tensors.items():
        blob = raw(tensor)
        header[key] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape),
                       "data_offsets": [offset, offset + len(blob)]}
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header).encode()
    with open(path(name), "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def save(stem, value):
    torch.save(value, path(stem + "-legacy.pth"), _use_new_zipfile_serialization=False)
    torch.save(value, path(stem + "-zip.pth"))


def tensors():
    base = torch.arange(24, dtype=torch.float32) * 0.5 - 3
    cube = base.reshape(2, 3, 4)
    out = collections.OrderedDict()
    for dtype in NAMES:
        values = torch.arange(-3, 9).reshape(3, 4)
        out["dtype." + NAMES[dtype]] = (values > 0 if dtype == torch.bool else values.to(dtype))
    out["float16.specials"] = torch.tensor(
        [0.0, -0.0, 1.0, 65504.0, 6.1e-5, 5.96e-8, float("inf"), -float("inf"), float("nan")],
        dtype=torch.float16)
    out["bfloat16.specials"] = torch.tensor(
        [0.0, -0.0, 1.0, 3.3895e38, 1e-40, float("inf"), -float("inf"), float("nan")],
        dtype=torch.bfloat16)
    out["scalar.float"] = torch.tensor(2.5)
    out["scalar.long"] = torch.tensor(-7)
    out["empty"] = torch.empty(0)
    out["empty.2d"] = torch.empty(3, 0, 2)
    out["shared.whole"] = base
    out["shared.tail"] = base[20:]
    out["shared.row"] = cube[1, 2]
    out["shared.scalar"] = base[7]
    out["strided.transposed"] = base.reshape(6, 4).t()
    out["strided.permuted"] = cube.permute(2, 0, 1)
    out["strided.steps"] = base[3::5]
    out["strided.columns"] = cube[:, 1:, 2]
    out["strided.one"] = cube[:, :1, :].transpose(0, 1)
    out["parameter"] = torch.nn.Parameter(torch.tensor([[1.0, -2.0], [3.0, 4.0]]))
    return out


def main():
    torch.manual_seed(1)
    flat = tensors()
    save("tensors", flat)
    write_safetensors("tensors.safetensors", flat)

    model = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3))
    nested = {
        "model": model.state_dict(),
        "epoch": 99,
        "best": 0.125,
        "name": "größe",
        "flags": [True, False, None],
        "betas": (0.5, 0.999),
        "nested": {"list": [1, [2, (3, {"deep": torch.tensor([1.5, 2.5])})]], 7: "seven"},
        "integers": [0, 255, 256, 65535, 65536, -1, -(2 ** 31), 2 ** 31, 2 ** 63 - 1, 2 ** 63,
                     -(2 ** 63), 2 ** 100],
        "score": np.float64(0.25),
        "count": np.int64(-5),
        "small": np.float32(1.5),
        "yes": np.bool_(True),
        "again": model.state_dict()["0.bias"],
    }
    save("nested", nested)
    write_safetensors("model.safetensors", model.state_dict())

    states, expected = {}, {}
    for name, make in {
        "adam": lambda p: torch.optim.Adam(p, lr=2e-4, betas=(0.5, 0.999)),
        "sgd": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
        "plain": lambda p: torch.optim.SGD(p, lr=0.1),
    }.items():
        first, second, unused = (torch.nn.Parameter(torch.randn(n)) for n in (3, 2, 4))
        optimizer = make([{"params": [first, unused]}, {"params": [second], "lr": 0.05}])
        for _ in range(3):
            optimizer.zero_grad()
            ((first ** 2).sum() + (second ** 3).sum()).backward()
            optimizer.step()
        states[name] = optimizer.state_dict()
        for i, key in ((0, 0), (2, 2)):
            for slot, value in states[name]["state"].get(key, {}).items():
                if torch.is_tensor(value) and value.dim() > 0:
                    expected["%s.%d.%s" % (name, i, slot)] = value
    # Before 1.6 the keys were object addresses and steps plain integers.
    old = {"state": {}, "param_groups": [dict(states["adam"]["param_groups"][0])]}
    old["param_groups"][0]["params"] = [140234567890123456, 2 ** 63 + 11]
    for key, source in ((2 ** 63 + 11, 0), (140234567890123456, 2)):
        old["state"][key] = dict(states["adam"]["state"][source], step=3)
    states["addresses"] = old
    save("optimizers", states)
    write_safetensors("optimizers.safetensors", expected)

    class Evil:
        def __reduce__(self):
            return os.system, ("touch v2v-was-here",)

    save("evil", {"model": Evil()})
    torch.save({"a": torch.ones(1)}, path("protocol4.pth"), pickle_protocol=4)

    for code in ("<f4", "<f8", "<f2", "|i1", "<i2", "<i4", "<i8", "|u1", "|b1", ">f4", ">i8"):
        values = np.arange(12).reshape(3, 4).astype(np.dtype(code))
        name = code.replace("<", "").replace("|", "").replace(">", "big-")
        np.save(path("c-%s.npy" % name), values)
        np.save(path("fortran-%s.npy" % name), np.asfortranarray(values))
    np.save(path("scalar.npy"), np.float32(2.5))
    np.save(path("empty.npy"), np.zeros((2, 0), dtype=np.float32))
    np.save(path("object.npy"), np.array([None, {}], dtype=object))
    np.save(path("uint64.npy"), np.zeros(2, dtype=np.uint64))
    np.save(path("structured.npy"), np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]))
    for version in ((2, 0), (3, 0)):
        with open(path("version%d.npy" % version[0]), "wb") as f:
            np.lib.format.write_array(f, np.arange(4, dtype=np.float32), version)
    dictionaries()


class Python2(pickle._Pickler):
    """Writes bytes and text as Python 2 does."""
    dispatch = dict(pickle._Pickler.dispatch)

    def save_bytes(self, value):
        raw = value if isinstance(value, bytes) else value.encode("latin1")
        head = b"U" + struct.pack("<B", len(raw)) if len(raw) < 256 else b"T" + struct.pack("<i", len(raw))
        self.write(head + raw)
        self.memoize(value)

    dispatch[bytes] = save_bytes
    dispatch[str] = save_bytes


def dictionaries():
    values = {0: np.arange(120, dtype=np.float32).reshape(8, 15) / 4, 6: np.array([[1.5, -2], [3, 4]]).T}
    for version, pickler in ((2, Python2), (3, pickle._Pickler)):
        with open(path("dictionary-python%d.npy" % version), "wb") as f:
            header = {"descr": "|O", "fortran_order": False, "shape": ()}
            np.lib.format.write_array_header_1_0(f, header)
            pickler(f, protocol=2).dump(np.array(values, dtype=object))


if __name__ == "__main__":
    main()
