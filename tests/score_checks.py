"""Checks of what a score hides, and of what is done about it: each raises AssertionError on a wrong rule.

As in `gradient_checks`: the package's modules are taken at the moment of the call, so that mutants are met.
"""

from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np

from gradient_checks import DIFFERENCE_TOLERANCE, ENGINE_TOLERANCE, EXACT_TOLERANCE, close, lff

ANEW = {"relu": lambda z: anp.where(z > 0, z, 0.0), "tanh": anp.tanh, "sigmoid": lambda z: 1 / (1 + anp.exp(-z))}


def network(sizes, activation="relu", seed=0, dtype=np.float64):
    """A network over classes whose biases are not 0 either."""
    net = lff("network").Network(list(sizes), activation=activation, loss="cross_entropy_from_logits",
                                 rng=np.random.default_rng(seed), dtype=dtype)
    net.theta[:] = np.random.default_rng(seed + 1).normal(size=net.theta.shape)
    return net


def logits_anew(net):
    """What the network computes, for the other engine."""
    layers = len(net.sizes) - 1

    def outputs(theta, X):
        A, start = X, 0
        for i, (d, k) in enumerate(zip(net.sizes, net.sizes[1:])):
            W, b = theta[start:start + d * k].reshape((d, k)), theta[start + d * k:start + (d + 1) * k]
            start += (d + 1) * k
            A = anp.dot(A, W) + b
            if i < layers - 1:
                A = ANEW[net.activation](A)
        return A

    return outputs


def log_shares_anew(Z):
    return Z - anp.log(anp.sum(anp.exp(Z), axis=-1, keepdims=True))


def slopes_by_the_input() -> None:
    """Of logits and of the loss, in networks of every depth and bend, against another engine and differences."""
    rng = np.random.default_rng(0)
    for activation in ANEW:
        for sizes in ([4, 3], [4, 5, 3], [4, 5, 6, 3]):
            net, n = network(sizes, activation), int(rng.integers(1, 6))
            X, labels, rows, anew = rng.normal(size=(n, 4)), rng.integers(0, 3, size=n), np.arange(n), logits_anew(net)
            for ours, theirs, value in (
                (lambda X: lff("saliency").saliency(net, X, labels),
                 lambda X: anp.sum(anew(net.theta, X)[rows, labels]),
                 lambda X: float(np.sum(net.forward(X)[rows, labels]))),
                (lambda X: lff("attacks").input_gradient(net, X, labels),
                 lambda X: -anp.sum(log_shares_anew(anew(net.theta, X))[rows, labels]),
                 lambda X: n * net.loss(X, labels)),
            ):
                close(ours(X), autograd.grad(theirs)(X), ENGINE_TOLERANCE)
                assert lff("gradcheck").projection_error(value, ours, X, rng=rng) <= DIFFERENCE_TOLERANCE


def occlusion() -> None:
    """Without hidden layers a covered point costs its weight times what it loses."""
    net, rng = network([12, 3], seed=3), np.random.default_rng(4)
    images, labels = rng.uniform(size=(2, 3, 4)), np.array([2, 0])
    fall = lff("saliency").occlusion(net, images, labels, 2, fill=0.25)
    assert fall.shape == (2, 2, 3)
    for n in range(2):
        worth = net.parameters["W1"][:, labels[n]].reshape(3, 4) * (images[n] - 0.25)
        expected = [[worth[i:i + 2, j:j + 2].sum() for j in range(3)] for i in range(2)]
        close(fall[n], expected, 1e-12)


def attacks() -> None:
    """Two inputs, two classes and given weights: where one step goes, with and without a target, and where it stops."""
    module, net = lff("attacks"), network([2, 2])
    net.theta[:] = [1.0, -1.0, -2.0, 2.0, 0.0, 0.0]  # z_0 = x_1 - 2 x_2, z_1 = -z_0
    X, labels = np.array([[0.5, 0.5], [0.9, 0.05]]), np.array([0, 0])
    close(module.fast_gradient_sign(net, X, labels, 0.2), [[0.3, 0.7], [0.7, 0.25]], 1e-15)
    close(module.fast_gradient_sign(net, X, labels, 0.2, target=0), [[0.7, 0.3], [1.0, 0.0]], 1e-15)
    close(module.fast_gradient_sign(net, X, labels, 0.2, target=[0, 1]), [[0.7, 0.3], [0.7, 0.25]], 1e-15)
    close(module.fast_gradient_sign(net, X, labels, 0.7, bounds=(-1, 1)), [[-0.2, 1.0], [0.2, 0.75]], 1e-15)
    net.theta[:4] = 0.0  # nothing moves the loss, and nothing is moved
    close(module.fast_gradient_sign(net, X, labels, 0.2), X, 0)


def many_steps() -> None:
    """Steps from a random point of the box end in the corner that one step finds, if the slopes keep their signs."""
    module, net, rng = lff("attacks"), network([6, 3], seed=5), np.random.default_rng(6)
    X, labels = rng.uniform(size=(40, 6)), rng.integers(0, 3, size=40)
    net.theta[:] *= 0.01
    settings = {"steps": 25, "step_size": 0.02, "rng": rng}
    corner = module.fast_gradient_sign(net, X, labels, 0.1)
    found = module.projected_gradient(net, X, labels, 0.1, **settings)
    still = np.abs(corner - found).max(axis=1) <= 1e-12
    assert still.mean() > 0.7
    target = (labels + 1) % 3
    close(module.projected_gradient(net, X[:1], labels[:1], 0.1, **settings, target=target[:1]),
          module.fast_gradient_sign(net, X[:1], labels[:1], 0.1, target=target[:1]), 1e-12)
    net.theta[:] = 0.0  # without slopes, the start is left: anywhere in the box, and in the bounds
    start = module.projected_gradient(net, X, labels, 0.4, steps=1, step_size=0.1, rng=rng, bounds=(0.0, 1.0))
    assert start.min() >= 0 and start.max() <= 1 and 0.35 < np.abs(start - X).max() <= 0.4 + 1e-15
    wide = module.projected_gradient(net, X, labels, 0.4, steps=1, step_size=0.1, rng=rng, bounds=(-1.0, 2.0)) - X
    assert abs(wide.mean()) < 5 * 0.4 / np.sqrt(3 * wide.size) and np.abs(wide).max() <= 0.4 + 1e-15
    assert wide.min() < -0.38 < 0.38 < wide.max()
    one = module.projected_gradient(net, X, labels, 0.4, steps=1, step_size=0.1, rng=np.random.default_rng(0))
    other = module.projected_gradient(net, X, labels, 0.4, steps=1, step_size=0.1, rng=np.random.default_rng(1))
    assert not np.any(one == other)


def steps_of_their_size() -> None:
    """From the middle of a wide box, each step is as long as it was told to be."""
    module, net = lff("attacks"), network([2, 2])
    net.theta[:] = [1.0, -1.0, -2.0, 2.0, 0.0, 0.0]

    class Middle(np.random.Generator):
        def random(self, shape, dtype):
            return np.full(shape, 0.5)

    X, labels = np.zeros((1, 2)), np.array([0])
    for steps in (1, 3):
        found = module.projected_gradient(net, X, labels, 1.0, steps=steps, step_size=0.125, bounds=(-2.0, 2.0),
                                          rng=Middle(np.random.PCG64(0)))
        close(found, 0.125 * steps * np.array([[-1.0, 1.0]]), 1e-15)


def training_against() -> None:
    """Each step learns from an attack on the network of that moment: as a loop that is written out here."""
    module, rng = lff("attacks"), np.random.default_rng(7)
    X, labels = rng.uniform(size=(50, 4)), rng.integers(0, 3, size=50)
    one, other = network([4, 5, 3]), network([4, 5, 3])
    losses = module.train_against(
        one, X, labels, attack=lambda net, X, y: module.fast_gradient_sign(net, X, y, 0.1),
        optimizer=lff("optimizers").GradientDescent(0.3), epochs=4, batch_size=16, rng=np.random.default_rng(8))
    order, expected = np.random.default_rng(8), []
    for _ in range(4):
        rows, total = order.permutation(50), 0.0
        for start in range(0, 50, 16):
            batch = rows[start:start + 16]
            worse = module.fast_gradient_sign(other, X[batch], labels[batch], 0.1)
            loss, gradient = other.loss_and_gradient(worse, labels[batch])
            other.theta[:] -= 0.3 * gradient
            total += loss * len(batch)
        expected.append(total / 50)
    close(one.theta, other.theta, 1e-9)
    close(losses, expected, 1e-9)


def distillation() -> None:
    """By hand at two temperatures, 0 where both agree, and on the tape as beside it."""
    module, rng = lff("distillation"), np.random.default_rng(9)
    Z, V = np.log([[1.0, 1.0], [1.0, 3.0]]), np.log([[3.0, 1.0], [1.0, 3.0]])
    value = 0.75 * np.log(0.75 / 0.5) + 0.25 * np.log(0.25 / 0.5)
    close(module.distillation_loss(Z, V, 1.0), value / 2, 1e-14)
    close(module.distillation_loss(2 * Z, 2 * V, 2.0), 4 * value / 2, 1e-14)
    Z, V = rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    assert module.distillation_loss(V, V, 3.0) == 0 < module.distillation_loss(Z, V, 3.0)
    on_tape = lff("tape").grad(lambda Z: module.distillation_loss(Z, V, 3.0))(Z)
    close(on_tape, module.distillation_loss_gradient(Z, V, 3.0), EXACT_TOLERANCE)


def pruning() -> None:
    """The smallest of the weights, biases never; of equal ones the first; and they stay at 0."""
    module = lff("pruning")
    theta = np.array([0.5, -0.1, 0.0, 2.0, -3.0, 0.1])
    is_weight = np.array([True, True, False, True, True, True])
    for share, chosen in ((0.0, []), (0.2, [1]), (0.3, [1, 5]), (0.6, [0, 1, 5]), (1.0, [0, 1, 3, 4, 5])):
        assert np.flatnonzero(module.smallest(theta, is_weight, share)).tolist() == chosen
    removed = module.smallest(theta, is_weight, 0.4)
    optimizer = module.Pruned(lff("optimizers").Momentum(0.1, momentum=0.5), removed)
    gradient = np.full(6, -1.0)
    optimizer.step(theta, gradient)
    close(theta, [0.6, 0.0, 0.1, 2.1, -2.9, 0.0], 1e-15)
    optimizer.step(theta, gradient)
    close(theta, [0.75, 0.0, 0.25, 2.25, -2.75, 0.0], 1e-15)
    assert (optimizer.updates, optimizer.rate) == (2, 0.1) and gradient.tolist() == [-1.0] * 6
    assert optimizer.optimizer.velocity[removed].tolist() == [0, 0]
    clipped = module.Pruned(lff("clipping").Clipped(lff("optimizers").GradientDescent(1.0), 1.0), removed)
    clipped.step(theta, np.array([0.6, 100.0, 0.0, 0.0, 0.0, 100.0]))  # what is out must not count in the length
    close(theta[0], 0.15, 1e-14)


def springs() -> None:
    """Value and pull by hand, on the tape as beside it, and fastened for good."""
    module, anchor = lff("elastic"), np.array([1.0, 2.0, 0.0])
    spring = module.Elastic(anchor, np.array([2.0, 0.5, 0.0]), 3.0)
    anchor[:] = 100.0
    theta = np.array([2.0, 0.0, 7.0])
    close(spring.value(theta), 0.5 * 3 * (2 * 1 + 0.5 * 4), 1e-15)
    close(spring.gradient(theta), [6.0, -3.0, 0.0], 1e-15)
    close(lff("tape").grad(spring.value)(theta), spring.gradient(theta), 1e-15)


def importance() -> None:
    """Over many draws, against the mean over answers written out; from the shares, not from the likeliest answer."""
    net, rng = network([3, 4, 3], "tanh", seed=11), np.random.default_rng(12)
    X = rng.normal(size=(6, 3))
    shares, expected = lff("functions").softmax(net.forward(X)), np.zeros_like(net.theta)
    for x, p in zip(X, shares):
        for answer in range(3):
            expected += p[answer] * net.gradient(x[np.newaxis], [answer])**2 / 6
    draws = np.array([lff("elastic").fisher_diagonal(net, X, rng=rng) for _ in range(400)])
    error = np.abs(draws.mean(axis=0) - expected) / (draws.std(axis=0) / 20 + 1e-12)
    assert error.max() < 5  # standard errors, of 31 numbers
    again = [lff("elastic").fisher_diagonal(net, X, rng=np.random.default_rng(1)) for _ in range(2)]
    np.testing.assert_array_equal(*again)


def meta() -> None:
    """Parabolas by hand: one step, the slope through it, and the slope that leaves the step's own slope out."""
    module = lff("meta")

    def loss(theta, center, bend):
        return np.sum(0.5 * bend * np.square(theta - center), axis=-1)

    theta, rate = np.array([3.0]), 0.25
    seen = (np.array([[1.0], [-1.0]]), np.array([[2.0], [1.0]]))  # two tasks, each in one parameter
    unseen = (np.array([[0.0], [1.0]]), np.array([[1.0], [4.0]]))
    close(module.adapted(loss, theta, (seen[0][0], seen[1][0]), rate), [2.0], 1e-15)
    close(module.adapted(loss, np.array([[3.0], [3.0]]), seen, rate), [[2.0], [2.0]], 1e-15)
    close(module.meta_loss(loss, theta, seen, unseen, rate), (0.5 * 4 + 2 * 1) / 2, 1e-15)
    close(module.meta_gradient(loss, theta, seen, unseen, rate), [(0.5 * 2 + 0.75 * 4 * 1) / 2], 1e-15)
    close(module.meta_gradient(loss, theta, seen, unseen, rate, first_order=True), [(2 + 4) / 2], 1e-15)
    close(module.meta_loss(loss, theta, seen, unseen, rate, first_order=True), 2.0, 1e-15)


def meta_of_networks() -> None:
    """A network's loss after a step, for several tasks at once, against another engine, task by task."""
    rng = np.random.default_rng(13)
    net = lff("network").Network([1, 6, 5, 1], activation="tanh", rng=rng)
    net.theta[:] = rng.normal(size=net.theta.shape)
    f, anew = lff("functional").as_function(net), logits_anew(net)
    seen, unseen = ((rng.normal(size=(3, n, 1)), rng.normal(size=(3, n, 1))) for n in (4, 7))

    def loss(theta, X, y):
        return np.mean(np.square(f(theta, X) - y), axis=(-1, -2))

    def one(theta, X, y):
        return anp.mean((anew(theta, X) - y)**2)

    def after(theta):
        return sum(one(theta - 0.1 * autograd.grad(one)(theta, Xs, ys), X, y)
                   for Xs, ys, X, y in zip(*seen, *unseen)) / 3

    close(lff("meta").meta_loss(loss, net.theta, seen, unseen, 0.1), after(net.theta), ENGINE_TOLERANCE)
    close(lff("meta").meta_gradient(loss, net.theta, seen, unseen, 0.1), autograd.grad(after)(net.theta),
          ENGINE_TOLERANCE)


def many_networks() -> None:
    """Networks of one shape, run at once, each on its own rows."""
    net, rng = network([3, 4, 2], "tanh"), np.random.default_rng(14)
    thetas, X = rng.normal(size=(5, *net.theta.shape)), rng.normal(size=(5, 6, 3))
    together = lff("functional").as_function(net)(thetas, X)
    for theta, rows, found in zip(thetas, X, together):
        net.theta[:] = theta
        close(found, net.forward(rows), 1e-13)


def area() -> None:
    """The share of pairs in which the positive one has the higher score, ties half."""
    rng = np.random.default_rng(15)
    for _ in range(5):
        scores, positive = rng.integers(0, 6, size=30) / 2, rng.random(30) < 0.4
        pairs = [(a > b) + 0.5 * (a == b) for a in scores[positive] for b in scores[~positive]]
        close(lff("metrics").auroc(scores, positive), np.mean(pairs), 1e-14)


def disguises() -> None:
    """Frames, colors, and finer and coarser grids of small pictures, by hand."""
    module = lff("datasets.disguises")
    image = np.array([[[0.0, 1.0], [0.5, 0.25]]])
    framed = module.with_border(np.repeat(image, 2, axis=0), [1, 0], (0.0, 0.75), width=2)
    assert framed.shape == (2, 6, 6) and (framed[:, 2:4, 2:4] == image).all()
    assert framed.sum(axis=(1, 2)).tolist() == [1.75 + 32 * 0.75, 1.75]
    colors = module.colored(image, [1.0, 0.0, 0.5], [0.0, 1.0, 0.5])
    close(colors[0, 1, 1], [0.25, 0.75, 0.5], 1e-15)
    each = module.colored(np.repeat(image, 2, axis=0), [[1.0, 0, 0], [0, 1.0, 0]])
    assert each[0, 0, 1].tolist() == [1, 0, 0] and each[1, 0, 1].tolist() == [0, 1, 0] and not each[:, 0, 0].any()
    large = module.enlarged(image, 4)[0]
    assert large.shape == (8, 8) and (large[:2, 6:] == 1).all()  # edges are held
    close(large[0], [0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1], 1e-15)
    close(large[:, 0], [0, 0, 0.0625, 0.1875, 0.3125, 0.4375, 0.5, 0.5], 1e-15)
    bar = np.zeros((1, 6, 6))
    bar[0, 1:5, 2], bar[0, 1, 3] = 1.0, 0.2  # four high, one wide, and a trace that is not ink
    close(module.cropped(bar, 8)[0], np.pad(np.ones((8, 2)), ((0, 0), (3, 3))), 1e-14)
    broad = np.zeros((1, 4, 9))
    broad[0, 1:3] = [[1, 0, 1, 0, 1, 0, 1, 0, 1], [0, 1, 0, 1, 0, 1, 0, 1, 0]]
    # Squeezed: each pixel has 4.5 columns, and the middle one counts half in both.
    close(module.cropped(broad, 2)[0], [[2.5 / 4.5, 2.5 / 4.5], [2 / 4.5, 2 / 4.5]], 1e-14)


ALL = (slopes_by_the_input, occlusion, attacks, many_steps, steps_of_their_size, training_against, distillation,
       pruning, springs, importance, meta, meta_of_networks, many_networks, area, disguises)
