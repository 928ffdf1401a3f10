"""How time and memory of a training step grow, with the parameters and with the batch, over two decades each.

The network of 64 inputs and one hidden layer gets wider, with a batch of 64; and a 64-100-100-10 network gets larger
batches. Everything runs on one thread and in float64. Memory is the most that Python and NumPy hold from before the
network is made until a step has been taken, the batch itself aside.
"""

import numpy as np
from measuring import in_turns, peak, points, slope
from training_step import ours, problem

WIDTHS = (100, 215, 464, 1000, 2154, 4642, 10_000)
BATCHES = (16, 34, 74, 160, 345, 743, 1600)
BATCH, SIZES = 64, (64, 100, 100, 10)


def series(id: str, title: str, x_name: str, x: list[int], cases: list[tuple[tuple[int, ...], int]],
           seconds: float) -> list[dict]:
    """Time and memory against x, for networks and batches that grow."""
    steps = {str(at): ours(*problem(sizes, batch, np.float64))[0] for at, (sizes, batch) in zip(x, cases, strict=True)}
    times, _ = in_turns(steps, seconds, threads=(1,))
    rounds = list(zip(*times.values()))
    held = []
    for sizes, batch in cases:
        _, X, y = problem(sizes, batch, np.float64)

        def whole(sizes: tuple[int, ...] = sizes, X: np.ndarray = X, y: np.ndarray = y) -> None:
            ours(problem(sizes, 1, np.float64)[0], X, y)[0]()

        held.append(peak(whole) / 1e6)
    both = ("time", "ms", rounds), ("memory", "MB", [held])
    return [{"kind": "series", "id": f"growth-{id}-{y}", "title": f"{title}: {y}", "x": x_name, "y": f"{y} of a step",
             "unit": unit, "points": points(x, values, unit), "slope": slope(x, values)} for y, unit, values in both]


def results(seconds: float = 8.0) -> list[dict]:
    """Four series; the seconds are those of one that is timed."""
    wider = [((64, width, 10), BATCH) for width in WIDTHS]
    parameters = [sum((d + 1) * k for d, k in zip(sizes, sizes[1:])) for sizes, _ in wider]
    return [
        *series("parameters", f"A wider network, batch {BATCH}", "parameters", parameters, wider, seconds),
        *series("batch", f"A larger batch, {'-'.join(map(str, SIZES))}", "examples in the batch", list(BATCHES),
                [(SIZES, batch) for batch in BATCHES], seconds),
    ]
