"""Recomputes the expected values of the data tests. Needs Python 3, NumPy and Pillow; seen with 1.24.2 and 9.4.0.

Prints CRC-32 values for the tests and writes jitter.bin: a count, then per case the kind (0 brightness, 1 contrast,
2 saturation, 3 hue), the factor as float64, and the 32 x 24 RGB result. All numbers are big-endian.
"""
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

HERE = Path(__file__).parent


def picture(width=32, height=24):
    y, x = np.mgrid[:height, :width].astype(np.int64)
    return np.stack([(x * 5 + y * 3) % 256, (x * x + 7 * y) % 256, (y * 11 + x * y) % 256], -1).astype(np.uint8)


def shifted_hue(image, shift):
    h, s, v = image.convert("HSV").split()
    add = int(shift * 255) % 256
    h = Image.fromarray(np.asarray(h) + np.uint8(add))
    return Image.merge("HSV", (h, s, v)).convert("RGB")


def main():
    image = Image.fromarray(picture())
    enhancers = [ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color]
    cases = [(k, f) for k in range(3) for f in (0.0, 0.25, 0.9, 0.93718, 1.0, 1.1, 1.0442, 1.9)]
    cases += [(3, f) for f in (-0.5, -0.1, -0.0441, 0.0, 0.003, 0.0999, 0.31, 0.5)]
    with open(HERE / "jitter.bin", "wb") as out:
        out.write(struct.pack(">i", len(cases)))
        for kind, factor in cases:
            result = shifted_hue(image, factor) if kind == 3 else enhancers[kind](image).enhance(factor)
            out.write(struct.pack(">id", kind, factor) + np.asarray(result).tobytes())

    i = np.arange(1 << 24, dtype=np.uint32)
    colours = np.stack([i >> 16 & 255, i >> 8 & 255, i & 255], -1).astype(np.uint8).reshape(4096, 4096, 3)
    hsv = np.asarray(Image.fromarray(colours).convert("HSV"))
    rgb = np.asarray(Image.frombytes("HSV", (4096, 4096), colours.tobytes()).convert("RGB"))
    print("all RGB to HSV %08x, all HSV to RGB %08x" % (zlib.crc32(hsv.tobytes()), zlib.crc32(rgb.tobytes())))
    for n in (1, 2, 10, 2500):
        order = np.random.RandomState(0).permutation(n).astype(">i4")
        print("permutation(%d): %s crc %08x" % (n, order[:10], zlib.crc32(order.tobytes())))


if __name__ == "__main__":
    main()
