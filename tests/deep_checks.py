"""Checks of the rules for deep networks: as in `gradient_checks`, each raises AssertionError on a wrong rule."""

from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np

from gradient_checks import DIFFERENCE_TOLERANCE, ENGINE_TOLERANCE, EXACT_TOLERANCE, LOSSES_ANEW, close, lff

ANEW = {"relu": lambda z: anp.where(z > 0, z, 0.0), "tanh": anp.tanh, "sigmoid": lambda z: 1 / (1 + anp.exp(-z))}


def starts() -> None:
    """The variance of each start, over many weights."""
    module = lff("initializers")
    for name, variance in (("lecun", 1 / 300), ("he", 2 / 300), ("glorot", 2 / 1000)):
        W = getattr(module, name)(300, 700, rng=np.random.default_rng(0))
        close(W.var(), variance, 0.02)


def normalizations() -> None:
    """Two columns by hand: in training by the batch, afterwards by running averages; a row by itself."""
    module = lff("normalization")
    X, gain, shift = np.array([[0.0, 5.0], [4.0, 13.0]]), np.array([1.0, 3.0]), np.array([0.0, 10.0])
    layer = module.BatchNorm(gain, shift, pace=0.25, epsilon=0.25)
    deviations = np.sqrt([4.25, 16.25])
    close(layer.forward(X), np.array([[-2, 10 * deviations[1] - 12], [2, 10 * deviations[1] + 12]]) / deviations, 1e-14)
    close(layer.running_mean, [0.5, 2.25], 1e-14)
    close(layer.running_variance, [0.75 + 0.25 * 8, 0.75 + 0.25 * 32], 1e-14)  # the unbiased variances
    layer.training = False
    for rows in (X, X[:1]):  # an answer does not depend on its neighbors
        close(layer.forward(rows)[0], [-0.5 / np.sqrt(3), 10 + 3 * 2.75 / 3], 1e-14)
    close(layer.running_mean, [0.5, 2.25], 1e-14)
    row = module.LayerNorm(np.array([2.0, 3.0]), np.array([1.0, 7.0]), epsilon=9.0).forward(np.array([[5.0, 13.0]]))
    close(row, [[1 - 8 / 5, 7 + 12 / 5]], 1e-14)


def dropout() -> None:
    """The share that is left out, what stays, the same mask on the way back, and no mask once training is over."""
    layer, A = lff("dropout").Dropout(0.25, rng=np.random.default_rng(1)), np.full((200, 100), 3.0)
    thinned = layer.forward(A)
    assert set(np.unique(thinned)) == {0.0, 4.0}
    assert abs(np.mean(thinned == 0) - 0.25) < 0.015  # five deviations
    np.testing.assert_array_equal(layer.backward(A), thinned)
    assert np.any(layer.forward(A) != thinned)  # a new one each time
    layer.training = False
    np.testing.assert_array_equal(layer.forward(A), A)


def maxout() -> None:
    """Neighboring columns make a unit; of equal pieces the first counts."""
    layer = lff("maxout").Maxout(2)
    Z = np.array([[1.0, 2.0, 5.0, 5.0], [4.0, -1.0, -3.0, -2.0]])
    np.testing.assert_array_equal(layer.forward(Z), [[2, 5], [4, -2]])
    dZ = layer.backward(np.array([[10.0, 20.0], [30.0, 40.0]]))
    np.testing.assert_array_equal(dZ, [[0, 10, 20, 0], [30, 0, 0, 40]])


def clipping() -> None:
    """Short gradients pass untouched; long ones are cut, for the optimizer within, and counted."""
    module = lff("clipping")
    short, long = np.array([0.3, 0.4]), np.array([[30.0], [-40.0]])
    assert module.clip_by_norm(short, 0.5) is short
    close(module.clip_by_norm(long, 5.0), [[3], [-4]], 1e-15)
    optimizer, theta = module.Clipped(lff("optimizers").GradientDescent(0.1), 5.0), np.zeros(2)
    optimizer.step(theta, long[:, 0])
    optimizer.step(theta, short)
    optimizer.step(theta, long[:, 0])
    close(theta, [-0.63, 0.76], 1e-15)
    assert (optimizer.shortened, optimizer.updates, optimizer.rate) == (2, 3, 0.1)


def deep_networks(draws: int = 2) -> None:
    """Every normalization, bend and dropout together, against the same network written anew."""
    rng = np.random.default_rng(2)
    for normalization in (None, "batch", "layer"):
        for activation in ("relu", "tanh", "sigmoid", "maxout"):
            for rate in (0.0, 0.3):
                for _ in range(draws):
                    _one_network(normalization, activation, rate, rng)


def _one_network(normalization, activation, rate, rng) -> None:
    n, pieces = int(rng.integers(4, 9)), int(rng.integers(2, 4))
    sizes = [int(size) for size in rng.integers(2, 6, size=rng.integers(3, 6))]
    loss = str(rng.choice(["mean_squared_error", "cross_entropy_from_logits"]))
    net = lff("deep").DeepNetwork(sizes, activation=activation, loss=loss, rng=rng, normalization=normalization,
                                  dropout=rate, pieces=pieces)
    net.theta[:] = rng.normal(scale=0.7, size=net.theta.shape)
    X = rng.normal(size=(n, sizes[0]))
    y = rng.integers(0, sizes[-1], size=n) if loss.startswith("cross") else rng.normal(size=(n, sizes[-1]))
    value, gradient = net.loss_and_gradient(X, y)
    masks = [layer.mask for layer in net.layers if type(layer).__name__ == "Dropout"]
    shapes = {name: view.shape for name, view in net.parameters.items()}

    def anew(theta):
        views, start = {}, 0
        for name, shape in shapes.items():
            size = int(np.prod(shape))
            views[name], start = theta[start:start + size].reshape(shape), start + size
        A = X
        for i in range(1, len(sizes)):
            A = anp.dot(A, views[f"W{i}"]) + views[f"b{i}"]
            if i == len(sizes) - 1:
                return LOSSES_ANEW[loss](A, y)
            if normalization:
                axis = 0 if normalization == "batch" else 1
                away = A - anp.mean(A, axis=axis, keepdims=True)
                A = away / anp.sqrt(anp.mean(away**2, axis=axis, keepdims=True) + 1e-5)
                A = views[f"gain{i}"] * A + views[f"shift{i}"]
            A = anp.max(A.reshape((n, -1, pieces)), axis=2) if activation == "maxout" else ANEW[activation](A)
            if masks:
                A = A * masks[i - 1]

    theta = net.theta.copy()
    close(value, anew(theta), ENGINE_TOLERANCE)
    close(gradient, autograd.grad(anew)(theta), ENGINE_TOLERANCE)
    if not rate and activation in ("tanh", "sigmoid"):  # others might meet a kink on the way

        def at(theta, which):
            net.theta[:] = theta
            return net.loss_and_gradient(X, y)[which]

        error = lff("gradcheck").projection_error(lambda t: at(t, 0), lambda t: at(t, 1), theta, rng=rng)
        assert error <= DIFFERENCE_TOLERANCE, (normalization, activation, sizes)


def answers() -> None:
    """What a deep network answers is written from its parameters and its running averages alone."""
    rng = np.random.default_rng(3)
    net = lff("deep").DeepNetwork([3, 4, 2], activation="tanh", rng=rng, normalization="batch", dropout=0.5)
    assert list(net.parameters) == ["W1", "b1", "gain1", "shift1", "W2", "b2"]
    assert np.all(net.parameters["gain1"] == 1) and not np.any(net.parameters["shift1"])
    net.theta[:] += rng.normal(size=net.theta.shape)
    X, y = rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
    for _ in range(3):
        net.gradient(X, y)
    p, norm = net.parameters, net.layers[1]
    Z = X @ p["W1"] + p["b1"]
    Xhat = (Z - norm.running_mean) / np.sqrt(norm.running_variance + norm.epsilon)
    expected = np.tanh(p["gain1"] * Xhat + p["shift1"]) @ p["W2"] + p["b2"]
    close(net.forward(X), expected, EXACT_TOLERANCE)
    close(net.forward(X[4:5]), expected[4:5], EXACT_TOLERANCE)
    close(net.loss(X, y), np.mean((expected - y)**2), EXACT_TOLERANCE)
    close(norm.running_mean, (1 - 0.9**3) * Z.mean(axis=0), EXACT_TOLERANCE)  # a training step moved it each time


def signals() -> None:
    """One step of a small network, layer by layer, by hand."""
    net = lff("network").Network([2, 1, 1], activation="relu", rng=np.random.default_rng(4))
    net.theta[:] = [1.0, 2.0, 0.5, -3.0, 1.0]
    X, y = np.array([[1.0, -0.5], [-1.0, -1.0]]), np.array([0.0, 0.0])
    found = lff("signals").signals(net, X, y)  # z = 0.5, -2.5; a = 0.5, 0; answers -0.5, 1, and so are their slopes
    close(found.sums, [1.5], 1e-14)
    close(found.activations, [0.25], 1e-14)
    close(found.gradients, [(1.5 + 0.75) / 2, 0.25], 1e-14)
    views = lff("signals").by_name(net, np.arange(5.0))
    assert {name: view.tolist() for name, view in views.items()} == {
        "W1": [[0], [1]], "b1": [2], "W2": [[3]], "b2": [4]}


def rates() -> None:
    """A parabola in one weight: the run follows the rates, stops when the loss explodes, and changes nothing."""
    net = lff("network").Network([1, 1], rng=np.random.default_rng(5))
    net.theta[:] = [2.0, 0.0]
    X, y = np.array([[1.0], [-1.0]]), np.zeros(2)
    curve = lff("rate_finder").find_rate(net, X, y, lowest=1e-3, highest=1e3, updates=25, batch_size=2, memory=0.5,
                                         rng=np.random.default_rng(6))
    close(net.theta, [2.0, 0.0], 0)
    w, smooth, mean = 2.0, [], 0.0
    for t, rate in enumerate(10 ** np.linspace(-3, 3, 25)[:len(curve.rates)]):
        close(curve.rates[t], rate, 1e-12)
        close(curve.losses[t], w**2, 1e-9)
        mean = 0.5 * mean + 0.5 * w**2
        smooth.append(mean / (1 - 0.5 ** (t + 1)))
        w -= rate * 2 * w
    close(curve.smooth, smooth, 1e-9)
    assert curve.smooth[-1] > 4 * curve.smooth.min() >= curve.smooth[-2]
    close(curve.suggested, curve.rates[np.argmin(smooth)] / 10, 1e-12)
    X, y = np.arange(1.0, 6.0)[:, np.newaxis], np.zeros(5)
    few = lff("rate_finder").find_rate(net, X, y, lowest=1e-9, highest=1e-8, updates=10, batch_size=2,
                                       rng=np.random.default_rng(6))
    first, second = few.losses[:2], few.losses[2:4]  # an epoch is two batches of two, and one row is left over
    assert len(few.rates) == 10 and len(set(first.round(3))) == 2 and set(first.round(3)) != set(second.round(3))


def stopping() -> None:
    """Early stopping brings back the running averages of the best epoch together with its parameters."""
    rng = np.random.default_rng(7)
    X = rng.normal(size=(40, 3))
    y = X[:, :1] * X[:, 1:2] + 0.5 * rng.normal(size=(40, 1))
    net = lff("deep").DeepNetwork([3, 20, 1], rng=rng, normalization="batch")
    training, rate = lff("training"), lff("optimizers").Adam(0.03)
    history = training.fit(net, X[:30], y[:30], optimizer=rate, epochs=40, batch_size=10, rng=rng,
                           unseen=(X[30:], y[30:]), stop=training.EarlyStopping(5))
    assert history.kept < history.epochs and net.loss(X[30:], y[30:]) == history.unseen.min()


ALL = (starts, normalizations, dropout, maxout, clipping, deep_networks, answers, signals, rates, stopping)
