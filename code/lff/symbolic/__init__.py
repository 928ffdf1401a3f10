"""Derivations, each a proof value whose every step has been checked by exact algebra.

Nothing of the package that it judges is imported here: a judge does not lean on the accused.
"""

from lff.symbolic.activations import (
    sigmoid_derivative,
    tanh_derivative,
    softplus_derivative,
    hard_sigmoid_from_relus,
    sigmoid_steepest_slope,
)
from lff.symbolic.calculus import (
    chain_rule_one_path,
    chain_rule_several_paths,
    taylor_first_order,
    taylor_second_order,
    saddle_hessian,
)
from lff.symbolic.descent import adagrad_best_step, adam_bias_correction, momentum_weighted_sum
from lff.symbolic.example import one_step_example
from lff.symbolic.generalization import (
    bias_variance_decomposition,
    ridge_gaussian_prior,
    ridge_normal_equations,
    weight_decay_step,
)
from lff.symbolic.losses import (
    mean_squared_error_gradient,
    mean_absolute_error_gradient,
    binary_cross_entropy_gradient,
    binary_cross_entropy_logit_gradient,
)
from lff.symbolic.networks import two_layer_backward
from lff.symbolic.probability import bernoulli_maximum, log_likelihood_concave
from lff.symbolic.regression import linear_regression_gradient, logistic_regression_gradient, normal_equations
from lff.symbolic.scaling import best_rate, scaled_pair
from lff.symbolic.softmax import softmax_jacobian, cross_entropy_gradient, cross_entropy_logit_gradient

__all__ = [
    "adagrad_best_step",
    "adam_bias_correction",
    "bernoulli_maximum",
    "best_rate",
    "bias_variance_decomposition",
    "binary_cross_entropy_gradient",
    "binary_cross_entropy_logit_gradient",
    "chain_rule_one_path",
    "chain_rule_several_paths",
    "cross_entropy_gradient",
    "cross_entropy_logit_gradient",
    "hard_sigmoid_from_relus",
    "linear_regression_gradient",
    "log_likelihood_concave",
    "logistic_regression_gradient",
    "mean_absolute_error_gradient",
    "mean_squared_error_gradient",
    "momentum_weighted_sum",
    "normal_equations",
    "one_step_example",
    "ridge_gaussian_prior",
    "ridge_normal_equations",
    "saddle_hessian",
    "scaled_pair",
    "sigmoid_derivative",
    "sigmoid_steepest_slope",
    "softmax_jacobian",
    "softplus_derivative",
    "tanh_derivative",
    "taylor_first_order",
    "taylor_second_order",
    "two_layer_backward",
    "weight_decay_step",
]
