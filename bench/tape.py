"""The tape beside PyTorch and HIPS autograd: time and memory of a gradient, in turns within one run.

Two things are timed. A step of an MLP, forward, softmax cross entropy, gradient and update in float64, at two sizes;
autograd runs it too. And value and gradient of a transformer of two blocks in float32, with layer norm and attention
written in NumPy. All contenders start from the same weights and must find the same gradient. Each round gives every
contender the same number of steps, in a new order, so that whatever else the machine does falls on all alike.
PyTorch is eager, as it comes; its attention is timed written out and as the one fused function that it has, and the
faster one counts. Everything runs on one thread.
"""

import argparse
import gc
import platform
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from types import FunctionType

import autograd
import autograd.numpy as anp
import numpy as np
import torch
import torch.nn.functional as F
from threadpoolctl import ThreadpoolController
from training_step import processor

import lff
from lff.rules import affine, cross_entropy_from_logits, softmax
from lff.tape import value_and_grad

RATE = 0.01
BATCH, LENGTH, WIDTH, HEADS = 16, 64, 64, 4
ROOM = 1.5  # of memory: at most so many times what must be kept


def mlp(sizes: list[int], batch: int) -> dict[str, Callable[[], float]]:
    """A step of each contender, each with weights of its own that start alike."""
    rng = np.random.default_rng(0)
    X, y, rows = rng.standard_normal((batch, sizes[0])), rng.integers(0, sizes[-1], batch), np.arange(batch)
    start = [(rng.standard_normal((d, k)) / np.sqrt(d), np.zeros(k)) for d, k in zip(sizes, sizes[1:])]

    def ours(parameters):
        A = X
        for W, b in parameters[:-1]:
            A = np.maximum(affine(A, W, b), 0.0)
        return cross_entropy_from_logits(affine(A, *parameters[-1]), y)

    def hips(parameters):
        A = X
        for W, b in parameters[:-1]:
            A = anp.maximum(anp.dot(A, W) + b, 0.0)
        Z = anp.dot(A, parameters[-1][0]) + parameters[-1][1]
        Z = Z - anp.max(Z, axis=1, keepdims=True)
        return anp.mean(anp.log(anp.sum(anp.exp(Z), axis=1)) - Z[rows, y])

    def descending(both):
        parameters = [(W.copy(), b.copy()) for W, b in start]

        def step():
            loss, gradient = both(parameters)
            for (W, b), (dW, db) in zip(parameters, gradient):
                W -= RATE * dW
                b -= RATE * db
            return float(loss)

        return step

    layers = [layer for d, k in zip(sizes, sizes[1:]) for layer in (torch.nn.Linear(d, k), torch.nn.ReLU())][:-1]
    model = torch.nn.Sequential(*layers).double()
    with torch.no_grad():
        for linear, (W, b) in zip(layers[::2], start):
            linear.weight.copy_(torch.from_numpy(W.T))
            linear.bias.copy_(torch.from_numpy(b))
    optimizer, criterion = torch.optim.SGD(model.parameters(), lr=RATE), torch.nn.CrossEntropyLoss()
    inputs, labels = torch.from_numpy(X), torch.from_numpy(y)

    def pytorch():
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return {"lff": descending(value_and_grad(ours)), "PyTorch": pytorch,
            "autograd": descending(autograd.value_and_grad(hips))}


def norm(x, gain, shift):
    """Layer norm, as NumPy writes it."""
    centered = x - np.mean(x, axis=-1, keepdims=True)
    return centered / np.sqrt(np.mean(centered**2, axis=-1, keepdims=True) + 1e-5) * gain + shift


def heads(x):
    """(batch, length, width) -> (batch, heads, length, width of a head)."""
    return x.reshape(BATCH, LENGTH, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)


def block(x, p):
    """Attention, then an MLP, each on what a layer norm makes of x, and added to x."""
    three = affine(norm(x, p["gain1"], p["shift1"]), p["W"], p["b"])  # (batch, length, 3 width)
    q, k, v = (heads(three[..., i * WIDTH : (i + 1) * WIDTH]) for i in range(3))
    shares = softmax(q @ k.swapaxes(-1, -2) * (WIDTH // HEADS) ** -0.5)  # (batch, heads, length, length)
    together = (shares @ v).transpose(0, 2, 1, 3).reshape(BATCH, LENGTH, WIDTH)
    x = x + affine(together, p["W0"], p["b0"])
    hidden = np.maximum(affine(norm(x, p["gain2"], p["shift2"]), p["W1"], p["b1"]), 0.0)
    return x + affine(hidden, p["W2"], p["b2"])


def transformer_loss(blocks, x, y):
    """The mean square error of what two blocks make of x."""
    for p in blocks:
        x = block(x, p)
    return np.mean((x - y) ** 2)


def torch_block(x, p, fused):
    """The same block in PyTorch."""
    three = F.layer_norm(x, (WIDTH,), p["gain1"], p["shift1"]) @ p["W"] + p["b"]
    q, k, v = (t.view(BATCH, LENGTH, HEADS, -1).transpose(1, 2) for t in three.split(WIDTH, -1))
    if fused:
        mixed = F.scaled_dot_product_attention(q, k, v)
    else:
        mixed = torch.softmax(q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5, -1) @ v
    x = x + (mixed.transpose(1, 2).reshape(BATCH, LENGTH, WIDTH) @ p["W0"] + p["b0"])
    hidden = torch.relu(F.layer_norm(x, (WIDTH,), p["gain2"], p["shift2"]) @ p["W1"] + p["b1"])
    return x + (hidden @ p["W2"] + p["b2"])


def weights(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The parameters of a block, in float32."""
    shapes = {"": (WIDTH, 3 * WIDTH), "0": (WIDTH, WIDTH), "1": (WIDTH, 4 * WIDTH), "2": (4 * WIDTH, WIDTH)}
    p = {f"W{i}": rng.standard_normal(shape) / np.sqrt(shape[0]) for i, shape in shapes.items()}
    p |= {f"b{i}": 0.1 * rng.standard_normal(shape[1]) for i, shape in shapes.items()}
    p |= {f"gain{i}": np.ones(WIDTH) for i in (1, 2)} | {f"shift{i}": np.zeros(WIDTH) for i in (1, 2)}
    return {name: array.astype(np.float32) for name, array in p.items()}


def transformer() -> tuple[dict[str, Callable], float]:
    """Value and gradient by each contender, and the largest difference between their gradients."""
    rng = np.random.default_rng(0)
    blocks = [weights(rng), weights(rng)]
    x, y = rng.standard_normal((2, BATCH, LENGTH, WIDTH)).astype(np.float32)
    theirs = [{name: torch.from_numpy(array.copy()).requires_grad_() for name, array in p.items()} for p in blocks]
    tx, ty = torch.from_numpy(x), torch.from_numpy(y)

    def pytorch(fused):
        for p in theirs:
            for tensor in p.values():
                tensor.grad = None
        z = tx
        for p in theirs:
            z = torch_block(z, p, fused)
        loss = F.mse_loss(z, ty)
        loss.backward()
        return loss

    both = value_and_grad(transformer_loss)
    contenders = {"lff": lambda: both(blocks, x, y), "PyTorch": lambda: pytorch(False),
                  "PyTorch, fused attention": lambda: pytorch(True)}
    gradient = contenders["lff"]()[1]
    pytorch(False)
    return contenders, max(float(np.abs(g[name] - p[name].grad.numpy()).max())
                           for g, p in zip(gradient, theirs) for name in g)


def memory() -> tuple[float, float]:
    """The peak of a gradient of the transformer, and what must be kept for it at the end of the forward pass, in MB.

    What must be kept: each array that a way back holds, once, however many hold it, and not the parameters or data.
    """
    rng = np.random.default_rng(0)
    blocks = [weights(rng), weights(rng)]
    x, y = rng.standard_normal((2, BATCH, LENGTH, WIDTH)).astype(np.float32)
    given, kept = {id(array) for p in blocks for array in p.values()} | {id(x), id(y)}, {}

    def keep(thing):
        if isinstance(thing, np.ndarray):
            while thing.base is not None:
                thing = thing.base
            if id(thing) not in given:
                kept[id(thing)] = thing.nbytes
        elif isinstance(thing, FunctionType):
            for cell in thing.__closure__ or ():
                keep(cell.cell_contents)
            for default in thing.__defaults__ or ():
                keep(default)
        elif isinstance(thing, partial):
            for argument in (*thing.args, *thing.keywords.values()):
                keep(argument)

    def watched(blocks, x, y):
        value = transformer_loss(blocks, x, y)
        for step in value.home.steps:
            for _, _, way in step:
                keep(way)
        return value

    value_and_grad(watched)(blocks, x, y)
    both = value_and_grad(transformer_loss)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    both(blocks, x, y)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return peak / 1e6, sum(kept.values()) / 1e6


def measure(contenders: dict[str, Callable], rounds: int, steps: int) -> dict[str, list[float]]:
    """Microseconds a step, one number a round for each contender."""
    rng, times = np.random.default_rng(1), {name: [] for name in contenders}
    torch.set_num_threads(1)
    gc.disable()
    with ThreadpoolController().limit(limits=1):
        for turn in range(rounds + 2):
            for name in rng.permutation(list(contenders)):
                for _ in range(3):
                    contenders[name]()
                begin = time.perf_counter()
                for _ in range(steps):
                    contenders[name]()
                if turn >= 2:  # the first two rounds warm up
                    times[name].append((time.perf_counter() - begin) / steps * 1e6)
    gc.enable()
    return times


def report(title: str, times: dict[str, list[float]], goals: dict[str, float]) -> bool:
    """Print medians, spreads and the ratios of our time to each rival's, round by round; whether all goals are met."""
    print(f"\n{title}\n{'':28}{'median':>11}{'least':>11}{'quartiles':>23}")
    for name, values in times.items():
        low, middle, high = statistics.quantiles(values, n=4)
        print(f"{name:28}{middle:>8.0f} µs{min(values):>8.0f} µs{f'{low:.0f} ... {high:.0f}':>20} µs")
    met = True
    for rival, goal in goals.items():
        low, ratio, high = statistics.quantiles([a / b for a, b in zip(times["lff"], times[rival])], n=4)
        met &= ratio <= goal
        least = min(times["lff"]) / min(times[rival])
        print(f"  {ratio:.2f} of the time of {rival} (quartiles {low:.2f} ... {high:.2f}, least of each {least:.2f}); "
              f"goal: at most {goal:.2f}: {'met' if ratio <= goal else 'missed'}")
    return met


def main() -> int:
    """Measure, print the tables, and return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    print(f"lff {lff.__version__}, PyTorch {torch.__version__}, autograd {version('autograd')}; {processor()}; "
          f"Python {platform.python_version()}, NumPy {np.__version__}; one thread, {rounds} rounds in turns")
    met = True
    for sizes, batch, slower in (([2, 8, 2], 32, 4.0), ([64, 100, 100, 10], 64, 2.5)):
        contenders = mlp(sizes, batch)
        for _ in range(50):
            losses = [float(step()) for step in contenders.values()]
        if max(losses) - min(losses) > 1e-12:
            print(f"the contenders do not compute the same: losses {losses}")
            return 1
        times = measure(contenders, rounds, 20)
        title = f"A training step, {'-'.join(map(str, sizes))} ReLU, softmax cross entropy, batch {batch}, float64"
        met &= report(title, times, {"PyTorch": 1.0, "autograd": 1 / slower})
    contenders, difference = transformer()
    if difference > 1e-5:
        print(f"the contenders do not compute the same: gradients differ by {difference:.1e}")
        return 1
    times = measure(contenders, max(rounds // 2, 5), 2)
    rival = min((name for name in times if name != "lff"), key=lambda name: statistics.median(times[name]))
    met &= report(f"Value and gradient of two transformer blocks, batch {BATCH}, length {LENGTH}, width {WIDTH}, "
                  f"{HEADS} heads, float32", times, {rival: 1.5})
    peak, kept = memory()
    print(f"  peak of memory {peak:.1f} MB, {peak / kept:.2f} times the {kept:.1f} MB that must be kept; "
          f"goal: at most {ROOM}: {'met' if peak <= ROOM * kept else 'missed'}")
    return 0 if met and peak <= ROOM * kept else 1


if __name__ == "__main__":
    sys.exit(main())
