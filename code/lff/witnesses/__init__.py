"""Which proof witnesses which function of the package, and how far the two are apart.

One table, read by the tests, by the proof ledger and by the line of trust on each chapter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lff import adversarial, attacks, clipping, convex, distillation, dropout, dual, elastic, functions, gaussian
from lff import generative, initializers, layers, likelihood, linear, losses, maxout, meta, metrics, network
from lff import normalization, optimizers, penalties, policy_gradient, saliency, symbolic, worlds
from lff.symbolic.proof import Proof
from lff.witnesses import _acting, _adversaries, _composed, _deep, _drawn, _entrywise, _forward, _likely
from lff.witnesses import _methods, _score, _shares
from lff.witnesses._case import DIFFERENCE_TOLERANCE, ENGINE_TOLERANCE, EXACT_TOLERANCE
from lff.witnesses._witness import Errors, Witness

WITNESSES: tuple[Witness, ...] = (
    Witness(symbolic.slope_of_a_constant, None, "before-you-start", None),
    Witness(symbolic.slopes_of_two_guesses, None, "before-you-start", None),
    Witness(symbolic.mean_squared_error_gradient, losses.mean_squared_error_gradient, "three-steps",
            _entrywise.loss("mean_squared_error")),
    Witness(symbolic.mean_absolute_error_gradient, losses.mean_absolute_error_gradient, "three-steps",
            _entrywise.loss("mean_absolute_error")),
    Witness(symbolic.squared_error_slope, None, "three-steps", None),
    Witness(symbolic.slopes_of_a_line, None, "three-steps", None),
    Witness(symbolic.normal_equations, linear.least_squares, "looking-back", _composed.least_squares),
    Witness(symbolic.hard_sigmoid_from_relus, functions.hard_sigmoid, "bending-the-line", _composed.hard_sigmoid),
    Witness(symbolic.sigmoid_steepest_slope, functions.sigmoid_derivative, "bending-the-line",
            _composed.steepest_slope),
    Witness(symbolic.taylor_first_order, None, "gradient-descent", None),
    Witness(symbolic.taylor_second_order, None, "gradient-descent", None),
    Witness(symbolic.second_order_terms, None, "gradient-descent", None),
    Witness(symbolic.descent_to_second_order, None, "gradient-descent", None),
    Witness(symbolic.saddle_hessian, None, "gradient-descent", None),
    Witness(symbolic.noise_floor, None, "faster-descent", None),
    Witness(symbolic.momentum_weighted_sum, optimizers.Momentum, "faster-descent", _methods.momentum),
    Witness(symbolic.adagrad_best_step, None, "faster-descent", None),
    Witness(symbolic.adam_bias_correction, optimizers.Adam, "faster-descent", _methods.adam),
    Witness(symbolic.best_rate, None, "feature-scaling", None),
    Witness(symbolic.steps_by_condition, None, "feature-scaling", None),
    Witness(symbolic.scaled_pair, None, "feature-scaling", None),
    Witness(symbolic.squares_around_the_mean, None, "bias-and-variance", None),
    Witness(symbolic.price_of_a_parameter, None, "bias-and-variance", None),
    Witness(symbolic.bias_variance_decomposition, worlds.bias_variance, "bias-and-variance", _methods.bias_variance),
    Witness(symbolic.move_of_a_line, None, "regularization", None),
    Witness(symbolic.ridge_normal_equations, linear.ridge, "regularization", _methods.ridge),
    Witness(symbolic.ridge_gaussian_prior, None, "regularization", None),
    Witness(symbolic.weight_decay_step, penalties.L2, "regularization", _methods.weight_decay),
    Witness(symbolic.share_variance, metrics.accuracy, "model-selection", _likely.share),
    Witness(symbolic.density_of_the_largest, None, "model-selection", None),
    Witness(symbolic.best_of_many_bound, None, "model-selection", None),
    Witness(symbolic.bernoulli_maximum, losses.binary_cross_entropy_gradient, "maximum-likelihood",
            _composed.most_likely_box),
    Witness(symbolic.log_likelihood_concave, None, "maximum-likelihood", None),
    Witness(symbolic.categorical_maximum, likelihood.categorical_fit, "maximum-likelihood",
            _likely.categorical),
    Witness(symbolic.gaussian_mean_maximum, gaussian.gaussian_fit, "maximum-likelihood",
            _likely.gaussian_mean),
    Witness(symbolic.gaussian_covariance_maximum, gaussian.gaussian_fit, "maximum-likelihood",
            _likely.gaussian_covariance),
    Witness(symbolic.variance_estimator_bias, gaussian.gaussian_fit, "maximum-likelihood",
            _likely.variance_bias),
    Witness(symbolic.bayes_two_classes, generative.GaussianClassifier.posterior, "generative-classifiers",
            _likely.bayes),
    Witness(symbolic.posterior_is_sigmoid, generative.GaussianClassifier.line, "generative-classifiers",
            _likely.shared_line),
    Witness(symbolic.own_covariance_boundary, generative.GaussianClassifier.log_joint, "generative-classifiers",
            _likely.own_boundary),
    Witness(symbolic.diagonal_gaussian_factors, gaussian.Gaussian.density, "generative-classifiers",
            _likely.diagonal),
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
    Witness(symbolic.square_error_sigmoid_gradient, losses.mean_squared_error_gradient, "logistic-regression",
            _shares.square_error_of_sigmoid),
    Witness(symbolic.logistic_hessian, convex._Problem.hessian, "logistic-regression", _shares.hessian),
    Witness(symbolic.softmax_jacobian, functions.softmax_jacobian, "softmax",
            _entrywise.softmax_jacobian),
    Witness(symbolic.cross_entropy_gradient, losses.cross_entropy_gradient, "softmax",
            _entrywise.cross_entropy),
    Witness(symbolic.cross_entropy_logit_gradient, losses.cross_entropy_from_logits_gradient, "softmax",
            _entrywise.cross_entropy_from_logits),
    Witness(symbolic.softmax_shift, functions.softmax, "softmax", _shares.softmax_shift),
    Witness(symbolic.logsumexp_shift, functions.logsumexp, "softmax", _shares.logsumexp_shift),
    Witness(symbolic.softmax_of_two, functions.sigmoid, "softmax", _shares.softmax_of_two),
    Witness(symbolic.cross_entropy_splits, metrics.entropy, "softmax", _shares.cross_entropy_splits),
    Witness(symbolic.kl_nonnegative, metrics.kl_divergence, "softmax", _shares.divergence),
    Witness(symbolic.xor_not_linear, None, "feature-transformation", None),
    Witness(symbolic.xor_two_neurons, network.Network.forward, "feature-transformation", _shares.exclusive_or),
    Witness(symbolic.sawtooth_doubles, network.Network.forward, "why-deep", _shares.sawtooth),
    Witness(symbolic.chain_rule_one_path, layers.Activation.backward, "chain-rule", _composed.activation_layer),
    Witness(symbolic.chain_rule_several_paths, layers.Linear.backward, "chain-rule", _composed.linear_layer),
    Witness(symbolic.chain_rule_many_paths, None, "chain-rule", None),
    Witness(symbolic.slope_by_hand, None, "chain-rule", None),
    Witness(symbolic.sigmoid_derivative, functions.sigmoid_derivative, "backpropagation",
            _entrywise.activation("sigmoid")),
    Witness(symbolic.tanh_derivative, functions.tanh_derivative, "backpropagation", _entrywise.activation("tanh")),
    Witness(symbolic.slope_of_a_weight, None, "backpropagation", None),
    Witness(symbolic.slope_of_a_sum, None, "backpropagation", None),
    Witness(symbolic.slope_through_all_outputs, None, "backpropagation", None),
    Witness(symbolic.slopes_of_a_batch, None, "backpropagation", None),
    Witness(symbolic.two_layer_backward, network.Network.gradient, "backpropagation", _composed.two_layers),
    Witness(symbolic.one_step_example, optimizers.GradientDescent, "backpropagation", _composed.one_step),
    Witness(symbolic.dual_numbers, dual.jvp, "automatic-differentiation", _forward.carried),
    Witness(symbolic.one_sided_error, None, "automatic-differentiation", None),
    Witness(symbolic.central_error, None, "automatic-differentiation", None),
    Witness(symbolic.complex_step_error, None, "automatic-differentiation", None),
    Witness(symbolic.slopes_of_a_chain, None, "training-tips", None),
    Witness(symbolic.variance_of_a_sum, layers.Linear.forward, "training-tips", _drawn.weighted_sum),
    Witness(symbolic.glorot_compromise, initializers.glorot, "training-tips", _drawn.glorot),
    Witness(symbolic.relu_keeps_half, functions.relu, "training-tips", _drawn.half_of_relu),
    Witness(symbolic.he_variance, initializers.he, "training-tips", _drawn.he),
    Witness(symbolic.maxout_gradient, maxout.Maxout.backward, "training-tips", _deep.largest),
    Witness(symbolic.batch_norm_backward, normalization.BatchNorm.backward, "training-tips", _deep.batch_norm),
    Witness(symbolic.batch_norm_undoes, normalization.BatchNorm.forward, "training-tips", _deep.undone),
    Witness(symbolic.layer_norm_backward, normalization.LayerNorm.backward, "training-tips", _deep.layer_norm),
    Witness(symbolic.dropout_expectation, dropout.Dropout.forward, "training-tips", _drawn.dropout_mean),
    Witness(symbolic.dropout_variance, dropout.Dropout.forward, "training-tips", _drawn.dropout_spread),
    Witness(symbolic.dropout_ensemble, dropout.Dropout.forward, "training-tips", _drawn.thinned),
    Witness(symbolic.clipping_keeps_direction, clipping.clip_by_norm, "training-tips", _deep.clipped),
    Witness(symbolic.log_derivative_trick, policy_gradient.policy_loss_gradient, "ways-to-learn", _acting.mean_reward),
    Witness(symbolic.baseline_changes_nothing, policy_gradient.policy_loss_gradient, "ways-to-learn",
            _acting.baseline),
    Witness(symbolic.policy_loss_gradient, policy_gradient.policy_loss_gradient, "ways-to-learn",
            _acting.in_the_logits),
    Witness(symbolic.discriminator_loss_gradient, adversarial.discriminator_loss_gradient, "ways-to-learn",
            _adversaries.discriminator),
    Witness(symbolic.generator_loss_gradient, adversarial.generator_loss_gradient, "ways-to-learn",
            _adversaries.generator),
    Witness(symbolic.best_discriminator, adversarial.discriminator_loss_gradient, "ways-to-learn",
            _adversaries.one_place),
    Witness(symbolic.what_the_best_leaves, adversarial.discriminator_loss, "ways-to-learn", _adversaries.best),
    Witness(symbolic.slope_of_a_logit, saliency.saliency, "what-a-score-hides", _score.logit),
    Witness(symbolic.largest_change_in_a_box, attacks.fast_gradient_sign, "what-a-score-hides", _score.worst),
    Witness(symbolic.distillation_gradient, distillation.distillation_loss_gradient, "what-a-score-hides",
            _score.distilled),
    Witness(symbolic.hot_distillation, None, "what-a-score-hides", None),
    Witness(symbolic.elastic_gradient, elastic.Elastic.gradient, "what-a-score-hides", _score.springs),
    Witness(symbolic.fisher_is_expected_bend, elastic.fisher_diagonal, "what-a-score-hides", _score.fisher),
    Witness(symbolic.slope_through_a_step, meta.meta_gradient, "what-a-score-hides", _score.through_a_step),
)
"""Every proof, the function that it witnesses, and the chapter that shows both.

:meta hide-value:
"""


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
