"""The tape beside HIPS autograd, PyTorch and JAX, on the same programs: time of a gradient, and the memory it takes.

The programs are the training step of a network in float64 at two sizes, and value and gradient of a transformer of two
blocks in float32, with layer norm and attention written out. All start from the same weights and must find the same
gradient. PyTorch is eager; its attention is timed written out and as the one fused function that it has.
"""

import gc
from collections.abc import Callable
from functools import partial
from types import FunctionType, ModuleType
from typing import NamedTuple

import numpy as np
import training_step
from measuring import in_turns, missing, peak, ratio, row

from lff.network import Network
from lff.rules import affine, cross_entropy_from_logits, softmax
from lff.tape import value_and_grad

STEPS = (((2, 8, 2), 32, {"PyTorch": 1.0, "autograd": 0.25}), ((64, 100, 100, 10), 64, {"PyTorch": 1.0, "autograd": 0.4}))
BATCH, LENGTH, WIDTH, HEADS = 16, 64, 64, 4
TRANSFORMER = {"PyTorch": 1.5, "PyTorch, fused attention": 1.5}
ROOM = 1.5  # of memory: at most so many times what must be kept
OURS, FUSED = "lff", "PyTorch, fused attention"
Parameters = dict[str, np.ndarray]


class Language(NamedTuple):
    """What a program is written in: a NumPy, and two of its functions that it may have as one."""

    np: ModuleType
    affine: Callable
    softmax: Callable


def plain(np: ModuleType) -> Language:
    """A NumPy that has nothing more."""

    def shares(Z):
        E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
        return E / np.sum(E, axis=-1, keepdims=True)

    return Language(np, lambda A, W, b: np.matmul(A, W) + b, shares)


def tape_step(network: Network, X: np.ndarray, y: np.ndarray) -> training_step.Stepper:
    """A training step with the gradient from the tape."""

    def loss(parameters):
        A = X
        for W, b in parameters[:-1]:
            A = np.maximum(affine(A, W, b), 0.0)
        return cross_entropy_from_logits(affine(A, *parameters[-1]), y)

    return _descending(value_and_grad(loss), network)


def autograd_step(network: Network, X: np.ndarray, y: np.ndarray) -> training_step.Stepper:
    """The same with the gradient from HIPS autograd."""
    import autograd
    import autograd.numpy as anp

    rows = np.arange(len(y))

    def loss(parameters):
        A = X
        for W, b in parameters[:-1]:
            A = anp.maximum(anp.dot(A, W) + b, 0.0)
        Z = anp.dot(A, parameters[-1][0]) + parameters[-1][1]
        Z = Z - anp.max(Z, axis=1, keepdims=True)
        return anp.mean(anp.log(anp.sum(anp.exp(Z), axis=1)) - Z[rows, y])

    return _descending(autograd.value_and_grad(loss), network)


def _descending(both: Callable, network: Network) -> training_step.Stepper:
    views = [view.copy() for view in network.parameters.values()]
    parameters = list(zip(views[::2], views[1::2]))

    def step() -> float:
        loss, gradient = both(parameters)
        for view, slope in zip(views, (slope for pair in gradient for slope in pair)):
            view -= training_step.RATE * slope
        return float(loss)

    return step, lambda: np.concatenate([view.ravel() for view in views])


def norm(np: ModuleType, x, gain, shift):
    """Layer norm."""
    centered = x - np.mean(x, axis=-1, keepdims=True)
    return centered / np.sqrt(np.mean(centered**2, axis=-1, keepdims=True) + 1e-5) * gain + shift


def block(language: Language, x, p):
    """Attention, then an MLP, each on what a layer norm makes of x, and added to x."""
    np, affine, softmax = language

    def heads(x):
        return np.transpose(np.reshape(x, (BATCH, LENGTH, HEADS, WIDTH // HEADS)), (0, 2, 1, 3))

    three = affine(norm(np, x, p["gain1"], p["shift1"]), p["W"], p["b"])  # (batch, length, 3 width)
    q, k, v = (heads(three[..., i * WIDTH : (i + 1) * WIDTH]) for i in range(3))
    shares = softmax(np.matmul(q, np.swapaxes(k, -1, -2)) * (WIDTH // HEADS) ** -0.5)  # (batch, heads, length, length)
    together = np.reshape(np.transpose(np.matmul(shares, v), (0, 2, 1, 3)), (BATCH, LENGTH, WIDTH))
    x = x + affine(together, p["W0"], p["b0"])
    hidden = np.maximum(affine(norm(np, x, p["gain2"], p["shift2"]), p["W1"], p["b1"]), 0.0)
    return x + affine(hidden, p["W2"], p["b2"])


def transformer_loss(language: Language, blocks: list[Parameters], x, y):
    """The mean square error of what the blocks make of x."""
    for p in blocks:
        x = block(language, x, p)
    return language.np.mean((x - y) ** 2)


def weights(rng: np.random.Generator) -> Parameters:
    """The parameters of a block, in float32."""
    shapes = {"": (WIDTH, 3 * WIDTH), "0": (WIDTH, WIDTH), "1": (WIDTH, 4 * WIDTH), "2": (4 * WIDTH, WIDTH)}
    p = {f"W{i}": rng.standard_normal(shape) / np.sqrt(shape[0]) for i, shape in shapes.items()}
    p |= {f"b{i}": 0.1 * rng.standard_normal(shape[1]) for i, shape in shapes.items()}
    p |= {f"gain{i}": np.ones(WIDTH) for i in (1, 2)} | {f"shift{i}": np.zeros(WIDTH) for i in (1, 2)}
    return {name: array.astype(np.float32) for name, array in p.items()}


def problem() -> tuple[list[Parameters], np.ndarray, np.ndarray]:
    """Two blocks and a batch for them."""
    rng = np.random.default_rng(0)
    blocks = [weights(rng), weights(rng)]
    return blocks, *rng.standard_normal((2, BATCH, LENGTH, WIDTH)).astype(np.float32)


Gradient = Callable[[], list[Parameters]]


def tape_gradient(blocks: list[Parameters], x: np.ndarray, y: np.ndarray) -> Gradient:
    """By the tape."""
    both = value_and_grad(partial(transformer_loss, Language(np, affine, softmax)))
    return lambda: both(blocks, x, y)[1]


def autograd_gradient(blocks: list[Parameters], x: np.ndarray, y: np.ndarray) -> Gradient:
    """By HIPS autograd."""
    import autograd
    import autograd.numpy as anp

    both = autograd.value_and_grad(lambda blocks: transformer_loss(plain(anp), blocks, x, y))
    return lambda: both(blocks)[1]


def jax_gradient(blocks: list[Parameters], x: np.ndarray, y: np.ndarray) -> Gradient:
    """By JAX, compiled."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_cpu_enable_async_dispatch", False)
    both = jax.jit(jax.value_and_grad(partial(transformer_loss, plain(jnp))))
    blocks, x, y = jax.device_put((blocks, x, y))
    return lambda: both(blocks, x, y)[1]


def torch_gradient(blocks: list[Parameters], x: np.ndarray, y: np.ndarray, *, fused: bool = False) -> Gradient:
    """By PyTorch, eager."""
    import torch
    import torch.nn.functional as F

    theirs = [{name: torch.from_numpy(array.copy()).requires_grad_() for name, array in p.items()} for p in blocks]
    x, y = torch.from_numpy(x), torch.from_numpy(y)

    def torch_block(x, p):
        three = F.layer_norm(x, (WIDTH,), p["gain1"], p["shift1"]) @ p["W"] + p["b"]
        q, k, v = (t.view(BATCH, LENGTH, HEADS, -1).transpose(1, 2) for t in three.split(WIDTH, -1))
        if fused:
            mixed = F.scaled_dot_product_attention(q, k, v)
        else:
            mixed = torch.softmax(q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5, -1) @ v
        x = x + (mixed.transpose(1, 2).reshape(BATCH, LENGTH, WIDTH) @ p["W0"] + p["b0"])
        hidden = torch.relu(F.layer_norm(x, (WIDTH,), p["gain2"], p["shift2"]) @ p["W1"] + p["b1"])
        return x + (hidden @ p["W2"] + p["b2"])

    def both():
        out = x
        for p in theirs:
            for parameter in p.values():
                parameter.grad = None
            out = torch_block(out, p)
        F.mse_loss(out, y).backward()
        return [{name: parameter.grad for name, parameter in p.items()} for p in theirs]

    return both


def memory() -> dict:
    """The peak of a gradient of the transformer by the tape, over what must be kept at the end of the forward pass.

    What must be kept: each array that a way back holds, once, however many hold it, and not the parameters or data.
    """
    blocks, x, y = problem()
    loss = partial(transformer_loss, Language(np, affine, softmax))
    given, kept = {id(array) for p in blocks for array in p.values()} | {id(x), id(y)}, {}

    def keep(thing: object) -> None:
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
        value = loss(blocks, x, y)
        for step in value.home.steps:
            for _, _, way in step:
                keep(way)
        return value

    value_and_grad(watched)(blocks, x, y)
    both = value_and_grad(loss)
    gc.collect()
    most, least = peak(lambda: both(blocks, x, y)) / 1e6, sum(kept.values()) / 1e6
    names = "the most that is held", "what must be kept"
    return {"kind": "table", "id": "tape-memory", "title": "Two transformer blocks, float32: memory of a gradient",
            "unit": "MB", "rows": [row(name, [value], "MB") for name, value in zip(names, (most, least))],
            "figures": [{"of": names[0], "over": names[1], "middle": most / least, "low": None, "high": None, "most": ROOM}]}


def step_table(sizes: tuple[int, ...], batch: int, most: dict[str, float], seconds: float) -> dict:
    """A training step of one size, with the gradient from each."""
    makers = {OURS: tape_step, "autograd": autograd_step, "PyTorch": training_step.pytorch, "JAX": training_step.jax_jit}
    steps, absent = training_step.alike(makers, *training_step.problem(sizes, batch, np.float64))
    times, threads = in_turns(steps, seconds)
    layers = "-".join(map(str, sizes))
    title = f"By the tape: a training step of {layers}, batch {batch}, float64"
    return _table(f"tape-{layers}", title, times, threads, absent, most)


def transformer_table(seconds: float) -> dict:
    """Value and gradient of the transformer, from each."""
    makers = {OURS: tape_gradient, "autograd": autograd_gradient, "PyTorch": torch_gradient,
              FUSED: partial(torch_gradient, fused=True), "JAX": jax_gradient}
    gradients, absent = {}, {}
    for name, make in makers.items():
        try:
            gradients[name] = make(*problem())
        except ImportError as error:
            absent[name] = str(error)
    reference = gradients[OURS]()
    for name, gradient in gradients.items():
        apart = max(float(np.abs(np.asarray(g[key]) - p[key]).max()) for g, p in zip(gradient(), reference) for key in p)
        if apart > 1e-5:
            raise AssertionError(f"{name} does not compute the same: gradients are {apart:.1e} apart")
    times, threads = in_turns(gradients, seconds)
    title = (f"By the tape: value and gradient of two transformer blocks, batch {BATCH}, length {LENGTH}, width {WIDTH}, "
             f"{HEADS} heads, float32")
    return _table("tape-transformer", title, times, threads, absent, TRANSFORMER)


def _table(id: str, title: str, times: dict, threads: dict, absent: dict[str, str], most: dict[str, float]) -> dict:
    return {"kind": "table", "id": id, "title": title, "unit": "µs",
            "rows": [row(name, values, "µs", threads=threads[name]) for name, values in times.items()]
            + [missing(name, why) for name, why in absent.items()],
            "figures": [ratio(OURS, name, times, most=most.get(name)) for name in times if name != OURS]}


def results(seconds: float = 8.0) -> list[dict]:
    """The tables; the seconds are those of one."""
    return [*(step_table(*case, seconds) for case in STEPS), transformer_table(seconds), memory()]
