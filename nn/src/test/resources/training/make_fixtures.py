"""Writes the fixtures beside this script: what PyTorch 1.13 computes for the same networks.

Run as: python3 make_fixtures.py
"""

import json
import math
import os
import struct

import torch
from torch import nn
from torch.nn.utils import spectral_norm

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)


def write(name, tensors, metadata):
    """Safetensors by hand: header length, JSON header, data."""
    names = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}
    header, data = {"__metadata__": metadata}, b""
    for key, t in tensors.items():
        raw = t.detach().contiguous().numpy().tobytes()
        header[key] = {
            "dtype": names[t.dtype],
            "shape": list(t.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(HERE, name), "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


OPTIMIZERS = {
    "adam": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.999)),
    "adam_eps": lambda p: torch.optim.Adam(p, lr=0.02, eps=0.05),
    "adam_l2": lambda p: torch.optim.Adam(p, lr=0.02, weight_decay=0.1),
    "adam_amsgrad": lambda p: torch.optim.Adam(p, lr=0.02, amsgrad=True),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.1),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.02, weight_decay=0.1),
    "sgd_dampening": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, dampening=0.3),
    "sgd_nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.02, weight_decay=0.1),
    "rmsprop_momentum": lambda p: torch.optim.RMSprop(p, lr=0.02, momentum=0.8),
    "rmsprop_centered": lambda p: torch.optim.RMSprop(p, lr=0.02, momentum=0.8, centered=True),
}


def legacy_adam(w, grad, steps, lr, b1, b2, eps):
    """Adam as PyTorch had it before 1.3: eps is added before the bias correction."""
    m, v = torch.zeros_like(w), torch.zeros_like(w)
    for t in range(1, steps + 1):
        g = grad(w)
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        w = w - lr * math.sqrt(1 - b2**t) / (1 - b1**t) * m / (v.sqrt() + eps)
    return w


def optimizers():
    torch.manual_seed(1)
    start, goal = torch.randn(4, 3, 2, 2), torch.randn(4, 3, 2, 2)
    tensors, states = {"start": start, "goal": goal}, {}
    for name, make in OPTIMIZERS.items():
        w = nn.Parameter(start.clone())
        optimizer = make([w])
        for step in range(6):
            optimizer.zero_grad()
            ((w - goal).abs() ** 1.5).sum().backward()
            optimizer.step()
            if step == 2:
                tensors[name + "/3"] = w.detach().clone()
                torch.save(optimizer.state_dict(), os.path.join(HERE, name + ".pth"))
        tensors[name + "/6"] = w.detach().clone()
    grad = lambda w: 1.5 * (w - goal.double()).abs() ** 0.5 * (w - goal.double()).sign()
    for eps in (1e-8, 0.05):
        w = legacy_adam(start.double(), grad, 6, 0.02, 0.5, 0.999, eps)
        tensors["adam_legacy_%g/6" % eps] = w.float()
    write("optimizers.safetensors", tensors, {"source": "PyTorch " + torch.__version__})


def schedules():
    sched = torch.optim.lr_scheduler
    makers = {
        "step": lambda o: sched.StepLR(o, 4, 0.3),
        "multi_step": lambda o: sched.MultiStepLR(o, [3, 5, 5, 11], 0.1),
        "exponential": lambda o: sched.ExponentialLR(o, 0.9),
        "cosine": lambda o: sched.CosineAnnealingLR(o, 10, 0.01),
        "linear": lambda o: sched.LinearLR(o, 0.25, 0.75, 8),
    }
    rates = {}
    for name, make in makers.items():
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.2)
        s = make(optimizer)
        rates[name] = []
        # Beyond its period torch's recursive cosine leaves the closed form.
        for t in range(11 if name == "cosine" else 16):
            rates[name].append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            s.step()
    return rates


def clipping(tensors):
    torch.manual_seed(2)
    for name, p in (("two", 2.0), ("inf", math.inf)):
        ps = [nn.Parameter(torch.zeros(3, 4)), nn.Parameter(torch.zeros(5))]
        for i, q in enumerate(ps):
            q.grad = torch.randn_like(q)
            tensors["clip_%s/in%d" % (name, i)] = q.grad.clone()
        tensors["clip_%s/norm" % name] = nn.utils.clip_grad_norm_(ps, 0.7, p).clone()
        for i, q in enumerate(ps):
            tensors["clip_%s/out%d" % (name, i)] = q.grad.clone()


def image_network():
    # No bias stands before a batch or instance norm: its gradient is rounding noise, of which Adam
    # makes steps of full length.
    return nn.Sequential(
        nn.ReflectionPad2d(1),
        nn.Conv2d(3, 8, 3, bias=False),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Conv2d(8, 8, 3, padding=1, groups=2, bias=False),
        nn.InstanceNorm2d(8, affine=True),
        nn.LeakyReLU(0.2),
        nn.Upsample(scale_factor=2, mode="nearest"),
        spectral_norm(nn.Conv2d(8, 6, (3, 2), padding=1)),
        nn.ConvTranspose2d(6, 4, 3, stride=2, padding=1, output_padding=1),
        nn.Tanh(),
    )


def vector_network():
    return nn.Sequential(nn.Linear(6, 5), nn.LayerNorm(5), nn.Softplus(), nn.Linear(5, 2))


def train(name, net, x, target, tensors):
    """Three Adam steps; state before and after, losses, and the output in evaluation mode."""
    for key, t in net.state_dict().items():
        tensors["%s/before/%s" % (name, key)] = t.clone()
    tensors[name + "/x"], tensors[name + "/target"] = x, target
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01, betas=(0.5, 0.999))
    losses = []
    for step in range(3):
        optimizer.zero_grad()
        loss = ((net(x) - target) ** 2).mean()
        loss.backward()
        if step == 0:
            for key, p in net.named_parameters():
                tensors["%s/grad/%s" % (name, key)] = p.grad.clone()
        optimizer.step()
        losses.append(loss.item())
    tensors[name + "/losses"] = torch.tensor(losses)
    for key, t in net.state_dict().items():
        tensors["%s/after/%s" % (name, key)] = t.clone()
    net.eval()
    tensors[name + "/eval"] = net(x).detach()


def tracked_statistics(tensors):
    """Two training forwards and one evaluation of layers that keep running statistics."""
    torch.manual_seed(4)
    layers = {
        "instance": nn.InstanceNorm2d(3, track_running_stats=True),
        "batch": nn.BatchNorm2d(3, momentum=0.3),
    }
    for name, layer in layers.items():
        x = torch.randn(2, 3, 4, 5) * 2 + 1
        tensors["tracked/%s/x" % name] = x
        tensors["tracked/%s/train" % name] = layer(x).detach()
        layer(x * 0.5)
        for key, t in layer.state_dict().items():
            tensors["tracked/%s/after/%s" % (name, key)] = t.clone()
        layer.eval()
        tensors["tracked/%s/eval" % name] = layer(x).detach()


def networks():
    torch.manual_seed(3)
    tensors = {}
    net = image_network()
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm2d, nn.InstanceNorm2d)):
            nn.init.uniform_(m.weight, 0.5, 1.5)
            nn.init.uniform_(m.bias, -0.5, 0.5)
    keys = list(net.state_dict())
    train("image", net, torch.randn(2, 3, 8, 8), torch.rand(2, 4, 16, 18), tensors)
    train("vector", vector_network(), torch.randn(4, 6), torch.randn(4, 2), tensors)
    tracked_statistics(tensors)
    clipping(tensors)
    metadata = {
        "source": "PyTorch " + torch.__version__,
        "image_keys": json.dumps(keys),
        "schedules": json.dumps(schedules()),
    }
    write("networks.safetensors", tensors, metadata)


optimizers()
networks()
