"""The judge is tested first: it must accept what is true, refuse what is false, and see to the 50th digit."""

import mpmath
import numpy as np
import pytest
import sympy as sp

from lff import symbolic
from lff.symbolic.judge import is_true
from lff.symbolic.notation import latex
from lff.symbolic.precision import is_refuted
from lff.symbolic.proof import Proof, Step

NAMES = symbolic.__all__
x, y = sp.symbols("x y", real=True)
t = sp.Symbol("t", positive=True)


THREE = {"z_1": 0.25, "z_2": -1.0, "z_3": 3.0, "v_1": 1.5, "v_2": 0.5, "v_3": -2.0}
ENTRY = {"x": 1.5, "g": -0.5, "n": 4, "gamma": 2.0, "beta": 3.0, "epsilon": 0.25, "S_x": 1.0, "S_xx": 6.0}
PLANE = {"x_1": 1.0, "x_2": -2.0, "mu_11": 0.5, "mu_12": 1.0, "mu_21": -1.0, "mu_22": 0.0, "N_1": 3, "N_2": 4}


def eq(left, right):
    return sp.Eq(left, right, evaluate=False)


@pytest.mark.parametrize("name", NAMES)
def test_proof_holds(name):
    proof = getattr(symbolic, name)()
    assert proof.name == name
    assert proof.holds()


@pytest.mark.parametrize("name", NAMES)
def test_claims_are_not_definitions(name):
    """A claim whose two sides are one expression, or that only repeats a definition, would prove nothing."""
    proof = getattr(symbolic, name)()
    assert proof.claim.lhs != proof.claim.rhs
    for defined, meaning in proof.definitions.items():
        assert proof.claim.args != (defined, meaning)


@pytest.mark.parametrize("name", NAMES)
def test_a_false_step_is_refused(name):
    """Each step in turn is put out of order; building the proof with it must fail."""
    proof = getattr(symbolic, name)()
    fields = {"name": name, "title": proof.title, "symbols": proof.symbols, "definitions": proof.definitions,
              "domain": proof.domain}
    for i, step in enumerate(proof.steps):
        steps = [*proof.steps[:i], Step(spoiled(step.equation), step.reason), *proof.steps[i + 1:]]
        with pytest.raises(ValueError, match=f"step {i + 1} does not hold"):
            Proof(claim=proof.claim, steps=tuple(steps), **fields)
    with pytest.raises(ValueError, match="the claim does not hold"):
        Proof(claim=spoiled(proof.claim), steps=proof.steps, **fields)


@pytest.mark.parametrize("name", NAMES)
def test_a_claim_with_the_wrong_sign_is_refused(name):
    proof = getattr(symbolic, name)()
    left, right = proof.claim.args
    if not isinstance(proof.claim, sp.Eq) or not any(sp.Matrix([proof.side("rhs")])):
        return  # an inequality turned around is refused above, and 0 has no sign
    assert not is_true(eq(left, -right), proof.definitions, proof.domain)


def spoiled(relation):
    """A relation that is false although only one entry of it is off."""
    left, right = relation.args
    if not isinstance(relation, sp.Eq):
        return relation.func(right, left, evaluate=False)
    if isinstance(right, sp.MatrixBase):
        wrong = right.as_mutable()
        wrong[wrong.rows - 1, wrong.cols - 1] += 1
        return eq(left, sp.ImmutableMatrix(wrong))
    if isinstance(right, sp.MatrixExpr):
        one_off = sp.zeros(*right.shape)
        one_off[-1] = 1
        return eq(left, sp.MatAdd(right, one_off.as_immutable()))
    return eq(left, right + 1)


@pytest.mark.parametrize("name", NAMES)
def test_display_has_every_step_with_its_reason(name):
    proof = getattr(symbolic, name)()
    page = proof._repr_markdown_()
    assert page.count("$$") == 2 * (len(proof.steps) + 1)
    for number, step in enumerate(proof.steps, start=1):
        assert f"{number}. {step.reason}\n" in page
        assert step.reason[0].isupper() and step.reason[-1] in '."', step.reason
    for oddity in (r"\left.", r"\substack", r"\xi", "None", "_xi", "Dummy", "Derivative", "Subs"):
        assert oddity not in page, oddity
    assert page.count("{") == page.count("}")
    assert page.count(r"\left") == page.count(r"\right")


def test_every_symbol_has_a_meaning():
    for name in NAMES:
        proof = getattr(symbolic, name)()
        assert proof.symbols and all(meaning.strip() for meaning in proof.symbols.values()), name


@pytest.mark.parametrize("relation", [
    eq((x + y)**2, x**2 + 2 * x * y + y**2),
    eq(sp.Derivative(sp.sin(x)**2, x), 2 * sp.sin(x) * sp.cos(x)),
    eq(sp.ImmutableMatrix([x, y]), sp.ImmutableMatrix([x, y + 0])),
    eq(sp.Max(0, x) - sp.Max(0, -x), x),
    sp.StrictGreaterThan(t + 1, t, evaluate=False),
])
def test_judge_accepts_what_is_true(relation):
    assert is_true(relation, {}, {})


@pytest.mark.parametrize("relation", [
    eq((x + y)**2, x**2 + y**2),
    eq(sp.Derivative(sp.sin(x)**2, x), sp.sin(x) * sp.cos(x)),
    eq(sp.ImmutableMatrix([x, y]), sp.ImmutableMatrix([y, x])),
    eq(sp.ImmutableMatrix([x, y]), sp.ImmutableMatrix([[x, y]])),
    eq(sp.Max(0, x) - sp.Max(0, -x), sp.Abs(x)),
    eq(sp.exp(x), 1 + x),
    sp.StrictGreaterThan(x**2 + x, 0, evaluate=False),
    sp.StrictGreaterThan(t, t, evaluate=False),
])
def test_judge_refuses_what_is_false(relation):
    assert not is_true(relation, {}, {})


def test_judge_sees_inside_sums():
    i, j, n = sp.symbols("i j n", integer=True, positive=True)
    a, b = sp.IndexedBase("a", real=True), sp.IndexedBase("b", real=True)
    total = sp.Sum(a[i]**2 * b[i], (i, 1, n))
    assert is_true(eq(sp.Derivative(total, a[j]), 2 * a[j] * b[j]), {}, {})
    assert not is_true(eq(sp.Derivative(total, a[j]), 2 * a[j] * b[j] / n), {}, {})
    assert is_true(eq(total + sp.Sum(b[i], (i, 1, n)), sp.Sum((a[i]**2 + 1) * b[i], (i, 1, n))), {}, {})
    assert not is_true(eq(total, sp.Sum(a[i] * b[i]**2, (i, 1, n))), {}, {})
    assert is_true(eq(sp.Sum(a[i] + 3, (i, 1, n)), sp.Sum(a[i], (i, 1, n)) + 3 * n), {}, {})


def test_judge_takes_out_last_terms_and_knows_empty_sums():
    i, t = sp.symbols("i t", integer=True, positive=True)
    a = sp.IndexedBase("a", real=True)
    longer, shorter, nothing = (sp.Sum(a[i]**2, (i, 1, last)) for last in (t + 2, t, 0))
    assert is_true(eq(longer, shorter + a[t + 1]**2 + a[t + 2]**2), {}, {})
    assert not is_true(eq(longer, shorter + a[t + 1]**2), {}, {})
    assert not is_true(eq(longer, shorter + a[t]**2 + a[t + 1]**2), {}, {})
    assert is_true(eq(nothing, 0), {}, {})
    assert not is_true(eq(sp.Sum(a[i], (i, 1, 1)), 0), {}, {})
    # A sum may end before it begins by more than one: what such a sum is, is not for the judge to say.
    assert not is_true(eq(sp.Sum(a[i], (i, 5, t)), sp.Sum(a[i], (i, 5, t - 1)) + a[t]), {}, {})


def test_judge_knows_geometric_series():
    i, t = sp.symbols("i t", integer=True, positive=True)
    r, c = sp.Symbol("r", positive=True), sp.Symbol("c", real=True)
    a = sp.IndexedBase("a", real=True)
    series = sp.Sum(c * r**(t - i), (i, 1, t))
    assert is_true(eq(series, c * (1 - r**t) / (1 - r)), {}, {})
    assert not is_true(eq(series, c * (1 - r**(t + 1)) / (1 - r)), {}, {})
    assert not is_true(eq(series, c * r * (1 - r**t) / (1 - r)), {}, {})
    assert is_true(eq(sp.Sum(r**i, (i, 0, t)), (r**(t + 1) - 1) / (r - 1)), {}, {})
    mixed = sp.Sum(r**i * (a[i] + c), (i, 1, t))
    assert is_true(eq(mixed, sp.Sum(r**i * a[i], (i, 1, t)) + c * r * (1 - r**t) / (1 - r)), {}, {})
    assert not is_true(eq(mixed, sp.Sum(r**i * a[i], (i, 1, t)) + c * (1 - r**t) / (1 - r)), {}, {})
    assert not is_true(eq(sp.Sum(i * r**i, (i, 1, t)), (1 - r**t) / (1 - r)), {}, {})  # its ratio is not constant


def test_judge_uses_definitions_and_refuses_circles():
    f = sp.Function("f")
    assert is_true(eq(sp.Derivative(f(x), x), 2 * x), {f: sp.Lambda(x, x**2)}, {})
    assert not is_true(eq(sp.Derivative(f(x), x), 2 * x), {}, {})
    with pytest.raises(ValueError, match="lead back to themselves"):
        is_true(eq(x, y), {x: y + 1, y: x + 1}, {})


def test_a_proof_needs_steps_and_reasons():
    claim, parts = eq(x + x, 2 * x), {"name": "double", "title": "Double", "symbols": {x: "is a number"}}
    with pytest.raises(ValueError, match="at least one step"):
        Proof(claim=claim, steps=(), **parts)
    with pytest.raises(ValueError, match="step 1 has no reason"):
        Proof(claim=claim, steps=(Step(claim, " "),), **parts)


def test_evaluation_is_right_to_50_digits():
    proof = symbolic.sigmoid_derivative()
    with mpmath.workdps(60):
        for z in (0.5, 50.0, -700.0, 1000.0):
            e = mpmath.exp(-mpmath.mpf(z))
            truth = e / (1 + e)**2
            for side in ("lhs", "rhs"):
                assert abs(proof.evaluate(side, z=z) - truth) <= abs(truth) * mpmath.mpf(10)**-49


@pytest.mark.parametrize("name, values", [
    ("sigmoid_derivative", {"z": 0.7}), ("tanh_derivative", {"z": -1.3}), ("softplus_derivative", {"z": 2.5}),
    ("sigmoid_steepest_slope", {"c": 1.5, "w": 2.0, "b": 0.3}), ("hard_sigmoid_from_relus", {"z": 0.3}),
    ("softmax_jacobian", {"z_1": 0.2, "z_2": -1.0, "z_3": 3.0}), ("saddle_hessian", {}), ("one_step_example", {}),
    ("cross_entropy_logit_gradient", {"z_1": 0.2, "z_2": -1.0, "z_3": 3.0, "y_1": 0, "y_2": 1, "y_3": 0}),
    ("bernoulli_maximum", {"k": 3, "m": 2}),
    ("momentum_weighted_sum", {"mu": 0.9, "t": 3, "g": np.array([1.0, -2.0, 0.5])}),
    ("adam_bias_correction", {"beta": 0.9, "t": 3, "G": 2.0, "d": np.array([1.0, -2.0, 0.5])}),
    ("adagrad_best_step", {"a": 2.0, "b": -1.0, "x_0": 3.0}),
    ("bias_variance_decomposition", {"f": 2.0, "mean": 1.5, "mean_square": 4.0, "noise": 0.25}),
    ("categorical_maximum", {"n_1": 3, "n_2": 2, "n_3": 5}), ("variance_estimator_bias", {"n": 7, "sigma": 0.5}),
    ("share_variance", {"n": 7, "p": 0.25}), ("softmax_of_two", {"z_1": 3.0, "z_2": -1.0}),
    ("bayes_two_classes", {"P_1": 0.75, "P_2": 0.25, "f_1": 0.1, "f_2": 3.0}),
    ("posterior_is_sigmoid", {**PLANE, "Sigma_11": 2.0, "Sigma_12": -0.5, "D": 3.0}),
    ("own_covariance_boundary", {**PLANE, "S_11": 2.0, "S_12": -0.5, "D_1": 3.0, "T_11": 1.0, "T_12": 0.5, "D_2": 0.5}),
    ("cross_entropy_splits", {"p": np.array([0.25, 0.75]), "q": np.array([0.5, 0.5]), "k": 2}),
    ("logsumexp_shift", {"z_1": 0.2, "z_2": -1.0, "z_3": 3.0, "m": 3.0}),
    ("square_error_sigmoid_gradient", {"w": 2.0, "b": -1.0, "x": 0.5, "y": 1.0}), ("xor_two_neurons", {}),
    ("variance_of_a_sum", {"n": 7, "sigma_w": 0.5, "q": 3.0}), ("glorot_compromise", {"n_in": 3, "n_out": 5}),
    ("relu_keeps_half", {"q": 3.0}), ("he_variance", {"n": 6, "sigma_w": 0.5, "q": 3.0}), ("maxout_gradient", {}),
    ("batch_norm_backward", {**ENTRY, "S_g": 2.0, "S_gx": -1.0}),
    ("layer_norm_backward", {**ENTRY, "S_u": 2.0, "S_ux": -1.0}),
    ("batch_norm_undoes", {"x": 0.5, "mu": 1.0, "v": 2.0, "a": 3.0, "b": -1.0, "n": 5}),
    ("dropout_expectation", {"a": 3.0, "q": 0.75}), ("dropout_variance", {"a": 3.0, "q": 0.75}),
    ("dropout_ensemble", {"b": 1.0, "q": 0.25, "a_1": 1.0, "a_2": 2.0, "a_3": -3.0, "w_1": 0.5, "w_2": -1.0,
                          "w_3": 2.0}),
    ("clipping_keeps_direction", {"g": 3.0, "R": 16.0, "c": 2.0}),
    ("distillation_gradient", {**THREE, "T": 2.5}), ("hot_distillation", THREE),
    ("elastic_gradient", {"theta": np.array([1.0, 2.0]), "a": np.array([0.5, 3.0]), "F": np.array([2.0, 0.25]),
                          "lamda": 3.0, "P": 2, "j": 2}),
    ("slope_through_a_step", {"theta_0": 3.0, "c": 1.0, "m": -0.5, "k": 2.0, "h": 0.75, "eta": 0.25}),
    ("policy_loss_gradient", {"z_1": 0.2, "z_2": -1.0, "z_3": 3.0, "y_1": 0, "y_2": 1, "y_3": 0, "w": -2.5}),
    ("discriminator_loss_gradient", {"z": np.array([0.5, -2.0]), "u": np.array([1.0, 3.0]), "n": 2, "m": 2, "j": 2}),
    ("generator_loss_gradient", {"u": np.array([1.0, -3.0]), "m": 2, "j": 2}),
    ("best_discriminator", {"z": 0.75, "p": 0.125, "q": 0.5}),
    ("what_the_best_leaves", {"a_1": 3, "a_2": 5, "b_1": 1, "b_2": 7}),
])
def test_both_sides_evaluate_to_the_same(name, values):
    left, right = (getattr(symbolic, name)().evaluate(side, **values) for side in ("lhs", "rhs"))
    with mpmath.workdps(50):
        assert mpmath.norm(mpmath.matrix([left - right]) if not hasattr(left, "rows") else left - right) < 1e-45


def test_evaluation_takes_arrays_that_count_from_one():
    X, w, b = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0.5, -0.25]), 0.125
    targets = np.array([1.0, 0.0])
    value = symbolic.linear_regression_gradient().evaluate("rhs", X=X, y=targets, w=w, b=b, n=2, d=2, j=2)
    error = X @ w + b - targets
    assert float(value[0]) == (error @ X[:, 1]) / 2
    assert float(value[1]) == error.mean()


def test_evaluation_says_what_is_missing():
    with pytest.raises(ValueError, match="values are missing for .'z'"):
        symbolic.sigmoid_derivative().evaluate("rhs")
    with pytest.raises(ValueError, match="side is 'lhs' or 'rhs', got 'left'"):
        symbolic.sigmoid_derivative().evaluate("left", z=1.0)


def test_general_functions_can_be_chosen():
    chosen = symbolic.chain_rule_one_path().given(y="sin(u)", z="u**3")
    assert abs(chosen.evaluate("lhs", x=0.5) - 3 * mpmath.sin(0.5)**2 * mpmath.cos(0.5)) < 1e-14
    with pytest.raises(ValueError, match="no general function"):
        symbolic.chain_rule_one_path().given(sigma="tanh(u)")


@pytest.mark.parametrize("sizes", [(1, 1, 1), (3, 2, 2), (1, 3, 2)])
def test_backward_pass_holds_in_other_sizes(sizes):
    assert symbolic.two_layer_backward(*sizes).holds()


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_slopes_of_a_chain_hold_at_other_depths(depth):
    proof = symbolic.slopes_of_a_chain(depth)
    assert proof.holds() and proof.claim.rhs.doit() == sp.Rational(1, 4)**depth


def test_batch_norm_by_hand():
    """A column (0, 2) with ε = 3 has the deviation 2: x̂ = ∓1/2; slopes (8, 0) have the mean 4, and gx̂ has -2."""
    value = symbolic.batch_norm_backward().evaluate(
        "rhs", x=0, g=8, n=2, gamma=3, beta=0, epsilon=3, S_x=2, S_xx=4, S_g=0, S_gx=0)
    assert list(value) == [3 * (8 - 4 - 1) / 2, -4, 8]


def test_thinned_networks_by_hand():
    """Chances of 1/2, one weight of 1 on an input of 1: answers 0 and 2, with the mean 1 and the variance 1."""
    assert symbolic.dropout_variance().evaluate("lhs", a=1, q=0.5) == 1
    ones = {f"{letter}_{i}": float(i == 1) for letter in "aw" for i in (1, 2, 3)}
    assert symbolic.dropout_ensemble().evaluate("lhs", b=0, q=0.5, **ones) == 1


@pytest.mark.parametrize("n", [1, 2])
def test_proofs_of_what_a_score_hides_hold_in_other_sizes(n):
    proofs = [symbolic.slope_of_a_logit(n, 2), symbolic.slope_of_a_logit(1, n), symbolic.largest_change_in_a_box(n)]
    if n > 1:
        proofs += [symbolic.distillation_gradient(n), symbolic.fisher_is_expected_bend(n)]
    assert all(proof.holds() for proof in proofs)


def test_slope_of_a_logit_by_hand():
    """σ = u²: σ' is 2z, with z = 2·3 + 1·(-1) + 1 = 6, so 12 times the weight behind it, 0.5, times each weight."""
    proof = symbolic.slope_of_a_logit(2, 1).given(sigma="u**2")
    values = {"x_1": 3, "x_2": -1, "W_11": 2, "W_21": 1, "b_1": 1, "v_1": 0.5, "c": 9}
    for side in ("lhs", "rhs"):
        assert list(proof.evaluate(side, **values)) == [12, 6]


def test_what_is_put_in_for_parts_of_slopes_is_what_the_steps_say():
    """The judge of the claim knows parts and rooms: they are what the steps have, and every change has its rooms."""
    proof = symbolic.largest_change_in_a_box(1)
    g, d, size = sp.Symbol("g_1", real=True), sp.Symbol("d_1", real=True), sp.Symbol("epsilon_1", nonnegative=True)
    names = {symbol.name: symbol for value in proof.domain.values() for symbol in value.free_symbols}
    parts = {names["p_1"]: sp.Max(0, g), names["q_1"]: sp.Max(0, -g), names["u_1"]: size - d, names["w_1"]: size + d}
    assert set(proof.domain) == {g, sp.Abs(g), d, size} and all(names[name].is_nonnegative for name in names)
    for symbol, value in proof.domain.items():
        assert is_true(eq(symbol, value.xreplace(parts)), {}, {})


def test_the_worst_change_is_met_and_not_exceeded():
    proof = symbolic.largest_change_in_a_box(2)
    values = {"g_1": -2.0, "g_2": 0.5, "epsilon_1": 0.25, "epsilon_2": 1.0}
    most = proof.evaluate("rhs", **values)
    assert most == 1 == proof.evaluate("lhs", **values, d_1=-0.25, d_2=1.0)
    assert proof.evaluate("lhs", **values, d_1=-0.25, d_2=0.75) < most


def test_mean_bend_of_a_coin():
    """A chance σ(u): the mean bend of -ln p is σ(1 - σ), which is 1/4 at u = 0."""
    proof = symbolic.fisher_is_expected_bend().given(p_1="1/(1 + exp(-u))")
    assert proof.evaluate("lhs", theta=0) == proof.evaluate("rhs", theta=0) == 0.25


@pytest.mark.parametrize("n", [2, 4])
def test_means_over_outcomes_hold_for_other_numbers_of_them(n):
    for build in (symbolic.log_derivative_trick, symbolic.baseline_changes_nothing, symbolic.policy_loss_gradient):
        assert build(n).holds()


def test_slope_of_a_mean_reward_by_hand():
    """Chances θ and 1 - θ of rewards 5 and 2: the mean is 2 + 3θ, and its slope is 3, with and without a baseline."""
    trick, baseline = symbolic.log_derivative_trick(2), symbolic.baseline_changes_nothing(2)
    for side in ("lhs", "rhs"):
        chosen = trick.given(pi_1="u", pi_2="1 - u")
        assert abs(chosen.evaluate(side, theta=0.25, R_1=5, R_2=2) - 3) < 1e-45
        assert abs(baseline.given(pi_1="u").evaluate(side, theta=0.25, R_1=5, R_2=2, b=11) - 3) < 1e-45


def test_what_the_best_discriminator_pays_by_hand():
    """Of equals it can only guess, and pays ln 4; of 3 to 1 against 1 to 3, it says 3/4 and 1/4."""
    assert symbolic.what_the_best_leaves(3).holds()
    proof = symbolic.what_the_best_leaves()
    with mpmath.workdps(50):
        assert abs(proof.evaluate("lhs", a_1=1, a_2=4, b_1=2, b_2=8) - mpmath.log(4)) < 1e-45
        entropy = -mpmath.mpf(3) / 4 * mpmath.log(mpmath.mpf(3) / 4) - mpmath.log(mpmath.mpf(1) / 4) / 4
        assert abs(proof.evaluate("rhs", a_1=3, a_2=1, b_1=1, b_2=3) - 2 * entropy) < 1e-45


@pytest.mark.parametrize("n", [2, 4])
def test_softmax_holds_for_other_numbers_of_classes(n):
    for build in (symbolic.softmax_jacobian, symbolic.cross_entropy_gradient, symbolic.cross_entropy_logit_gradient,
                  symbolic.softmax_shift, symbolic.logsumexp_shift, symbolic.kl_nonnegative):
        assert build(n).holds()


def test_what_is_put_in_for_logarithms_of_ratios_is_what_the_steps_say():
    """The claim that divergence is not negative is judged with heights in place of logarithms: they are the same."""
    proof = symbolic.kl_nonnegative()
    assert len(proof.domain) == 3
    for logarithm, with_height in proof.domain.items():
        assert is_true(eq(logarithm, with_height), proof.definitions, {})
        assert not is_true(eq(logarithm, -with_height), proof.definitions, {})


def test_divergence_by_hand():
    """Of a fair coin from one with chances 1/4 and 3/4: ln 2 - ln 3 / 2 = 0.1438..."""
    value = symbolic.kl_nonnegative(2).evaluate("lhs", a_1=1, a_2=1, b_1=1, b_2=3)
    assert abs(value - (mpmath.log(2) - mpmath.log(3) / 2)) < 1e-14


def test_bound_of_the_best_is_met_by_what_is_known():
    """The mean of the larger of two standard Gaussians is 1/√π, below σ √(2 ln 2)."""
    bound = symbolic.best_of_many_bound().evaluate("rhs", k=2, sigma=1)
    assert 1 / mpmath.sqrt(mpmath.pi) < bound < 1.18


def test_judge_lets_no_point_refute_what_is_true():
    """A point is tried before simplification; where it makes something complex or infinite, nothing follows."""
    p = sp.Symbol("p", positive=True)
    assert is_refuted(x**2 + y - sp.exp(x))
    assert not is_refuted(sp.sin(x)**2 + sp.cos(x)**2 - 1)
    assert not is_refuted(sp.log(p - 5) - sp.log(5 - p))
    assert not is_refuted(sp.zoo * p)
    assert not is_refuted(sp.Function("f")(x))


def test_decomposition_by_hand():
    """Predictions 1 and 3 of a truth 2.5, and noise of ±1: errors 0.5, 2.5, 1.5, 0.5, and 2.25 in the mean square."""
    value = symbolic.bias_variance_decomposition().evaluate("rhs", f=2.5, mean=2, mean_square=5, noise=1)
    assert value == 0.25 + 1 + 1 == sum(e**2 for e in (0.5, 2.5, 1.5, 0.5)) / 4


def test_one_step_example_to_the_digit():
    shown = symbolic.one_step_example()._repr_markdown_()
    for number in ("2.9", "2.205", "1.995", "1.8005", "0.895", "0.7375", "0.425", "1.3478375", "0.150062963203125"):
        assert f" {number}" in shown or number in shown.replace(r"\\", " ").replace("}", " "), number


def test_likelihood_of_three_and_two_is_convex_near_zero():
    """FACTS: p³(1-p)² is convex on (0, .355), so the likelihood itself is not concave."""
    p = sp.Symbol("p")
    bend = sp.diff(p**3 * (1 - p)**2, p, 2)
    roots = sorted(float(root) for root in sp.real_roots(sp.cancel(bend / (2 * p))))
    assert roots[0] == pytest.approx(0.3551, abs=5e-5)
    assert bend.subs(p, 0.3) > 0 > bend.subs(p, 0.4)


def test_notation_reads_as_a_person_writes():
    z = sp.Symbol("z")
    sigma = sp.Function("sigma")
    assert latex(sp.Derivative(sigma(z), z)) == r"\sigma'(z)"
    assert latex(sp.Symbol("yhat") - sp.Symbol("y")) in (r"\hat{y} - y",)
    assert latex(sp.Rational(441, 200), decimals=True) == "2.205"
    assert latex(sp.Rational(1, 3), decimals=True) == r"\frac{1}{3}"
    assert latex(sp.exp(-z)) == "e^{- z}"
    assert latex(sp.Function("expectation")(z**2)) == r"\mathbb{E}\left[z^{2}\right]"
    i, n = sp.symbols("i n", integer=True)
    whole = sp.Sum(z**i, (i, 1, n))
    assert latex(sp.Mul(1 - z, whole, evaluate=False)) == r"\left(1 - z\right) " + latex(whole)


def test_one_line_of_a_proof_can_be_shown_by_itself():
    proof = symbolic.sigmoid_derivative()
    assert proof.formula()._repr_latex_() == f"$${proof.tex}$$"
    assert proof.formula(2).tex == latex(proof.steps[1].equation)
    for step in (0, len(proof.steps) + 1):
        with pytest.raises(ValueError, match=f"has steps 1 to {len(proof.steps)}, got {step}"):
            proof.formula(step)


def test_judge_differentiates_a_name_by_another():
    """C stands for f(z), z for 3a, a for g(s): the slope of C in a is 3 f'(z), although C does not mention a."""
    C, z, a, s = sp.symbols("C z a s", real=True)
    f, g = sp.Function("f"), sp.Function("g")
    definitions = {C: f(z), z: 3 * a, a: g(s)}
    slope = sp.Derivative(f(z), z)
    assert is_true(eq(sp.Derivative(C, a), 3 * slope), definitions, {})
    assert not is_true(eq(sp.Derivative(C, a), slope), definitions, {})
    assert not is_true(eq(sp.Derivative(C, a), 0), definitions, {})


def test_judge_multiplies_matrices_that_are_named():
    A, B, P = (sp.MatrixSymbol(name, 2, 2) for name in "ABP")
    entries = {A: sp.ImmutableMatrix([[1, 2], [0, 1]]), B: sp.ImmutableMatrix([[0, 1], [3, x]])}
    product = {**entries, P: sp.ImmutableMatrix([[6, 1 + 2 * x], [3, x]])}
    assert is_true(eq(P, sp.MatMul(A, B)), product, {})
    assert not is_true(eq(P, sp.MatMul(B, A)), product, {})
    assert not is_true(eq(P, sp.MatMul(A.T, B)), product, {})
