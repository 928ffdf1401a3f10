"""How everything here is measured: contenders take turns, and each figure is the median of the rounds' own ratios.

pyperf and pytest-benchmark time one contender to its end before the next begins, so their rounds cannot be paired, and
what else the machine does then falls on one of them alone. The turns are therefore ours; the stopwatch is timeit's,
which also keeps the garbage collector out.

A benchmark is a module with `results()`, a list of tables and series: dictionaries of JSON's own types. A table has
`rows` (a contender's median and quartiles, or why it is missing) and `figures` (a ratio or a difference of two of them,
its quartiles, and its goal, if it has one). A series has `points` and the slope of their logarithms. Whether a goal is
met is not written down: the page computes it.
"""

import importlib
import json
import math
import os
import platform
import statistics
import sys
import timeit
import tracemalloc
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from threadpoolctl import ThreadpoolController

BLOCK, LONG = 0.006, 0.1  # seconds of calls that are timed together; and of a call that is long
LEAST_ROUNDS = 9  # however long they take
UNITS = {"µs": 1e6, "ms": 1e3}
Times = dict[str, list[float]]


def thread_setter() -> Callable[[int], None]:
    """What sets the threads of all libraries loaded now; JAX's are fixed as it starts, at the number of cores."""
    controller = ThreadpoolController()

    def set_threads(threads: int) -> None:
        controller.limit(limits=threads)
        if "torch" in sys.modules:  # its own BLAS is not seen from outside
            sys.modules["torch"].set_num_threads(threads)

    return set_threads


def rounds(contenders: Mapping[str, Callable[[], float]], seconds: float) -> Times:
    """What each contender returns, one number a round; in each round every one has its turn, in a new order."""
    rng, found = np.random.default_rng(1), {name: [] for name in contenders}
    begin = timeit.default_timer()
    while len(next(iter(found.values()))) < LEAST_ROUNDS or timeit.default_timer() - begin < seconds:
        for name in rng.permutation(list(contenders)):
            found[name].append(contenders[name]())
    return found


def in_turns(contenders: Mapping[str, Callable[[], object]], seconds: float, *, threads: tuple[int, ...] = (1, 2),
             block: float = BLOCK) -> tuple[Times, dict[str, int]]:
    """Seconds a call, one number a round for each contender; and the threads of each, with which it is fastest.

    A turn is some calls that nobody times, and then a block of calls; what takes long needs no such start.
    """
    set_threads = thread_setter()

    def turn(name: str, number: int, *, long: bool) -> float:
        set_threads(best[name])
        timeit.timeit(contenders[name], number=0 if long else max(1, number // 2))
        return timeit.timeit(contenders[name], number=number) / number

    best, turns = dict.fromkeys(contenders, threads[0]), {}
    for name in contenders:
        tried = {}
        for best[name] in threads:
            once = min(turn(name, 1, long=True), turn(name, 1, long=True))
            blocks = [once] if once > LONG else [turn(name, max(1, round(block / once)), long=False) for _ in range(4)]
            tried[best[name]] = min(blocks)
        best[name] = min(tried, key=tried.get)
        least = tried[best[name]]
        turns[name] = partial(turn, name, max(1, round(block / least)), long=least > LONG)
    times = rounds(turns, seconds)
    set_threads(os.cpu_count() or 1)
    return times, best


def spread(values: list[float]) -> tuple[float, float, float]:
    """The median and the quartiles, as lower, middle, upper."""
    return tuple(statistics.quantiles(values, n=4, method="inclusive")) if len(values) > 1 else (None, values[0], None)


def row(name: str, values: list[float], unit: str = "s", **more: object) -> dict:
    """A row of a table: what a contender took."""
    low, middle, high = (None if value is None else value * UNITS.get(unit, 1.0) for value in spread(values))
    return {"name": name, "median": middle, "low": low, "high": high, "rounds": len(values), **more}


def missing(name: str, why: str) -> dict:
    """A row for a peer that could not be had."""
    return {"name": name, "missing": why}


def ratio(of: str, over: str, times: Times, *, most: float | None = None, least: float | None = None) -> dict:
    """A figure of a table: how much of the time of one another takes, round by round."""
    low, middle, high = spread([a / b for a, b in zip(times[of], times[over], strict=True)])
    goal = {"most": most} if most is not None else {"least": least} if least is not None else {}
    return {"of": of, "over": over, "middle": middle, "low": low, "high": high, **goal}


def points(x: list[float], runs: list[list[float]], unit: str) -> list[dict]:
    """The points of a series: for each x the median and the quartiles of y over the rounds."""
    rows = [row("", list(values), unit) for values in zip(*runs)]
    return [{"x": at, **{key: of[key] for key in ("median", "low", "high")}} for at, of in zip(x, rows, strict=True)]


def slope(x: list[float], runs: list[list[float]]) -> dict:
    """The slope of ln y against ln x by least squares: the median and the quartiles over rounds.

    Of a single round, the slope and how far it moves where one of the points is left out.
    """
    def of(kept: list[int], y: list[float]) -> float:
        return float(np.polyfit(np.log([x[i] for i in kept]), np.log([y[i] for i in kept]), 1)[0])

    everything = list(range(len(x)))
    if len(runs) > 1:
        low, middle, high = spread([of(everything, y) for y in runs])
        return {"middle": middle, "low": low, "high": high, "spread": "quartiles"}
    without_one = [of([i for i in everything if i != left_out], runs[0]) for left_out in everything]
    return {"middle": of(everything, runs[0]), "low": min(without_one), "high": max(without_one),
            "spread": "one point left out"}


def peak(call: Callable[[], object]) -> int:
    """The most bytes that Python and NumPy held during a call, above what they held before."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def processor() -> str:
    """The processor as the system names it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()} ({platform.machine()})"


def machine() -> dict:
    """Where this was measured."""
    return {"processor": processor(), "cores": os.cpu_count(), "system": platform.system(),
            "Python": platform.python_version()}


PACKAGES = {  # those whose versions matter, and how they call themselves
    "numpy": "NumPy", "torch": "PyTorch", "jax": "JAX", "autograd": "autograd", "scikit-learn": "scikit-learn",
    "scipy": "SciPy",
}


def versions() -> dict[str, str]:
    """The versions of what is compared, as far as it is installed here."""
    found = {"lff": importlib.import_module("lff").__version__}
    for package, name in PACKAGES.items():
        try:
            found[name] = version(package)
        except PackageNotFoundError:
            continue
    return found


def main(name: str, answer: str) -> None:
    """Run one benchmark and write its results, with the machine and the versions, to a file."""
    module = importlib.import_module(name)
    found = {"machine": machine(), "versions": versions(), "results": module.results()}
    Path(answer).write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
