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
from lff.symbolic.adversaries import (
    best_discriminator,
    discriminator_loss_gradient,
    generator_loss_gradient,
    what_the_best_leaves,
)
from lff.symbolic.bayes import bayes_two_classes, diagonal_gaussian_factors
from lff.symbolic.calculus import (
    chain_rule_one_path,
    chain_rule_several_paths,
    chain_rule_many_paths,
    saddle_hessian,
)
from lff.symbolic.depth import sawtooth_doubles
from lff.symbolic.descent import adagrad_best_step, adam_bias_correction, momentum_weighted_sum, noise_floor
from lff.symbolic.differences import central_error, complex_step_error, dual_numbers, one_sided_error
from lff.symbolic.distillation import distillation_gradient, hot_distillation
from lff.symbolic.dropout import dropout_ensemble, dropout_expectation, dropout_variance
from lff.symbolic.elastic import elastic_gradient, fisher_is_expected_bend
from lff.symbolic.example import one_step_example
from lff.symbolic.expectations import variance_estimator_bias, share_variance, best_of_many_bound
from lff.symbolic.generalization import (
    bias_variance_decomposition,
    ridge_gaussian_prior,
    ridge_normal_equations,
    weight_decay_step,
)
from lff.symbolic.generative import posterior_is_sigmoid, own_covariance_boundary
from lff.symbolic.information import cross_entropy_splits, kl_nonnegative
from lff.symbolic.guesses import slope_of_a_constant, slopes_of_two_guesses
from lff.symbolic.inputs import largest_change_in_a_box, slope_of_a_logit
from lff.symbolic.likelihood import categorical_maximum, gaussian_mean_maximum, gaussian_covariance_maximum
from lff.symbolic.logic import xor_not_linear, xor_two_neurons
from lff.symbolic.logistic import square_error_sigmoid_gradient, logistic_hessian
from lff.symbolic.losses import (
    mean_squared_error_gradient,
    mean_absolute_error_gradient,
    binary_cross_entropy_gradient,
    binary_cross_entropy_logit_gradient,
)
from lff.symbolic.meta import slope_through_a_step
from lff.symbolic.networks import two_layer_backward
from lff.symbolic.neurons import (
    slope_by_hand,
    slope_of_a_weight,
    slope_of_a_sum,
    slope_through_all_outputs,
    slopes_of_a_batch,
)
from lff.symbolic.normalization import batch_norm_backward, batch_norm_undoes, layer_norm_backward
from lff.symbolic.policy import baseline_changes_nothing, log_derivative_trick, policy_loss_gradient
from lff.symbolic.probability import bernoulli_maximum, log_likelihood_concave
from lff.symbolic.regression import (
    slopes_of_a_line,
    squared_error_slope,
    linear_regression_gradient,
    logistic_regression_gradient,
    normal_equations,
)
from lff.symbolic.samples import (
    squares_around_the_mean,
    price_of_a_parameter,
    density_of_the_largest,
    move_of_a_line,
)
from lff.symbolic.scaling import best_rate, steps_by_condition, scaled_pair
from lff.symbolic.shift import softmax_shift, softmax_of_two, logsumexp_shift
from lff.symbolic.softmax import softmax_jacobian, cross_entropy_gradient, cross_entropy_logit_gradient
from lff.symbolic.taylor import taylor_first_order, taylor_second_order, second_order_terms, descent_to_second_order
from lff.symbolic.vanishing import clipping_keeps_direction, maxout_gradient, slopes_of_a_chain
from lff.symbolic.variance import glorot_compromise, he_variance, relu_keeps_half, variance_of_a_sum

__all__ = [
    "adagrad_best_step",
    "adam_bias_correction",
    "baseline_changes_nothing",
    "batch_norm_backward",
    "batch_norm_undoes",
    "bayes_two_classes",
    "bernoulli_maximum",
    "best_discriminator",
    "best_of_many_bound",
    "best_rate",
    "bias_variance_decomposition",
    "binary_cross_entropy_gradient",
    "binary_cross_entropy_logit_gradient",
    "categorical_maximum",
    "central_error",
    "chain_rule_many_paths",
    "chain_rule_one_path",
    "chain_rule_several_paths",
    "clipping_keeps_direction",
    "complex_step_error",
    "cross_entropy_gradient",
    "cross_entropy_logit_gradient",
    "cross_entropy_splits",
    "density_of_the_largest",
    "descent_to_second_order",
    "diagonal_gaussian_factors",
    "discriminator_loss_gradient",
    "distillation_gradient",
    "dropout_ensemble",
    "dropout_expectation",
    "dropout_variance",
    "dual_numbers",
    "elastic_gradient",
    "fisher_is_expected_bend",
    "gaussian_covariance_maximum",
    "gaussian_mean_maximum",
    "generator_loss_gradient",
    "glorot_compromise",
    "hard_sigmoid_from_relus",
    "he_variance",
    "hot_distillation",
    "kl_nonnegative",
    "largest_change_in_a_box",
    "layer_norm_backward",
    "linear_regression_gradient",
    "log_derivative_trick",
    "log_likelihood_concave",
    "logistic_hessian",
    "logistic_regression_gradient",
    "logsumexp_shift",
    "maxout_gradient",
    "mean_absolute_error_gradient",
    "mean_squared_error_gradient",
    "momentum_weighted_sum",
    "move_of_a_line",
    "noise_floor",
    "normal_equations",
    "one_sided_error",
    "one_step_example",
    "own_covariance_boundary",
    "policy_loss_gradient",
    "posterior_is_sigmoid",
    "price_of_a_parameter",
    "relu_keeps_half",
    "ridge_gaussian_prior",
    "ridge_normal_equations",
    "saddle_hessian",
    "sawtooth_doubles",
    "scaled_pair",
    "second_order_terms",
    "share_variance",
    "sigmoid_derivative",
    "sigmoid_steepest_slope",
    "slope_by_hand",
    "slope_of_a_constant",
    "slope_of_a_logit",
    "slope_of_a_sum",
    "slope_of_a_weight",
    "slope_through_a_step",
    "slope_through_all_outputs",
    "slopes_of_a_batch",
    "slopes_of_a_chain",
    "slopes_of_a_line",
    "slopes_of_two_guesses",
    "softmax_jacobian",
    "softmax_of_two",
    "softmax_shift",
    "softplus_derivative",
    "square_error_sigmoid_gradient",
    "squared_error_slope",
    "squares_around_the_mean",
    "steps_by_condition",
    "tanh_derivative",
    "taylor_first_order",
    "taylor_second_order",
    "two_layer_backward",
    "variance_estimator_bias",
    "variance_of_a_sum",
    "weight_decay_step",
    "what_the_best_leaves",
    "xor_not_linear",
    "xor_two_neurons",
]
