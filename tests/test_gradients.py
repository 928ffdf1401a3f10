"""Every rule of the package before its witnesses: exact algebra, another engine, and differences."""

import deep_checks
import gradient_checks as checks
import method_checks
import numpy as np
import pytest
import score_checks
import ways_checks

from lff import functions, losses, symbolic, witnesses
from lff.witnesses import _case

BY_ALGEBRA_ALONE = {"taylor_first_order", "taylor_second_order", "second_order_terms", "saddle_hessian",
                    "log_likelihood_concave", "best_rate", "scaled_pair", "adagrad_best_step", "ridge_gaussian_prior",
                    "best_of_many_bound", "xor_not_linear", "descent_to_second_order", "steps_by_condition",
                    "squares_around_the_mean", "price_of_a_parameter", "density_of_the_largest", "move_of_a_line",
                    "noise_floor", "slopes_of_a_chain", "one_sided_error", "central_error", "complex_step_error",
                    "hot_distillation"}
# Slopes that a chapter shows on the way; what the package computes with them has a witness of its own.
BY_ALGEBRA_ALONE |= {"slope_of_a_constant", "slopes_of_two_guesses", "squared_error_slope", "slopes_of_a_line",
                     "slope_by_hand", "slope_of_a_weight", "slope_of_a_sum", "slope_through_all_outputs",
                     "slopes_of_a_batch", "chain_rule_many_paths"}
# What no proof derives, since it has kinks or is the constant 1: `checks.activations` and `checks.kinks` hold these.
WITHOUT_A_PROOF = {"identity_derivative", "relu_derivative", "leaky_relu_derivative", "elu_derivative",
                   "hard_sigmoid_derivative"}


@pytest.mark.parametrize("witness", witnesses.WITNESSES, ids=lambda witness: witness.name)
@pytest.mark.parametrize("seed", [0, 1])
def test_witness(witness, seed):
    errors = witness.errors(draws=12, rng=np.random.default_rng(seed))
    assert errors.acceptable(), errors
    if witness.function is not None:
        assert errors.draws == 12
        assert errors.exact is not None


def test_every_proof_is_in_the_table_once():
    names = [witness.name for witness in witnesses.WITNESSES]
    assert sorted(names) == sorted(symbolic.__all__)
    assert {w.name for w in witnesses.WITNESSES if w.function is None} == BY_ALGEBRA_ALONE


def test_every_derivative_of_the_package_has_a_witness():
    witnessed = {witness.function_name for witness in witnesses.WITNESSES}
    rules = {f"functions.{name}" for name in dir(functions) if name.endswith(("_derivative", "_jacobian"))}
    rules |= {f"losses.{name}" for name in dir(losses) if name.endswith("_gradient") and name[0] != "_"}
    assert {rule.split(".")[1] for rule in rules - witnessed} == WITHOUT_A_PROOF


def test_the_ledger_shows_what_the_tests_see():
    witness = next(w for w in witnesses.WITNESSES if w.name == "sigmoid_derivative")
    errors = witness.errors(12, rng=np.random.default_rng(0))
    assert witness.errors(12, rng=np.random.default_rng(0)) == errors
    assert errors.engine > 0 and errors.differences > 0
    row = next(r for r in witnesses.ledger(1, rng=np.random.default_rng(0)) if r.witness.name == witness.name)
    assert row.proof is symbolic.sigmoid_derivative() and row.errors.acceptable()


@pytest.mark.parametrize("kind", ["exact", "engine", "differences"])
def test_each_witness_alone_sees_a_wrong_rule(kind):
    """A factor of 1.001 must not get past any of the three."""
    theta = np.array([0.3, -1.2])
    case = _case.Case(
        answer=1.001 * 2 * theta, exact=lambda: list(2 * theta), theta=theta, value=lambda t: float(np.sum(t**2)),
        gradient=lambda t: 1.001 * 2 * t, engine=lambda t: (t**2).sum())
    rng = np.random.default_rng(0)
    error = {"exact": case.exact_error, "engine": case.engine_error,
             "differences": lambda: case.difference_error(rng)}[kind]()
    assert error == pytest.approx(1e-3, rel=0.5)


@pytest.mark.parametrize("answer", [np.array([1.0, np.nan]), np.array([1.0, np.inf])])
def test_what_is_not_a_number_is_an_infinite_error(answer):
    assert _case.Case(answer=answer, exact=lambda: [1, 2]).exact_error() == np.inf


def test_what_underflows_is_right_when_it_is_zero():
    assert _case.Case(answer=np.array([0.0]), exact=lambda: [0 * 1 + 1e-320]).exact_error() < 1e-11
    assert _case.Case(answer=np.array([0.0]), exact=lambda: [1e-300]).exact_error() == 1


@pytest.mark.parametrize("check", [
    checks.activations, checks.kinks, checks.settings_of_activations, checks.loss_values,
    checks.softmax_and_its_logarithm, checks.value_and_gradient_together, checks.networks, checks.layers,
    *method_checks.ALL, *deep_checks.ALL, *score_checks.ALL, *ways_checks.ALL, checks.ridge,
    checks.least_absolute_deviations, checks.differences,
], ids=lambda check: check.__name__)
def test_rule(check):
    check()
