"""The lectures' claims as values, and the `claims` directive that prints each with its number and its verdict.

A claim names the chapter and the glue key whose value decides it; its predicate reads that value and gives the
verdict. Nothing on the claims page is typed: a chapter that comes out otherwise changes the page.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import execution

HOLDS, FAILS, OPEN = "holds here", "does not hold here", "undecided here"


@dataclass(frozen=True)
class Claim:
    """One sentence of the lectures and what decides it."""

    id: str
    says: str  # the claim, in our words
    source: str  # which notes or slides say it
    chapter: str  # the slug of the chapter with the experiment
    keys: tuple[str, ...]  # glue keys of that chapter that the verdict is read from
    verdict: Callable[..., str]  # takes their values, in order
    shown: str  # how the values are printed, a format string over the keys


def _either(holds: bool) -> str:
    return HOLDS if holds else FAILS


CLAIMS: tuple[Claim, ...] = (
    Claim("more-lags-help-then-stop", "More days to look back on help, and then stop helping.", "notes 000 and 002",
          "looking-back",
          ("lad_unseen_1", "lad_unseen_7", "lad_unseen_28", "lad_unseen_56", "lad_unseen_84", "lsq_unseen_56",
           "lsq_unseen_84"),
          lambda one, seven, four_weeks, eight, twelve, squares_eight, squares_twelve:
          FAILS if not one > seven > four_weeks > eight else
          HOLDS if twelve >= eight and squares_twelve >= squares_eight else
          FAILS if twelve < eight and squares_twelve < squares_eight else OPEN,
          "Absolute error on the unseen year with 1, 7, 28, 56 and 84 days: {lad_unseen_1:.3f}, {lad_unseen_7:.3f}, "
          "{lad_unseen_28:.3f}, {lad_unseen_56:.3f}, {lad_unseen_84:.3f}. Fitted by squares, 56 days give "
          "{lsq_unseen_56:.3f} and 84 give {lsq_unseen_84:.3f}."),
    Claim("worst-misses-are-holidays", "The worst misses are holidays.", "notes 000", "looking-back",
          ("worst_holidays", "worst_off"), lambda holidays, off: _either(holidays > 5),
          "Of the ten worst days of 2003, {worst_holidays} are holidays; on Thanksgiving the prediction was off by "
          "{worst_off:+.2f} thousand."),
    Claim("relu-100-beat-10", "A hundred ReLUs predict better than ten.", "lecture's slides", "bending-the-line",
          ("relu_10_unseen", "relu_10_unseen_sd", "relu_100_unseen", "relu_100_unseen_sd"),
          lambda ten, ten_sd, hundred, hundred_sd: _either(hundred + hundred_sd < ten - ten_sd),
          "Error on the unseen year, in thousands: {relu_10_unseen:.3f} ± {relu_10_unseen_sd:.3f} with ten, "
          "{relu_100_unseen:.3f} ± {relu_100_unseen_sd:.3f} with a hundred."),
    Claim("relu-1000-do-not-beat-100", "A thousand ReLUs do not predict better than a hundred.", "lecture's slides",
          "bending-the-line",
          ("relu_100_unseen", "relu_1000_unseen", "relu_gain", "relu_gain_error", "relu_gain_over_days",
           "relu_gain_over_weeks", "relu_gain_in_weeks"),
          lambda hundred, thousand, gain, over_starts, over_days, over_weeks, in_weeks:
          _either(gain <= 2 * max(over_starts, over_days, over_weeks)),
          "Error on the unseen year: {relu_100_unseen:.3f} with a hundred, {relu_1000_unseen:.3f} with a thousand. The "
          "gain of {relu_gain:.4f} has a standard error of {relu_gain_error:.4f} over starts, of "
          "{relu_gain_over_days:.4f} over days and, as neighboring days are alike, of {relu_gain_over_weeks:.4f} over "
          "weeks. It is {relu_gain_in_weeks:.1f} of the last, where two is the line that we draw."),
    Claim("deeper-trains-better", "A deeper network has the lower training error.", "lecture's slides", "networks",
          ("train_25_1", "train_25_4", "train_100_1", "train_100_4"),
          lambda one_25, four_25, one_100, four_100: _either(four_25 < one_25 and four_100 < one_100),
          "From one layer to four the training error goes from {train_25_1:.3f} to {train_25_4:.3f} in 25 epochs, and "
          "from {train_100_1:.3f} to {train_100_4:.3f} in 100."),
    Claim("three-layers-are-best", "On unseen days three layers are best; a fourth overfits.", "lecture's slides",
          "networks", ("best_depth_25", "best_depth_50", "best_depth_100", "gain_25_in_weeks", "gain_100_in_weeks"),
          lambda short, middle, long, *sure: _either({short, middle, long} == {3}),
          "The best number of layers was {best_depth_25} after 25 epochs, {best_depth_50} after 50 and "
          "{best_depth_100} after 100. Counted over weeks, one layer and four differ by {gain_25_in_weeks:.1f} standard "
          "errors after 25 epochs and by {gain_100_in_weeks:.1f} after 100."),
    Claim("local-minima-are-not-the-problem", "Local minima are not the problem: a walk that slows down is hardly ever "
          "caught in one.", "the lectures", "gradient-descent",
          ("walks_in_a_minimum", "end_low", "end_high", "valley", "valley_sd", "worse_on_2003", "arrived"),
          lambda in_a_minimum, *rest: _either(in_a_minimum <= 5),
          "Of fifty walks, {walks_in_a_minimum} ended in a minimum; their losses run from {end_low:.4f} to "
          "{end_high:.4f}. Going on with curvature leads to {valley:.3f} ± {valley_sd:.3f}; {arrived} of these "
          "places are minima, and {worse_on_2003} are worse on 2003 than where the walk had stopped."),
    Claim("gradient-zero-is-never-reached", "A gradient of exactly zero is never reached.", "the lectures",
          "gradient-descent", ("gradient_least", "few_last", "line_least"),
          lambda least, *rest: _either(least > 0),
          "A network's gradient is {gradient_least:.4f} long at the least; with 32 days an update about {few_last:.2f}; "
          "a straight line's gets to {line_least}, where rounding ends."),
    Claim("scaling-points-at-the-center", "After scaling the features, every step heads for the center.", "notes 004",
          "feature-scaling", ("angle_before_0", "angle_after_0", "angle_before_9", "angle_after_9"),
          lambda before_0, after_0, before_9, after_9: _either(after_0 < 5 and after_9 < 5),
          "Mean angle between −g and the way to the bottom, before and after z-scores: {angle_before_0:.1f}° and "
          "{angle_after_0:.1f}° for uncorrelated features, {angle_before_9:.1f}° and {angle_after_9:.1f}° for a "
          "correlation of .9."),
    Claim("more-data-cure-variance", "More data cure variance, and not bias.", "lecture's slides, notes 004",
          "bias-and-variance", ("power_5", "bias2_few", "bias2_many", "days_variance_100", "days_variance_730"),
          lambda power, few, many, variance_100, variance_730:
          _either(power < -0.9 and variance_730 < variance_100 / 10 and abs(many / few - 1) < 0.1),
          "For a polynomial of degree 5 the variance goes as n to the power {power_5:.2f}; on births with 56 days to look "
          "back on it goes from {days_variance_100:.2f} (100 days to learn from) to {days_variance_730:.3f} (730). The "
          "squared bias of a line stays: {bias2_few:.3f} and {bias2_many:.3f}."),
    Claim("sgd-is-faster", "Stochastic gradient descent is faster.", "notes 004", "faster-descent",
          ("saving_10", "saving_1", "saving_fine", "updates_1_small", "updates_1_full"),
          lambda ten, one, fine, small, full:
          FAILS if min(ten, one, fine) <= 1 else HOLDS if small < full else OPEN,
          "Counted in days looked at, batches of 16 save {saving_10:.0f}-fold to ten percent above the best, "
          "{saving_1:.0f}-fold to one and {saving_fine:.1f}-fold to a tenth. Counted in updates they need "
          "{updates_1_small:.0f} to one percent, where all days at once need {updates_1_full:.0f}."),
    Claim("rates-should-fall", "Learning rates should fall.", "notes 004", "faster-descent",
          ("end_constant", "end_worst_falling", "whole_constant", "whole_falling", "falling_wins", "pairs_raced"),
          lambda constant, worst_falling, whole_constant, whole_falling, wins, pairs:
          _either(worst_falling < constant and wins == pairs),
          "With noise a constant rate ends {end_constant:.0f} % above the best, the worst falling one "
          "{end_worst_falling:.2f} %; falling won {falling_wins} of {pairs_raced} pairs in the race. Without noise the "
          "constant rate is best ({whole_constant:.4f} % against {whole_falling:.4f} %)."),
    Claim("adagrad-slows", "Adagrad gets slower and slower.", "notes 004", "faster-descent",
          ("calm_ten", "calm_last", "noisy_power"),
          lambda ten, last, power: FAILS if power >= -0.4 else HOLDS if last < ten / 2 else OPEN,
          "Without noise its effective rate stays at {calm_last:.3f} (after ten updates {calm_ten:.3f}); with noise it "
          "falls with the power {noisy_power:.2f} of the number of updates."),
    Claim("peeking-costs", "Choosing by the public test set costs.", "notes 004", "model-selection",
          ("coins_flattered_1000", "coins_bound_1000", "digits_flattered_10", "digits_flattered_200",
           "digits_private_1", "digits_private_200"),
          lambda coins, bound, ten, many, one_private, many_private: _either(0.1 < coins <= bound and 1 < ten < many),
          "The best of a thousand coins on a hundred public questions is flattered by {coins_flattered_1000:.3f} (bound "
          "{coins_bound_1000:.3f}); the best of 10 and of 200 classifiers of digits by {digits_flattered_10:.1f} and "
          "{digits_flattered_200:.1f} points. What suffers is the number, not the model: the private score goes from "
          "{digits_private_1:.1f} to {digits_private_200:.1f}."),
    Claim("some-lambda-is-best", "With growing λ the training error only rises; the unseen error is least in between.",
          "lecture's slides", "regularization",
          ("best_strength", "best_strength_easy", "unseen_free", "unseen_best", "easy_gain"),
          lambda best, best_easy, free, lowest, easy_gain: _either(0 < best < 1e5 and lowest < 0.75 * free),
          "200 days to look back on, one year to learn from: the squared error on 2003 goes from {unseen_free:.3f} to "
          "{unseen_best:.3f} at λ = {best_strength}. With 56 days and four years there is next to nothing to gain: "
          "{easy_gain:.4f}."),
    Claim("small-weights-are-smooth", "Small weights are smooth, and smooth helps.", "notes 004", "regularization",
          ("norm_free", "norm_best", "unseen_free", "unseen_best", "unseen_flat"),
          lambda norm_free, norm_best, free, lowest, flat: _either(norm_best < norm_free and lowest < free < flat),
          "Up to a point: |w| from {norm_free:.2f} to {norm_best:.2f} takes the squared error from {unseen_free:.3f} to "
          "{unseen_best:.3f}; the smoothest function of all has {unseen_flat:.2f}."),
    Claim("the-bias-is-not-shrunk", "The bias should not be shrunk.", "notes 004", "regularization",
          ("bias_mid_free", "bias_mid_priced", "bias_raw_free", "bias_raw_priced"),
          lambda centered_free, centered_priced, raw_free, raw_priced: _either(centered_priced > 10 * centered_free),
          "On centered counts the squared error is {bias_mid_free:.3f} with a free bias and {bias_mid_priced:.2f} with "
          "one that is shrunk. On raw counts, whose mean can stand in for a bias, {bias_raw_free:.3f} and "
          "{bias_raw_priced:.3f}."),
    Claim("square-error-stalls", "Far from the answer square error stalls, and cross entropy does not.", "notes 004",
          "logistic-regression",
          ("slope_cross", "slope_square", "arrived_cross", "arrived_square", "arrived_square_fast", "starts_count"),
          lambda slope_cross, slope_square, cross, square, fast, starts:
          _either(slope_cross > 1000 * slope_square and cross == starts and square < starts),
          "From z = −10 the slopes are {slope_cross:.5f} and {slope_square:.7f}. Of {starts_count} starts, "
          "{arrived_cross} arrive with cross entropy and {arrived_square} with square error; a rate of a hundred brings "
          "the second to {arrived_square_fast}."),
    Claim("too-correct-points-tilt", "Points that are too correct tilt a regression that is used to classify.", "notes 004",
          "generative-classifiers", ("tilt_before", "tilt_after", "tilt_fallen", "tilt_sd"),
          lambda before, after, fallen, sd: _either(fallen > 2 * sd),
          "{tilt_before:.1f} % right on new points without the far ones, {tilt_after:.1f} % with them; paired, a loss of "
          "{tilt_fallen:.1f} ± {tilt_sd:.1f} points."),
    Claim("sharing-a-covariance-helps", "Sharing one covariance among the classes helps.", "notes 004",
          "generative-classifiers", ("many_six_own_counted", "many_six_shared_counted", "many_two_own_counted",
                                     "many_two_shared_counted"),
          lambda six_own, six_shared, two_own, two_shared:
          HOLDS if six_shared > six_own and two_shared > two_own else
          FAILS if six_shared <= six_own and two_shared <= two_own else OPEN,
          "Over 500 random splits, counted priors: with six features {many_six_own_counted:.3f} → "
          "{many_six_shared_counted:.3f}, with two {many_two_own_counted:.3f} → {many_two_shared_counted:.3f}."),
    Claim("naive-bayes-suffers", "Naive Bayes suffers when features are correlated.", "notes 004",
          "generative-classifiers", ("right_naive", "right_turned", "right_shared"),
          lambda naive, turned, shared: _either(turned - naive > (shared - naive) / 2),
          "Right on new creatures: {right_naive:.3f}; {right_turned:.3f} with the axes turned until the features are "
          "uncorrelated; {right_shared:.3f} with one full covariance."),
    Claim("generative-with-few-labels", "With few labels, or wrong ones, a generative classifier is the better one.",
          "notes 004", "logistic-regression",
          ("few_made_naive", "few_made_line", "few_wrong_naive", "few_wrong_line", "fewest_penalty", "fewest_naive"),
          lambda naive, line, wrong_naive, wrong_line, penalty, fewest:
          HOLDS if naive > line and wrong_naive > wrong_line and fewest > penalty else OPEN,
          "Where the world is as naive Bayes believes: {few_made_naive:.1f} against {few_made_line:.1f} % with few labels, "
          "{few_wrong_naive:.1f} against {few_wrong_line:.1f} % with wrong ones. With the fewest labels a line with a penalty "
          "has {fewest_penalty:.1f} %, naive Bayes {fewest_naive:.1f} %."),
    Claim("learned-beat-made", "Features that are learned beat features that are made.", "the lectures",
          "feature-transformation",
          ("odd_pixels", "odd_learned2", "odd_learned10", "odd_means", "odd_pairs", "odd_learned100"),
          lambda pixels, two, ten, means, pairs, hundred:
          HOLDS if hundred > pairs + 1.5 else OPEN if two > pixels and ten > means else FAILS,
          "Odd or even digits: {odd_learned2:.1f} % with two learned features, {odd_pixels:.1f} % with 64 pixels; but "
          "{odd_pairs:.1f} % with all products of pairs and {odd_learned100:.1f} % with a hundred learned."),
    Claim("learned-beat-made-equal", "The same, with as many features learned as made.", "the lectures", "digits",
          ("equal_gain", "equal_gain_se"),
          lambda gain, error: HOLDS if gain > 2 * error else FAILS if gain < -2 * error else OPEN,
          "39 learned against 39 made, on the digits of new writers: {equal_gain:.1f} points more, with a standard error of "
          "{equal_gain_se:.1f}."),
    Claim("structure-costs-thought", "A network's structure has to be found as features have; a bad one fails.",
          "notes 004", "digits", ("ours", "cost_one", "cost_one_sd"),
          lambda ours, one, sd: _either(one + sd < ours),
          "{ours:.1f} % against {cost_one:.0f} ± {cost_one_sd:.0f} % through a bottleneck of one ReLU."),
    Claim("a-shift-collapses", "A shift of the domain makes the accuracy collapse.", "notes 000 and 002", "digits",
          ("shift_home", "shift_cut", "shift_native"),
          lambda home, cut, native: _either(cut < home - 20 and cut < native - 20),
          "{shift_home:.1f} % at home; the same network has {shift_cut:.1f} % on digits of another collection, where one that "
          "has learned from those has {shift_native:.1f} %."),
    Claim("deep-beats-fat", "At equal parameters a deep network beats a fat one.", "notes 004", "why-deep",
          ("digits_gain", "digits_gain_error", "births_gain", "births_gain_error", "pairs_gain", "pairs_gain_error"),
          lambda digits, digits_se, births, births_se, pairs, pairs_se:
          _either(digits > 2 * digits_se and births > 2 * births_se and pairs > 2 * pairs_se),
          "Gain of the best deep shape: digits {digits_gain:+.1f} ± {digits_gain_error:.1f} points, births {births_gain:+.3f} ± "
          "{births_gain_error:.3f} thousand; pairs of digits, a task made of parts, {pairs_gain:+.1f} ± "
          "{pairs_gain_error:.1f} points."),
    Claim("deep-needs-less", "A deep network needs less data.", "notes 004", "why-deep",
          ("pairs_2_2000", "pairs_1_4000", "few_50_1", "few_50_2"),
          lambda half, whole, one, two:
          HOLDS if half > whole and two >= one else FAILS if half <= whole and two < one else OPEN,
          "Pairs of digits: two layers with 2000 pairs {pairs_2_2000:.1f} %, one layer with 4000 {pairs_1_4000:.1f} %. "
          "Fifty plain digits: one layer {few_50_1:.1f} %, two {few_50_2:.1f} %."),
    Claim("sharing-parts-helps", "Sharing parts helps the class that is rare.", "notes 004", "why-deep",
          ("found_judges_10", "found_corrected_10", "found_told_10", "corrected_gain", "corrected_gain_error"),
          lambda judges, corrected, told, gain, error: HOLDS if gain > 2 * error else OPEN if told > judges else FAILS,
          "Of the rare class, with ten examples: four judges find {found_judges_10:.0f} %, {found_corrected_10:.0f} % when the "
          "counts are taken out of their answers, parts {found_told_10:.0f} %: {corrected_gain:.1f} ± {corrected_gain_error:.1f} "
          "points more than the corrected judges."),
    Claim("relu-beats-sigmoid", "ReLU beats the sigmoid.", "notes 000", "training-tips",
          (*(f"race_gain_{depth}" for depth in range(1, 7)), *(f"race_gain_{depth}_error" for depth in range(1, 7))),
          lambda *seen: HOLDS if all(gain > 2 * error for gain, error in zip(seen[:6], seen[6:])) else
          OPEN if seen[5] > 2 * seen[11] else FAILS,
          "With one to three layers {race_gain_1:+.1f}, {race_gain_2:+.1f} and {race_gain_3:+.1f} points (standard errors "
          "{race_gain_1_error:.1f}, {race_gain_2_error:.1f}, {race_gain_3_error:.1f}); with four to six {race_gain_4:+.0f} ± "
          "{race_gain_4_error:.0f}, {race_gain_5:+.0f} ± {race_gain_5_error:.0f}, {race_gain_6:+.0f} ± {race_gain_6_error:.0f}."),
    Claim("three-sigmoid-layers", "More than three layers of sigmoids do not train.", "notes 004", "training-tips",
          ("three_old_3", "three_old_4", "three_glorot_4", "three_four_4", "three_four_6", "three_normed_6"),
          lambda old_3, old_4, glorot_4, four_4, four_6, normed_6: FAILS if four_4 > 65 and normed_6 > 85 else
          HOLDS if max(four_4, four_6, normed_6) < 50 else OPEN,
          "Percent of the training digits learned with four layers: {three_old_4:.0f} from tiny weights (three layers: "
          "{three_old_3:.0f}), {three_glorot_4:.0f} from Glorot's, {three_four_4:.0f} from four times Glorot's (six: "
          "{three_four_6:.0f}); six with batch normalization {three_normed_6:.0f}."),
    Claim("pretraining-helps-few", "Pre-training without labels helps when labels are few.", "notes 000 and 001",
          "ways-to-learn", ("fill_few_gain", "fill_few_gain_error", "fill_gain_20", "fill_gain_20_error", "pretext_gain_turned",
                            "pretext_gain_turned_error"),
          lambda gain, error, *rest: HOLDS if gain > 2 * error else FAILS if gain < 0 else OPEN,
          "Filling in hidden halves of digits is later worth {fill_few_gain:.1f} ± {fill_few_gain_error:.1f} points with one to "
          "five labels a digit, and {fill_gain_20:.1f} ± {fill_gain_20_error:.1f} with twenty. Another pretext, telling pictures "
          "that were turned over, is worth {pretext_gain_turned} ± {pretext_gain_turned_error:.1f} points with two labels."),
    Claim("unpaired-find-each-other", "From many x and many y without pairs, an adversarial network finds by itself which "
          "belong together.", "notes 000 and 001", "ways-to-learn",
          ("own_alone", "own_cycle", "own_told", "own_only", "own_alone_sd", "own_cycle_sd"),
          lambda alone, cycle, *rest: FAILS if max(alone, cycle) < 80 else HOLDS if min(alone, cycle) > 90 else OPEN,
          "{own_alone:.0f} ± {own_alone_sd:.0f} % of the points land with their own kind when the judge is alone, "
          "{own_cycle:.0f} ± {own_cycle_sd:.0f} % when they also have to come back. Four pairs make it {own_told:.0f} %, and "
          "would make it {own_only:.0f} % without the heaps."),
    Claim("success-is-enough", "Where nobody knows the label, knowing what success is can be enough to learn from.",
          "notes 000 and 001", "ways-to-learn", ("board_perfect", "cart_mean", "cart_mean_sd", "cart_whole", "paid_arrived"),
          lambda perfect, steps, *rest: _either(perfect > 80 and steps > 180),
          "From wins and losses on a small board: a shortest way from {board_perfect:.0f} % of the cells. A pole stands for "
          "{cart_mean:.0f} ± {cart_mean_sd:.0f} of 200 steps; {cart_whole:.0f} with a poorer weight for each step. But success "
          "has to be said well: paid for each step, it reaches the goal in {paid_arrived:.0f} % of the games."),
    Claim("random-noise-is-no-attack", "Random noise is no attack; a crafted change of the same size is.", "the lectures",
          "what-a-score-hides", ("attack_none", "attack_coin_10", "attack_coin_10_sd", "attack_ten_10", "attack_ten_10_sd"),
          lambda none, coin, coin_sd, crafted, crafted_sd:
          HOLDS if none - coin < 4 and crafted < none - 50 else FAILS if coin < none - 20 else OPEN,
          "Digits on 32 × 32, a tenth of the range in each pixel: {attack_none:.1f} % right without, {attack_coin_10:.1f} ± "
          "{attack_coin_10_sd:.1f} % with signs from a coin, {attack_ten_10:.1f} ± {attack_ten_10_sd:.1f} % with crafted ones."),
    Claim("a-color-shift-collapses", "Learned in gray and asked in color, the accuracy collapses.", "notes 000",
          "what-a-score-hides", ("color_gray", "color_ink", "color_light", "color_any"),
          lambda gray, *colored: HOLDS if max(colored) < gray - 10 else FAILS if min(colored) > gray - 10 else OPEN,
          "It depends on the colors. Gray digits {color_gray:.1f} %; colored ink on black {color_ink:.1f} %; light ink on dark "
          "paper of any colors {color_light:.1f} %; any ink on any paper {color_any:.1f} %."),
    Claim("sequential-training-forgets", "A network that learns one task after the other forgets the first.", "the lectures",
          "what-a-score-hides", ("forget_before", "forget_after", "forget_late", "forget_among", "at_once_old"),
          lambda before, after, *rest: HOLDS if after < before - 50 else FAILS if after > before - 5 else OPEN,
          "Of the digits 0 to 4 it reads {forget_before:.1f} %, and {forget_after:.1f} % after a second lesson on 5 to 9 (those "
          "{forget_late:.1f} %). Asked among the first five alone it still has {forget_among:.0f} %; having learned all at once, "
          "{at_once_old:.0f} %."),
)


@functools.cache
def glued(chapter: str) -> dict[str, object]:
    """What a chapter's cells have glued, read once for all its claims."""
    path = next((p for p in execution.pages() if p.stem == chapter and p.is_file()), None)
    if path is None:
        raise LookupError(f"the book has no page {chapter}")
    page = execution.stored(path)
    if page is None:
        raise LookupError(f"{chapter} has not been executed as it stands")
    return page.glued


def decide(claim: Claim) -> tuple[str, str]:
    """The verdict of a claim and its values as text, from the chapter as it was executed last."""
    values = glued(claim.chapter)
    missing = [key for key in claim.keys if key not in values]
    if missing:
        raise LookupError(f"{claim.chapter} glues no {', '.join(missing)}")
    shown = claim.shown.format(**{key.replace("-", "_"): values[key] for key in claim.keys})
    return claim.verdict(*(values[key] for key in claim.keys)), shown


class ClaimsTable(SphinxDirective):
    """`{claims}`: every claim with its verdict, linked to the chapter that decides it."""

    def run(self):
        self.env.note_reread()  # depends on results of many pages
        lines = []
        for claim in CLAIMS:
            try:
                verdict, shown = decide(claim)
            except LookupError as error:
                return [self.state.document.reporter.warning(f"claim {claim.id}: {error}", line=self.lineno)]
            lines += [f"(claim-{claim.id})=", f"{claim.says} ({claim.source})",
                      f": **{verdict[0].upper()}{verdict[1:]}.** {shown} See {{ref}}`{claim.chapter}`.", ""]
        node = nodes.container(classes=["claims"])
        self.state.nested_parse(StringList(lines, source="claims"), 0, node)
        return [node]


def setup(app):
    app.add_directive("claims", ClaimsTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
