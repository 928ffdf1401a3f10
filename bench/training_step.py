"""A full training step, this package beside PyTorch, in turns within one run.

The step: forward, softmax cross entropy, gradient, update by gradient descent, of a 64-100-100-10 ReLU network on a
batch of 64 in float64. Both start from the same weights and must arrive at the same ones. Each round gives every
contender the same number of steps, in a new order, so that whatever else the machine does falls on all alike.
Both run with one thread and with two; the better of the one is compared with the better of the other. PyTorch is
eager, as it comes.
"""

import argparse
import gc
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from threadpoolctl import ThreadpoolController

import lff
from lff.network import Network
from lff.optimizers import GradientDescent

SIZES, BATCH, RATE = [64, 100, 100, 10], 64, 0.01
GOAL = 0.5


def ours(X: np.ndarray, y: np.ndarray) -> tuple[Callable[[], float], Network]:
    """A step as `training.fit` takes it."""
    rng = np.random.default_rng(0)
    network = Network(SIZES, activation="relu", loss="cross_entropy_from_logits", rng=rng)
    optimizer = GradientDescent(RATE)
    X, y = network.check(X, y)

    def step() -> float:
        loss, gradient = network.backpropagate(X, y)
        optimizer.step(network.theta, gradient)
        return loss

    return step, network


def pytorch(X: np.ndarray, y: np.ndarray, start: Network) -> tuple[Callable[[], float], Callable]:
    """The same step from the same weights in PyTorch, as its own tutorials write it."""
    layers = [layer for d, k in zip(SIZES, SIZES[1:]) for layer in (torch.nn.Linear(d, k), torch.nn.ReLU())][:-1]
    model = torch.nn.Sequential(*layers).double()
    with torch.no_grad():
        for i, linear in enumerate(layers[::2], start=1):
            linear.weight.copy_(torch.from_numpy(start.parameters[f"W{i}"].T))
            linear.bias.copy_(torch.from_numpy(start.parameters[f"b{i}"]))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    criterion = torch.nn.CrossEntropyLoss()
    inputs, labels = torch.from_numpy(X), torch.from_numpy(y)

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss

    def theta() -> np.ndarray:
        return np.concatenate([p.detach().numpy().T.ravel() for p in model.parameters()])

    return step, theta


def same(X: np.ndarray, y: np.ndarray) -> float:
    """The largest difference between the weights of both after a hundred steps."""
    step, network = ours(X, y)
    other, theta = pytorch(X, y, network)
    for _ in range(100):
        step()
        other()
    return float(np.abs(network.theta - theta()).max())


def measure(contenders: dict[str, tuple[Callable, int]], rounds: int, steps: int) -> dict[str, list[float]]:
    """Microseconds a step, one number a round for each contender."""
    rng, times = np.random.default_rng(1), {name: [] for name in contenders}
    blas = ThreadpoolController().select(internal_api="openblas")  # NumPy's; PyTorch has its own setting
    gc.disable()
    for turn in range(rounds + 2):
        for name in rng.permutation(list(contenders)):
            step, threads = contenders[name]
            torch.set_num_threads(threads)
            with blas.limit(limits=threads):
                for _ in range(5):
                    step()
                begin = time.perf_counter()
                for _ in range(steps):
                    step()
                spent = time.perf_counter() - begin
            if turn >= 2:  # the first two rounds warm up
                times[name].append(spent / steps * 1e6)
    gc.enable()
    return times


def processor() -> str:
    """The processor as the system names it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()} ({platform.machine()})"


def main() -> int:
    """Measure, print the table, and return 1 if the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--steps", type=int, default=20)
    arguments = parser.parse_args()

    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((BATCH, SIZES[0])), rng.integers(0, SIZES[-1], BATCH)
    difference = same(X, y)
    if difference > 1e-12:
        print(f"the two do not compute the same: weights differ by {difference:.1e}")
        return 1
    contenders = {}
    for threads in (1, 2):
        step, network = ours(X, y)
        suffix = f"{threads} thread{'s' * (threads > 1)}"
        contenders[f"lff {lff.__version__}, {suffix}"] = (step, threads)
        contenders[f"PyTorch {torch.__version__}, {suffix}"] = (pytorch(X, y, network)[0], threads)
    times = measure(contenders, arguments.rounds, arguments.steps)

    medians = {name: statistics.median(values) for name, values in times.items()}
    us = min((name for name in medians if name.startswith("lff")), key=medians.get)
    rival = min((name for name in medians if name.startswith("PyTorch")), key=medians.get)
    print(f"A training step, {'-'.join(map(str, SIZES))} ReLU, softmax cross entropy, batch {BATCH}, float64")
    print(f"{processor()}; Python {platform.python_version()}, NumPy {np.__version__}")
    print(f"{arguments.rounds} rounds of {arguments.steps} steps in turns; after 100, weights differ by {difference:.0e}")
    print()
    print(f"{'':28}{'median':>9}{'least':>9}{'quartiles':>21}{'ratio':>8}")
    for name, values in sorted(times.items()):
        low, _, high = statistics.quantiles(values, n=4)
        spread = f"{low:.0f} ... {high:.0f}"
        ratio = medians[name] / medians[rival]
        print(f"{name:28}{medians[name]:>6.0f} µs{min(values):>6.0f} µs{spread:>18} µs{ratio:>8.2f}")
    paired = [mine / theirs for mine, theirs in zip(times[us], times[rival])]
    low, middle, high = statistics.quantiles(paired, n=4)
    print(f"\n{us} takes {middle:.2f} of the time of {rival}")
    print(f"(round by round: quartiles {low:.2f} ... {high:.2f}; least of each {min(times[us]) / min(times[rival]):.2f})")
    print(f"goal: at most {GOAL}: {'met' if middle <= GOAL else 'missed'}")
    return 0 if middle <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
