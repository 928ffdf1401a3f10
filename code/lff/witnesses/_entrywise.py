"""Draws for the rules that work entry by entry or row by row: activations, losses, softmax."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lff import functions, losses, symbolic
from lff.arrays import one_hot
from lff.witnesses._case import Case

# Where an activation saturates, where e^z overflows and underflows, and 0 itself.
EXTREMES = np.array([0.0, 1e-9, 0.5, 4.0, 7.0, 10.0, 20.0, 36.0, 37.5, 50.0, 354.0, 700.0, 745.0, 1000.0])
EXTREMES = np.concatenate([EXTREMES, -EXTREMES[1:]])


def _shape(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(rng.integers(1, 7, size=rng.integers(1, 3)))


def _autograd():
    import autograd.numpy  # only where the ledger or a test asks for this witness

    return autograd.numpy


ENGINE_FUNCTIONS = {
    "sigmoid": lambda z: 1 / (1 + _autograd().exp(-z)),
    "tanh": lambda z: _autograd().tanh(z),
    "softplus": lambda z: _autograd().log(1 + _autograd().exp(z)),
}


def activation(name: str) -> Callable[[np.random.Generator, bool], Case]:
    """Draws for the derivative of an activation."""
    def draw(rng: np.random.Generator, extreme: bool) -> Case:
        function, derivative = getattr(functions, name), getattr(functions, f"{name}_derivative")
        proof = getattr(symbolic, f"{name}_derivative")()
        # Further out a flat curve hides its slope from a difference; algebra still sees it, at the extremes.
        z = EXTREMES if extreme else rng.uniform(-2.5, 2.5, size=_shape(rng))
        return Case(
            answer=derivative(z), exact=lambda: [proof.evaluate("rhs", z=entry) for entry in z.ravel()],
            theta=z, value=None if extreme else lambda z: float(np.sum(function(z))), gradient=derivative,
            engine=None if extreme else lambda z: _autograd().sum(ENGINE_FUNCTIONS[name](z)))
    return draw


def loss(name: str) -> Callable[[np.random.Generator, bool], Case]:
    """Draws for the gradient of a loss of one number per entry."""
    def draw(rng: np.random.Generator, extreme: bool) -> Case:
        anp = _autograd
        value, gradient = getattr(losses, name), getattr(losses, f"{name}_gradient")
        from_logits, of_answers = name.endswith("from_logits"), name.startswith("binary")
        shape = (len(EXTREMES),) if extreme else _shape(rng)
        x = EXTREMES.copy() if extreme else rng.normal(size=shape)
        y = rng.integers(0, 2, size=shape).astype(float) if of_answers else rng.normal(size=shape)
        if of_answers and not from_logits:  # probabilities, near 0 and near 1 as well
            x = np.linspace(1e-12, 1 - 1e-12, len(x)) if extreme else rng.uniform(0.05, 0.95, size=shape)
        written = {
            "mean_squared_error": lambda x: anp().mean((x - y)**2),
            "mean_absolute_error": lambda x: anp().mean(anp().abs(x - y)),
            "binary_cross_entropy": lambda x: -anp().mean(y * anp().log(x) + (1 - y) * anp().log(1 - x)),
            "binary_cross_entropy_from_logits": lambda x: anp().mean(
                y * anp().log(1 + anp().exp(-x)) + (1 - y) * anp().log(1 + anp().exp(x))),
        }[name]
        proof = getattr(symbolic, f"{name.replace('from_logits', 'logit')}_gradient")()
        argument = "z" if from_logits else "p" if of_answers else "yhat"

        def exact():
            values = {argument: x.ravel(), "y": y.ravel(), "n": x.size}
            return [proof.evaluate("rhs", j=j, **values) for j in range(1, x.size + 1)]

        return Case(answer=gradient(x, y), exact=exact, theta=x,
                    value=None if extreme else lambda x: value(x, y), gradient=lambda x: gradient(x, y),
                    engine=None if extreme else written)
    return draw


def _logits(rng: np.random.Generator, extreme: bool) -> np.ndarray:
    if extreme:
        return np.array([[0.0, 1.0, -1.0], [50.0, -50.0, 0.0], [700.0, 0.0, 1.0], [-1000.0, 1000.0, 999.0],
                         [-700.0, -701.0, -740.0], [1000.0, 1000.0, -1000.0]])
    return rng.normal(size=(rng.integers(1, 6), rng.integers(2, 5)))


def softmax_jacobian(rng: np.random.Generator, extreme: bool) -> Case:
    """Draws for softmax's Jacobian, through a random mixture of the shares."""
    rows = _logits(rng, extreme)
    z, anp = rows[0], _autograd
    mixture = rng.normal(size=z.shape)
    proof = symbolic.softmax_jacobian(len(z))

    def engine(z):
        e = anp().exp(z)
        return anp().sum(mixture * e / anp().sum(e))

    return Case(answer=np.array([functions.softmax_jacobian(row) for row in rows]),
                exact=lambda: [entry for row in rows for entry in proof.evaluate("rhs", **_numbered(z_=row))], theta=z,
                value=None if extreme else lambda z: float(mixture @ functions.softmax(z)),
                gradient=lambda z: mixture @ functions.softmax_jacobian(z), engine=None if extreme else engine)


def cross_entropy(rng: np.random.Generator, extreme: bool) -> Case:
    """Draws for the gradient of cross entropy in the probabilities."""
    P = functions.softmax(rng.normal(size=(rng.integers(1, 6), rng.integers(2, 5))))
    if extreme:
        P = np.array([[1e-300, 0.5, 0.5], [1e-12, 1 - 1e-12, 0.0 + 1e-15], [0.25, 0.25, 0.5]])
    labels = rng.integers(0, P.shape[1], size=len(P))
    Y, anp = one_hot(labels, P.shape[1]), _autograd
    proof = symbolic.cross_entropy_gradient(P.shape[1])
    return Case(answer=losses.cross_entropy_gradient(P, labels),
                exact=lambda: _mean_of_rows(proof, P=("p_", P), Y=("y_", Y)), theta=P,
                value=None if extreme else lambda P: losses.cross_entropy(P, labels),
                gradient=lambda P: losses.cross_entropy_gradient(P, labels),
                engine=None if extreme else lambda P: -anp().sum(Y * anp().log(P)) / len(Y))


def cross_entropy_from_logits(rng: np.random.Generator, extreme: bool) -> Case:
    """Draws for the gradient of cross entropy in the logits."""
    Z = _logits(rng, extreme)
    labels = rng.integers(0, Z.shape[1], size=len(Z))
    Y, anp = one_hot(labels, Z.shape[1]), _autograd
    proof = symbolic.cross_entropy_logit_gradient(Z.shape[1])
    return Case(answer=losses.cross_entropy_from_logits_gradient(Z, labels),
                exact=lambda: _mean_of_rows(proof, Z=("z_", Z), Y=("y_", Y)), theta=Z,
                value=None if extreme else lambda Z: losses.cross_entropy_from_logits(Z, labels),
                gradient=lambda Z: losses.cross_entropy_from_logits_gradient(Z, labels),
                engine=None if extreme else lambda Z: anp().mean(
                    anp().log(anp().sum(anp().exp(Z), axis=1)) - anp().sum(Y * Z, axis=1)))


def _numbered(**letters: np.ndarray) -> dict[str, float]:
    return {f"{letter}{i}": entry for letter, row in letters.items() for i, entry in enumerate(row, start=1)}


def _mean_of_rows(proof, **arrays: tuple[str, np.ndarray]) -> list:
    """The proof is about one example; a batch's loss is the mean over its examples."""
    tables = list(arrays.values())
    count = len(tables[0][1])
    return [entry / count for row in range(count)
            for entry in proof.evaluate("rhs", **_numbered(**{letter: table[row] for letter, table in tables}))]
