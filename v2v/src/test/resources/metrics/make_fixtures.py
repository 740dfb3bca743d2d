"""Recomputes the expected values of SsimTest in plain NumPy, window by window. Needs Python 3 and NumPy."""
import numpy as np


def pictures(height, width):
    y, x, c = np.mgrid[:height, :width, :3].astype(np.int64)
    a = ((x * 13 + y * 7 + c * 50 + x * y % 31) % 256) / np.float32(255)
    b = ((x * 13 + y * 7 + c * 50 + (x * y + 3 * x) % 41) % 256) / np.float32(255)
    smooth = np.sin(x / 9.0 + c) * np.cos(y / 7.0) * 0.5 + 0.5
    return a.astype(np.float32), b.astype(np.float32), smooth.astype(np.float32)


def window():
    d = np.arange(11) - 5.0
    g = np.exp(-d * d / (2 * 1.5**2))
    w = np.outer(g, g)
    return w / w.sum()


def windows(plane):
    return np.lib.stride_tricks.sliding_window_view(plane.astype(np.float64), (11, 11))


def parts(a, b):
    w = window()
    wa, wb = windows(a), windows(b)
    ma, mb = (wa * w).sum((-1, -2)), (wb * w).sum((-1, -2))
    va = (w * (wa - ma[..., None, None]) ** 2).sum((-1, -2))
    vb = (w * (wb - mb[..., None, None]) ** 2).sum((-1, -2))
    cov = (w * (wa - ma[..., None, None]) * (wb - mb[..., None, None])).sum((-1, -2))
    cs = (2 * cov + 0.03**2) / (va + vb + 0.03**2)
    lum = (2 * ma * mb + 0.01**2) / (ma**2 + mb**2 + 0.01**2)
    return (lum * cs).mean(), cs.mean()


def ssim(a, b):
    return np.mean([parts(a[..., c], b[..., c])[0] for c in range(3)])


def halve(p):
    p = p[: p.shape[0] // 2 * 2, : p.shape[1] // 2 * 2].astype(np.float64)
    return ((p[::2, ::2] + p[1::2, ::2] + p[::2, 1::2] + p[1::2, 1::2]) / 4).astype(np.float32)


def ms_ssim(a, b):
    values = []
    for c in range(3):
        p, q, product = a[..., c], b[..., c], 1.0
        for i, e in enumerate((0.0448, 0.2856, 0.3001, 0.2363, 0.1333)):
            s, cs = parts(p, q)
            product *= max(0.0, s if i == 4 else cs) ** e
            p, q = halve(p), halve(q)
        values.append(product)
    return np.mean(values)


for size in ((11, 11), (32, 45)):
    a, b, s = pictures(*size)
    print(size, "ssim(a,b) %.12f ssim(a,smooth) %.12f" % (ssim(a, b), ssim(a, s)))
    d = a.astype(np.float64) - b
    print("  psnr %.12f l1 %.12f mse %.12f" % (-10 * np.log10((d * d).mean()), np.abs(d).mean(), (d * d).mean()))
a, b, s = pictures(176, 181)
n = (s * np.float32(0.75) + a * np.float32(0.25)).astype(np.float32)
print("ms_ssim(a,b) %.12f ms_ssim(smooth,noisy) %.12f" % (ms_ssim(a, b), ms_ssim(s, n)))
