"""Which proof witnesses which function of the package, and how far the two are apart.

One table, read by the tests, by the proof ledger and by the line of trust on each chapter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lff import functions, layers, linear, losses, network, optimizers, penalties, symbolic, worlds
from lff.symbolic.proof import Proof
from lff.witnesses import _composed, _entrywise, _methods
from lff.witnesses._case import DIFFERENCE_TOLERANCE, ENGINE_TOLERANCE, EXACT_TOLERANCE, Case

TEST = "tests/test_gradients.py::test_witness"


@dataclass(frozen=True)
class Errors:
    """The worst relative errors over many draws; None where a witness has nothing to say.

    Book:
        sec-ledger
    """

    exact: float | None
    engine: float | None
    differences: float | None
    draws: int

    def acceptable(self) -> bool:
        """Whether each is within its tolerance.

        Book:
            sec-ledger
        """
        limits = ((self.exact, EXACT_TOLERANCE), (self.engine, ENGINE_TOLERANCE),
                  (self.differences, DIFFERENCE_TOLERANCE))
        return all(error is None or error <= limit for error, limit in limits)


@dataclass(frozen=True)
class Witness:
    """A proof, the function of the package that it witnesses, and how cases are drawn.

    Without a function the proof stands by its algebra alone: nothing of the package computes what it says.

    Book:
        sec-ledger
    """

    proof: Callable[[], Proof]
    function: Callable | None
    chapter: str
    draw: Callable[[np.random.Generator, bool], Case] | None

    @property
    def name(self) -> str:
        """The proof's name.

        Book:
            sec-ledger
        """
        return self.proof.__name__

    @property
    def function_name(self) -> str | None:
        """The function as a chapter imports it, such as `functions.sigmoid_derivative`.

        Book:
            sec-ledger
        """
        if self.function is None:
            return None
        return f"{self.function.__module__.removeprefix('lff.')}.{self.function.__qualname__}"

    @property
    def test(self) -> str:
        """The test that holds the two together.

        Book:
            sec-ledger
        """
        return f"{TEST}[{self.name}]" if self.draw else f"tests/test_symbolic.py::test_proof_holds[{self.name}]"

    def errors(self, draws: int = 20, *, rng: np.random.Generator) -> Errors:
        """The worst errors over so many random shapes and, once, at extreme points.

        Book:
            sec-ledger
        """
        worst: dict[str, float] = {}
        if self.draw is None:
            return Errors(None, None, None, 0)
        for number in range(draws + 1):
            case = self.draw(rng, number == draws)
            found = {"exact": case.exact_error()}
            if number < draws:
                found |= {"engine": case.engine_error(), "differences": case.difference_error(rng)}
            for kind, error in found.items():
                if error is not None:
                    worst[kind] = max(worst.get(kind, 0.0), error)
        return Errors(worst.get("exact"), worst.get("engine"), worst.get("differences"), draws)


WITNESSES: tuple[Witness, ...] = (
    Witness(symbolic.mean_squared_error_gradient, losses.mean_squared_error_gradient, "three-steps",
            _entrywise.loss("mean_squared_error")),
    Witness(symbolic.mean_absolute_error_gradient, losses.mean_absolute_error_gradient, "three-steps",
            _entrywise.loss("mean_absolute_error")),
    Witness(symbolic.normal_equations, linear.least_squares, "looking-back", _composed.least_squares),
    Witness(symbolic.hard_sigmoid_from_relus, functions.hard_sigmoid, "bending-the-line", _composed.hard_sigmoid),
    Witness(symbolic.sigmoid_steepest_slope, functions.sigmoid_derivative, "bending-the-line",
            _composed.steepest_slope),
    Witness(symbolic.taylor_first_order, None, "gradient-descent", None),
    Witness(symbolic.taylor_second_order, None, "gradient-descent", None),
    Witness(symbolic.saddle_hessian, None, "gradient-descent", None),
    Witness(symbolic.momentum_weighted_sum, optimizers.Momentum, "faster-descent", _methods.momentum),
    Witness(symbolic.adagrad_best_step, None, "faster-descent", None),
    Witness(symbolic.adam_bias_correction, optimizers.Adam, "faster-descent", _methods.adam),
    Witness(symbolic.best_rate, None, "feature-scaling", None),
    Witness(symbolic.scaled_pair, None, "feature-scaling", None),
    Witness(symbolic.bias_variance_decomposition, worlds.bias_variance, "bias-and-variance", _methods.bias_variance),
    Witness(symbolic.ridge_normal_equations, linear.ridge, "regularization", _methods.ridge),
    Witness(symbolic.ridge_gaussian_prior, None, "regularization", None),
    Witness(symbolic.weight_decay_step, penalties.L2, "regularization", _methods.weight_decay),
    Witness(symbolic.bernoulli_maximum, losses.binary_cross_entropy_gradient, "logistic-regression",
            _composed.most_likely_box),
    Witness(symbolic.log_likelihood_concave, None, "logistic-regression", None),
    Witness(symbolic.binary_cross_entropy_gradient, losses.binary_cross_entropy_gradient, "logistic-regression",
            _entrywise.loss("binary_cross_entropy")),
    Witness(symbolic.binary_cross_entropy_logit_gradient, losses.binary_cross_entropy_from_logits_gradient,
            "logistic-regression", _entrywise.loss("binary_cross_entropy_from_logits")),
    Witness(symbolic.linear_regression_gradient, network.Network.gradient, "logistic-regression",
            _composed.regression("linear")),
    Witness(symbolic.logistic_regression_gradient, network.Network.gradient, "logistic-regression",
            _composed.regression("logistic")),
    Witness(symbolic.softplus_derivative, functions.softplus_derivative, "logistic-regression",
            _entrywise.activation("softplus")),
    Witness(symbolic.softmax_jacobian, functions.softmax_jacobian, "logistic-regression",
            _entrywise.softmax_jacobian),
    Witness(symbolic.cross_entropy_gradient, losses.cross_entropy_gradient, "logistic-regression",
            _entrywise.cross_entropy),
    Witness(symbolic.cross_entropy_logit_gradient, losses.cross_entropy_from_logits_gradient, "logistic-regression",
            _entrywise.cross_entropy_from_logits),
    Witness(symbolic.chain_rule_one_path, layers.Activation.backward, "chain-rule", _composed.activation_layer),
    Witness(symbolic.chain_rule_several_paths, layers.Linear.backward, "chain-rule", _composed.linear_layer),
    Witness(symbolic.sigmoid_derivative, functions.sigmoid_derivative, "backpropagation",
            _entrywise.activation("sigmoid")),
    Witness(symbolic.tanh_derivative, functions.tanh_derivative, "backpropagation", _entrywise.activation("tanh")),
    Witness(symbolic.two_layer_backward, network.Network.gradient, "backpropagation", _composed.two_layers),
    Witness(symbolic.one_step_example, optimizers.GradientDescent, "backpropagation", _composed.one_step),
)
"""Every proof, the function that it witnesses, and the chapter that shows both."""


@dataclass(frozen=True)
class Row:
    """A line of the proof ledger.

    Book:
        sec-ledger
    """

    witness: Witness
    proof: Proof
    errors: Errors


def ledger(draws: int = 20, *, rng: np.random.Generator) -> list[Row]:
    """A line for every proof, with the errors that the tests see.

    Book:
        sec-ledger
    """
    return [Row(witness, witness.proof(), witness.errors(draws, rng=rng)) for witness in WITNESSES]
