"""A full training step of a network: forward, softmax cross entropy, gradient, update by gradient descent.

All contenders start from the same weights and must arrive at the same ones. PyTorch is eager, as it comes; JAX compiles
the whole step, may write over the old weights, and computes where it is called, which is its fastest way with small
steps (as it comes it hands them to another thread). scikit-learn's step is a share of an epoch, for it offers nothing
smaller; it cuts the batches as well. The bound is what no step with NumPy can do without: its matrix products, with
everything in place.
"""

from collections.abc import Callable

import numpy as np
from measuring import in_turns, missing, ratio, row

from lff.losses import LOSSES
from lff.network import Network
from lff.optimizers import GradientDescent

RATE, BATCHES = 0.01, 8
CASES = (  # sizes, batch, and what the time may be at most of PyTorch's and of JAX's
    ((2, 8, 2), 32, 0.5, 0.9),
    ((64, 100, 100, 10), 64, 0.5, 0.9),
    ((784, 256, 10), 128, 1.0, 1.0),
    ((784, 512, 512, 10), 512, 1.0, 1.0),
)
OURS, PRODUCTS, BOUND = "lff", "its matrix products alone", 0.85
Step = Callable[[], object]
Stepper = tuple[Step, Callable[[], np.ndarray]]  # a step, and what shows all weights as one vector


def problem(sizes: tuple[int, ...], batch: int, dtype: type) -> tuple[Network, np.ndarray, np.ndarray]:
    """A network and a batch for it."""
    rng = np.random.default_rng(0)
    network = Network(list(sizes), activation="relu", loss="cross_entropy_from_logits", rng=rng, dtype=dtype)
    X, y = network.check(rng.standard_normal((batch, sizes[0])), rng.integers(0, sizes[-1], batch))
    return network, X, y


def ours(network: Network, X: np.ndarray, y: np.ndarray) -> Stepper:
    """A step as `training.fit` takes it."""
    optimizer = GradientDescent(RATE)

    def step() -> float:
        loss, gradient = network.backpropagate(X, y)
        optimizer.step(network.theta, gradient)
        return loss

    return step, lambda: network.theta


def pytorch(network: Network, X: np.ndarray, y: np.ndarray) -> Stepper:
    """The same step in PyTorch, as its own tutorials write it."""
    import torch

    sizes, start = network.sizes, network.parameters
    layers = [layer for d, k in zip(sizes, sizes[1:]) for layer in (torch.nn.Linear(d, k), torch.nn.ReLU())][:-1]
    model = torch.nn.Sequential(*layers).to(torch.from_numpy(X).dtype)
    with torch.no_grad():
        for i, linear in enumerate(layers[::2], start=1):
            linear.weight.copy_(torch.from_numpy(start[f"W{i}"].T))
            linear.bias.copy_(torch.from_numpy(start[f"b{i}"]))
    optimizer, criterion = torch.optim.SGD(model.parameters(), lr=RATE), torch.nn.CrossEntropyLoss()
    inputs, labels = torch.from_numpy(X), torch.from_numpy(y)

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step, lambda: np.concatenate([p.detach().numpy().T.ravel() for p in model.parameters()])


def jax_jit(network: Network, X: np.ndarray, y: np.ndarray) -> Stepper:
    """The same step as one function that JAX compiles."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_cpu_enable_async_dispatch", False)
    rows = np.arange(len(y))
    weights = [jnp.asarray(view.copy()) for view in network.parameters.values()]
    inputs, labels = jnp.asarray(X), jnp.asarray(y)

    def loss_of(weights: list, inputs: jax.Array, labels: jax.Array) -> jax.Array:
        A = inputs
        for W, b in zip(weights[:-2:2], weights[1:-2:2]):
            A = jnp.maximum(A @ W + b, 0)
        return -jax.nn.log_softmax(A @ weights[-2] + weights[-1])[rows, labels].mean()

    def descend(weights: list, inputs: jax.Array, labels: jax.Array) -> tuple[list, jax.Array]:
        loss, gradient = jax.value_and_grad(loss_of)(weights, inputs, labels)
        return [w - RATE * g for w, g in zip(weights, gradient)], loss

    compiled = jax.jit(descend, donate_argnums=0)

    def step() -> jax.Array:
        nonlocal weights
        weights, loss = compiled(weights, inputs, labels)
        return loss

    return step, lambda: np.concatenate([np.asarray(w).ravel() for w in weights])


def scikit_learn(network: Network, X: np.ndarray, y: np.ndarray) -> Stepper:
    """An epoch of scikit-learn's network, which is a number of steps."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(tuple(network.sizes[1:-1]), solver="sgd", alpha=0.0, batch_size=len(X), momentum=0.0,
                          learning_rate_init=RATE, shuffle=False, random_state=0)
    many, labels = np.tile(X, (BATCHES, 1)), np.tile(y, BATCHES)
    model.partial_fit(many, labels, classes=np.arange(network.sizes[-1]))
    if network.sizes[-1] > 2:  # of two classes it makes one output
        for layer, i in enumerate(range(1, len(network.sizes))):
            model.coefs_[layer][:], model.intercepts_[layer][:] = network.parameters[f"W{i}"], network.parameters[f"b{i}"]
    return (lambda: model.partial_fit(many, labels),
            lambda: np.concatenate([p.ravel() for both in zip(model.coefs_, model.intercepts_) for p in both]))


def products(network: Network, X: np.ndarray, y: np.ndarray) -> Step:
    """The matrix products of a step: one forward and two backward for each layer, and only one in the first."""
    weights = [network.parameters[f"W{i}"] for i in range(1, len(network.sizes))]
    signals = [X, *(np.ones((len(X), k), X.dtype) for k in network.sizes[1:])]
    room = [np.empty_like(signal) for signal in signals]
    slopes = [np.empty_like(W) for W in weights]

    def step() -> None:
        for A, W, Z in zip(signals, weights, room[1:]):
            np.matmul(A, W, out=Z)
        for i in range(len(weights) - 1, -1, -1):
            np.matmul(signals[i].T, signals[i + 1], out=slopes[i])
            if i > 0:
                np.matmul(signals[i + 1], weights[i].T, out=room[i])

    return step


MAKERS = {OURS: ours, "PyTorch": pytorch, "JAX": jax_jit, "scikit-learn": scikit_learn}


def alike(makers: dict[str, Callable], network: Network, X: np.ndarray, y: np.ndarray) -> tuple[dict, dict]:
    """The step of each who is here, after all have shown that they do the same; and why the others are not."""
    steppers, absent = {}, {}
    for name, make in makers.items():
        try:
            steppers[name] = make(network, X, y)
        except ImportError as error:
            absent[name] = str(error)
    reached = {}
    for name, (step, weights) in steppers.items():
        for _ in range(2 if name == "scikit-learn" else 2 * BATCHES):
            step()
        reached[name] = np.asarray(weights())
    reference, allowed = reached[OURS], 1e-10 if X.dtype == np.float64 else 1e-4
    for name, theta in reached.items():
        if theta.shape == reference.shape and not np.allclose(theta, reference, rtol=allowed, atol=allowed):
            raise AssertionError(f"{name} does not compute the same: {np.abs(theta - reference).max():.1e} apart")
    return {name: step for name, (step, _) in steppers.items()}, absent


def table(sizes: tuple[int, ...], batch: int, dtype: type, most: dict[str, float], seconds: float) -> dict:
    """One size of network in one precision."""
    network, X, y = problem(sizes, batch, dtype)
    bare = products(network, X, y)
    steps, absent = alike(MAKERS, network, X, y)
    times, threads = in_turns(steps | {PRODUCTS: bare}, seconds)
    if "scikit-learn" in times:
        times["scikit-learn"] = [time / BATCHES for time in times["scikit-learn"]]
    layers, precision = "-".join(map(str, sizes)), np.dtype(dtype).name
    largest = sizes == CASES[-1][0]
    return {
        "kind": "table", "id": f"training-{layers}-{precision}", "unit": "µs",
        "title": f"{layers}, batch {batch}, {precision}",
        "rows": [row(name, values, "µs", threads=threads[name]) for name, values in times.items()]
        + [missing(name, why) for name, why in absent.items()],
        "figures": [ratio(OURS, name, times, most=most.get(name)) for name in times if name not in (OURS, PRODUCTS)]
        + [ratio(PRODUCTS, OURS, times, least=BOUND if largest else None)]
        + [ratio(PRODUCTS, name, times) for name in times if name == "JAX"],
    }


def profile(sizes: tuple[int, ...], batch: int, seconds: float) -> dict:
    """Where the time of a step goes: each kind of work by itself, on the arrays of the step, as a share of the step."""
    network, X, y = problem(sizes, batch, np.float64)
    step, _ = ours(network, X, y)
    step()
    signals = [np.ones((batch, k)) for k in sizes[1:]]
    views, optimizer = list(network.parameters.values()), GradientDescent(1e-12)
    biases, slopes = views[1::2], [np.empty_like(view) for view in views[1::2]]
    bends = list(zip(network._bends, signals))

    def each(work: Callable, of: list) -> Step:
        return lambda: [work(*arguments) for arguments in of]

    pairs = list(zip(signals, biases))
    parts = {
        "matrix products": products(network, X, y),
        "biases added": each(lambda Z, b: np.add(Z, b, out=Z), pairs),
        "activations": each(lambda bend, Z: bend.forward(Z, Z), bends),
        "slopes of activations": each(lambda bend, Z: bend.backward(Z, Z), bends),
        "sums for the biases": each(lambda Z, db: np.add.reduce(Z, axis=0, out=db), list(zip(signals, slopes))),
        "loss": lambda: LOSSES["cross_entropy_from_logits"].both(signals[-1], y),
        "update": lambda: optimizer.step(network.theta, network._gradient),
    }
    times, _ = in_turns({"step": step} | parts, seconds, threads=(1,))
    shares = {name: [100 * part / whole for part, whole in zip(times[name], times["step"])] for name in parts}
    rest = [100 - sum(parts_of_round) for parts_of_round in zip(*shares.values())]
    layers = "-".join(map(str, sizes))
    title = f"Where the time of lff goes: {layers}, batch {batch}, float64, one thread"
    return {"kind": "table", "id": f"profile-{layers}", "title": title, "unit": "%", "figures": [],
            "rows": [row(name, values, "%") for name, values in (shares | {"all else, Python": rest}).items()]}


def results(seconds: float = 10.0) -> list[dict]:
    """For each size a table in each precision, and where the time goes; the seconds are those of one table."""
    tables = []
    for sizes, batch, torch_goal, jax_goal in CASES:
        most = {"PyTorch": torch_goal, "JAX": jax_goal}
        tables += [table(sizes, batch, dtype, most, seconds) for dtype in (np.float64, np.float32)]
        tables.append(profile(sizes, batch, seconds / 2))
    return tables
