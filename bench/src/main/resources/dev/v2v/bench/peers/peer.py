"""PyTorch doing the operations that v2v-engine launches, timed.

Reads one JSON object a line on standard input, answers each with one on standard output:
  {"do": "hello", "threads": 2, "device": "cpu"}   versions, or what is missing
  {"do": "prepare", "launches": [...]}             makes random tensors and the calls
  {"do": "time", "runs": 3}                        seconds of one run, as the mean of several

A launch names a kernel of the engine, its parameters, and the shapes of its operands, maps as
(N, H, W, C). They are given to PyTorch in its own order of dimensions, in both of its memory
formats, of which the faster one is timed.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F

DEVICE = torch.device("cpu")
FORMATS = [torch.contiguous_format, torch.channels_last]
DTYPES = {
    "FLOAT32": torch.float32,
    "BFLOAT16": torch.bfloat16,
    "FLOAT16": torch.float16,
    "INT64": torch.int64,
    "INT32": torch.int32,
}
MODES = {"BILINEAR": "bilinear", "NEAREST": "nearest"}


def draw(shape, dtype="FLOAT32", layout=torch.contiguous_format, low=-1.0):
    """Random values; a map of the engine in PyTorch's order of dimensions."""
    kind = DTYPES[dtype]
    if not kind.is_floating_point:
        return torch.zeros(shape, dtype=kind, device=DEVICE)
    if len(shape) == 4:
        n, h, w, c = shape
        t = torch.empty(n, c, h, w).uniform_(low, 1).to(DEVICE, kind)
        return t.contiguous(memory_format=layout)
    return torch.empty(shape).uniform_(low, 1).to(DEVICE, kind)


def plain(spec, low=-1.0):
    """Values in the engine's order: grids, flows, matrices."""
    shape = spec["shape"]
    return torch.empty(shape).uniform_(low, 1).to(DEVICE, DTYPES[spec["dtype"]])


def activation(params, y):
    unary = (params or {}).get("unary") if params else None
    if not unary:
        return y
    return apply_unary(unary["function"], unary, y)


def apply_unary(function, p, y):
    table = {
        "RELU": torch.relu,
        "SIGMOID": torch.sigmoid,
        "TANH": torch.tanh,
        "LEAKY_RELU": lambda t: F.leaky_relu(t, p["a"]),
        "AFFINE": lambda t: t * p["a"] + p["b"],
        "EXP": torch.exp,
        "ABS": torch.abs,
        "SQUARE": torch.square,
        "SQRT": torch.sqrt,
        "NEG": torch.neg,
    }
    return table[function](y)


def conv2d(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    w = draw(specs[1]["shape"], specs[1]["dtype"], layout)
    b = None if specs[2] is None else plain(specs[2])
    r = None
    if len(specs) > 3 and specs[3] is not None:
        r = draw(specs[3]["shape"], specs[3]["dtype"], layout)
    stride = (p["strideH"], p["strideW"])
    pad = (p["padH"], p["padW"])
    dilation = (p["dilationH"], p["dilationW"])

    def run():
        y = F.conv2d(x, w, b, stride, pad, dilation, p["groups"])
        return activation(p["activation"], y if r is None else y + r)

    return run


def conv_transpose2d(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    w = draw(specs[1]["shape"], specs[1]["dtype"], layout)
    b = None if specs[2] is None else plain(specs[2])
    stride = (p["strideH"], p["strideW"])
    pad = (p["padH"], p["padW"])
    more = (p["outputPadH"], p["outputPadW"])
    return lambda: activation(
        p.get("activation"), F.conv_transpose2d(x, w, b, stride, pad, more)
    )


def pool2d(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    kernel = (p["kernelH"], p["kernelW"])
    stride = (p["strideH"], p["strideW"])
    pad = (p["padH"], p["padW"])
    if p["kind"] == "MAXIMUM":
        return lambda: F.max_pool2d(x, kernel, stride, pad)
    counted = p["kind"] == "AVERAGE_WITH_PADDING"
    return lambda: F.avg_pool2d(x, kernel, stride, pad, count_include_pad=counted)


def interpolate(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    size = (p["height"], p["width"])
    if p["mode"] == "NEAREST":
        return lambda: F.interpolate(x, size)
    return lambda: F.interpolate(x, size, mode="bilinear", align_corners=p["alignCorners"])


def concat(p, specs, layout):
    if p["dim"] != 3:
        return None
    parts = [draw(s["shape"], s["dtype"], layout) for s in specs]
    return lambda: torch.cat(parts, 1)


def pad2d(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    sides = (p["left"], p["right"], p["top"], p["bottom"])
    mode = {"REFLECT": "reflect", "REPLICATE": "replicate", "CONSTANT": "constant"}[p["mode"]]
    return lambda: F.pad(x, sides, mode=mode)


def binary(p, specs, layout):
    if specs[0]["shape"] != specs[1]["shape"]:
        return None
    a, b = (draw(s["shape"], s["dtype"], layout, 0.5) for s in specs[:2])
    table = {"ADD": torch.add, "SUB": torch.sub, "MUL": torch.mul, "DIV": torch.div}
    call = table.get(p["function"])
    return call and (lambda: call(a, b))


def unary(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout, 0.1)
    apply_unary(p["function"], p, x)
    return lambda: apply_unary(p["function"], p, x)


def channel_affine(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    scale, shift = (plain(s).view(1, -1, 1, 1) for s in specs[1:3])
    return lambda: activation(p, torch.addcmul(shift, x, scale))


def instance_norm(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    weight = plain(specs[1]) if len(specs) > 1 and specs[1] is not None else None
    bias = plain(specs[2]) if len(specs) > 2 and specs[2] is not None else None
    return lambda: F.instance_norm(x, weight=weight, bias=bias)


def batch_norm_train(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    weight, bias = plain(specs[1]), plain(specs[2])
    return lambda: F.batch_norm(x, None, None, weight, bias, training=True)


def layer_norm(p, specs, layout):
    shape = specs[0]["shape"]
    x = plain(specs[0])
    weight = plain(specs[1]) if specs[1] is not None else None
    bias = plain(specs[2]) if specs[2] is not None else None
    return lambda: F.layer_norm(x, weight.shape if weight is not None else shape[-1:], weight, bias)


def softmax(p, specs, layout):
    x = plain(specs[0])
    call = torch.log_softmax if p["log"] else torch.softmax
    return lambda: call(x, p["dim"])


def permute(p, specs, layout):
    x = plain(specs[0])
    order = p.get("order") or p.get("dims")
    return lambda: x.permute(*order).contiguous()


def matmul(p, specs, layout):
    a, b = plain(specs[0]), plain(specs[1])
    a = a.transpose(-1, -2) if p["transposeA"] else a
    b = b.transpose(-1, -2) if p["transposeB"] else b
    return lambda: torch.matmul(a, b)


def linear(p, specs, layout):
    x, w = plain(specs[0]), plain(specs[1])
    b = None if len(specs) < 3 or specs[2] is None else plain(specs[2])
    return lambda: F.linear(x, w, b)


def mat2_inverse(p, specs, layout):
    m = plain(specs[0]) + 2 * torch.eye(2, device=DEVICE)
    return lambda: torch.inverse(m)


def sampled(x, grid, p):
    padding = {"ZEROS": "zeros", "BORDER": "border", "REFLECTION": "reflection"}[p["padding"]]
    return F.grid_sample(x, grid, MODES[p["mode"]], padding, p["alignCorners"])


def grid_sample(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    grid = plain(specs[1])
    repeat = grid.shape[0] // x.shape[0]
    return lambda: sampled(x if repeat == 1 else x.repeat_interleave(repeat, 0), grid, p)


def pixel_grid(x, flow):
    """Flow in pixels, (N, H, W, 2), as positions of a corner-aligned grid."""
    n, c, h, w = x.shape
    ys, xs = torch.meshgrid(
        torch.arange(h, device=DEVICE, dtype=flow.dtype),
        torch.arange(w, device=DEVICE, dtype=flow.dtype),
        indexing="ij",
    )
    gx = (xs + flow[..., 0]) * (2 / max(w - 1, 1)) - 1
    gy = (ys + flow[..., 1]) * (2 / max(h - 1, 1)) - 1
    return torch.stack((gx, gy), -1)


def flow_warp(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    flow = plain(specs[1])
    padding = p if isinstance(p, str) else p.get("padding", "BORDER")
    how = {"mode": "BILINEAR", "padding": padding, "alignCorners": True}
    return lambda: sampled(x, pixel_grid(x, flow), how)


def flow_warp_blend(p, specs, layout):
    raw = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    x = draw(specs[1]["shape"], specs[1]["dtype"], layout)
    flow = plain(specs[2])
    mask = draw(specs[3]["shape"], specs[3]["dtype"], layout, 0.0)
    padding = p if isinstance(p, str) else p.get("padding", "BORDER")
    how = {"mode": "BILINEAR", "padding": padding, "alignCorners": True}
    return lambda: torch.lerp(sampled(x, pixel_grid(x, flow), how), raw, mask)


def occluded_feature_warp(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    grid = plain(specs[1])
    occlusion = draw(specs[2]["shape"], specs[2]["dtype"], layout, 0.0)
    how = {"mode": "BILINEAR", "padding": "ZEROS", "alignCorners": p["alignCorners"]}
    return lambda: sampled(x, grid, how) * occlusion


def occlusion_blend(p, specs, layout):
    a, b, mask = (draw(s["shape"], s["dtype"], layout, 0.0) for s in specs)
    return lambda: torch.lerp(b, a, mask)


def coordinates(h, w):
    ys, xs = torch.meshgrid(
        torch.linspace(-1, 1, h, device=DEVICE), torch.linspace(-1, 1, w, device=DEVICE), indexing="ij"
    )
    return torch.stack((xs, ys), -1)


def soft_argmax(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    n, k, h, w = x.shape
    grid = coordinates(h, w).view(1, 1, h * w, 2)
    temperature = p if isinstance(p, float) else p["temperature"]

    def run():
        heat = torch.softmax(x.reshape(n, k, h * w) / temperature, 2)
        return (heat.unsqueeze(-1) * grid).sum(2), heat.view(n, k, h, w)

    return run


def heatmap_jacobian(p, specs, layout):
    maps = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    heat = draw(specs[1]["shape"], specs[1]["dtype"], layout, 0.0)
    n, k, h, w = heat.shape
    shared = maps.shape[1] // 4

    def run():
        j = maps.reshape(n, shared, 4, h * w)
        return (heat.reshape(n, k, 1, h * w) * j).sum(-1).view(n, k, 2, 2)

    return run


def motions(points, h, w):
    """Where every point's affine motion takes each pixel from: (N, K, H, W, 2)."""
    grid = coordinates(h, w).view(1, 1, h, w, 2)
    source, source_j, driving, driving_j = points
    n, k = source.shape[:2]
    local = grid - driving.view(n, k, 1, 1, 2)
    turn = torch.matmul(source_j, torch.inverse(driving_j)).view(n, k, 1, 1, 2, 2)
    return (turn @ local.unsqueeze(-1)).squeeze(-1) + source.view(n, k, 1, 1, 2)


def point_inputs(specs):
    points = [plain(s) for s in specs]
    return [p + 2 * torch.eye(2, device=DEVICE) if p.dim() == 4 else p for p in points]


def motion_input(p, specs, layout):
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    points = point_inputs(specs[1:5])
    n, c, h, w = x.shape
    k = points[0].shape[1]
    variance = p["variance"]

    def run():
        moved = motions(points, h, w)
        still = coordinates(h, w).expand(n, 1, h, w, 2)
        grid = torch.cat((still, moved), 1).view(n * (k + 1), h, w, 2)
        images = F.grid_sample(
            x.unsqueeze(1).expand(n, k + 1, c, h, w).reshape(-1, c, h, w),
            grid,
            align_corners=p["alignCorners"],
        ).view(n, k + 1, c, h, w)
        cells = coordinates(h, w).view(1, 1, h, w, 2)
        heat = [
            torch.exp(-0.5 * ((cells - q.view(n, k, 1, 1, 2)) ** 2).sum(-1) / variance)
            for q in (points[2], points[0])
        ]
        difference = F.pad(heat[0] - heat[1], (0, 0, 0, 0, 1, 0)).unsqueeze(2)
        return torch.cat((difference, images), 2).view(n, (k + 1) * (c + 1), h, w)

    return run


def motion_flow(p, specs, layout):
    logits = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    points = point_inputs(specs[1:5])
    n, slots, h, w = logits.shape

    def run():
        mask = torch.softmax(logits, 1)
        still = coordinates(h, w).expand(n, 1, h, w, 2)
        moved = torch.cat((still, motions(points, h, w)), 1)
        return (moved * mask.unsqueeze(-1)).sum(1), mask

    return run


def anti_alias_downsample(p, specs, layout):
    factor = p if isinstance(p, int) else p["factor"]
    x = draw(specs[0]["shape"], specs[0]["dtype"], layout)
    c = x.shape[1]
    sigma = (factor - 1) / 2
    radius = round(sigma * 4)
    at = torch.arange(2 * radius + 1, device=DEVICE) - radius
    line = torch.exp(-(at.float() ** 2) / (2 * sigma * sigma))
    line = line / line.sum()
    kernel = (line.view(-1, 1) * line.view(1, -1)).expand(c, 1, -1, -1).contiguous()
    return lambda: F.conv2d(F.pad(x, (radius,) * 4), kernel, groups=c)[:, :, ::factor, ::factor]


def nothing(p, specs, layout):
    """Work of the engine that PyTorch has no use for: it keeps views where we copy."""
    return lambda: None


KERNELS = {
    f.__name__: f
    for f in (
        conv2d,
        conv_transpose2d,
        pool2d,
        interpolate,
        concat,
        pad2d,
        binary,
        unary,
        channel_affine,
        instance_norm,
        batch_norm_train,
        layer_norm,
        softmax,
        permute,
        matmul,
        linear,
        mat2_inverse,
        grid_sample,
        flow_warp,
        flow_warp_blend,
        occluded_feature_warp,
        occlusion_blend,
        soft_argmax,
        heatmap_jacobian,
        motion_input,
        motion_flow,
        anti_alias_downsample,
    )
}
KERNELS["slice"] = nothing


def call(launch, layout):
    """The call of a launch, or None if there is none here."""
    make = KERNELS.get(launch["kernel"])
    return make and make(launch["params"], launch["inputs"], layout)


def mean_seconds(calls, runs):
    synchronize()
    start = time.perf_counter()
    for _ in range(runs):
        for run in calls:
            run()
    synchronize()
    return (time.perf_counter() - start) / runs


def synchronize():
    if DEVICE.type == "cuda":
        torch.cuda.synchronize()


class Peer:
    """What was asked for so far."""

    def __init__(self):
        self.calls = []

    def hello(self, ask):
        global DEVICE
        torch.set_num_threads(ask["threads"])
        DEVICE = torch.device(ask["device"])
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False
        if DEVICE.type == "cuda" and not torch.cuda.is_available():
            return {"error": "this PyTorch sees no GPU"}
        return {"torch": torch.__version__, "threads": torch.get_num_threads()}

    def prepare(self, ask):
        missing = sorted(
            {l["kernel"] for l in ask["launches"] if call(l, FORMATS[0]) is None}
        )
        if missing:
            return {"missing": missing}
        best = None
        for layout in FORMATS:
            calls = [call(l, layout) for l in ask["launches"]]
            mean_seconds(calls, 1)
            seconds = min(mean_seconds(calls, 1) for _ in range(3))
            if best is None or seconds < best:
                best, self.calls = seconds, calls
        return {"missing": []}

    def time(self, ask):
        return {"seconds": mean_seconds(self.calls, ask["runs"])}


def main():
    peer = Peer()
    with torch.inference_mode():
        for line in sys.stdin:
            ask = json.loads(line)
            try:
                answer = getattr(peer, ask["do"])(ask)
            except (KeyError, RuntimeError, TypeError, ValueError) as e:
                answer = {"error": "%s: %s" % (type(e).__name__, e)}
            print(json.dumps(answer), flush=True)


main()
